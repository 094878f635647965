import type { DemoWiki } from './confluence/model.ts';
import type { DemoJira, DemoUser } from './jira/model.ts';

export interface DemoOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly seed: number;
  /** Number of issues in project NIM; more than the hand-written ones are generated. */
  readonly issues: number;
  /** Added to every answer. */
  readonly latencyMs: number;
  /** How long a write stays invisible to search (JQL and CQL). */
  readonly indexLagMs: number;
  /** Instant to which all demo times are relative; defaults to the start of the process. */
  readonly now?: Date;
}

/** Everything the running site holds. Jira and Confluence share its people. */
export interface DemoSite {
  readonly options: DemoOptions;
  /** `http://127.0.0.1:port`; links to pages for humans start with it, also in answers through the gateway. */
  readonly url: string;
  readonly cloudId: string;
  readonly users: readonly DemoUser[];
  /** The account that the printed e-mail and token belong to. */
  readonly owner: DemoUser;
  readonly token: string;
  readonly scopedToken: string;
  /** Signs in at the gateway only, with a scoped token of its own. */
  readonly serviceAccount: { readonly user: DemoUser; readonly token: string };
  readonly jira: DemoJira;
  readonly wiki: DemoWiki;
  /** Current time of the site in epoch milliseconds. */
  now(): number;
  /** Deterministic ids: one counter per kind of thing. */
  nextId(kind: string): number;
}
