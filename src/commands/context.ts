import type { LogOutputChannel, Uri } from 'vscode';
import type { CodeSelection } from '#domain/codeSelection.ts';
import type { Call, Connection, EditorPort } from '#domain/ports.ts';
import type { ReportRequest } from '#domain/report.ts';
import type { Credential } from '#domain/site.ts';
import type { Accounts } from '#host/accounts.ts';
import type { CurrentFolder } from '#host/currentFolder.ts';
import type { Previews } from '#host/previews.ts';
import type { SignInAlerts } from '#host/signInAlerts.ts';
import type { RememberedDefaults } from '#host/workspaceDefaults.ts';
import type { ServerLaunch } from '#services/connect/clients.ts';
import type { ConnectionSource } from '#services/connectionSource.ts';
import type { StandingConsents } from '#services/consents.ts';
import type { CreatedIssue, CreateIssueRequest } from '#services/createIssue.ts';
import type { DecisionArrangement } from '#services/decisions/decisionArrangement.ts';
import type { DecisionLinks } from '#services/decisions/decisionLinks.ts';
import type { DecisionStore } from '#services/decisions/decisionStore.ts';
import type { ClientDoors } from '#services/doors/clientDoors.ts';
import type { Journal } from '#services/journal/journal.ts';
import type { PersonAliases } from '#services/personAliases.ts';
import type { SprintStore } from '#services/sprintStore.ts';

/** Lines of a file, 1-based and inclusive. */
export interface CodePlace {
  readonly uri: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface SelectionSource extends EditorPort {
  /** Of `currentSelection`. */
  currentPlace(): CodePlace | undefined;
  selectionAt(place: CodePlace): Promise<CodeSelection>;
}

/** What commands work with. */
export interface CommandContext {
  readonly accounts: Accounts;
  readonly alerts: SignInAlerts;
  readonly folder: CurrentFolder;
  readonly aliases: PersonAliases;
  readonly connections: ConnectionSource;
  readonly defaults: RememberedDefaults;
  readonly sprint: SprintStore;
  readonly selections: SelectionSource;
  readonly doors: ClientDoors;
  readonly previews: Previews;
  /** What agents may write without asking. */
  readonly consents: StandingConsents;
  readonly decisions: {
    readonly store: DecisionStore;
    readonly links: DecisionLinks;
    readonly arrangement: DecisionArrangement;
  };
  readonly log: LogOutputChannel;
  readonly extensionUri: Uri;
  /** How programs outside the editor start our server. */
  serverLaunch(): Promise<ServerLaunch>;
  /** Connects with a credential that is not stored yet. */
  tryConnect(credential: Credential, call: Call): Promise<Connection>;
  /** `operationId` names this act of the user: repeated, it creates nothing more. */
  createIssue(
    connection: Connection,
    request: CreateIssueRequest & { readonly operationId: string },
  ): Promise<CreatedIssue>;
  journal(): Promise<Journal>;
  /** Markdown; cancelled by its signal. */
  writeReport(request: ReportRequest): Promise<string>;
  /** Selects the issue in the sprint view, when that is on screen. */
  revealIssue(key: string): Promise<void>;
  /** Runs what nobody waits for; its failure is shown like a command's. */
  inBackground(work: Promise<unknown>): void;
}

/** Arguments come from menus, keybindings and other extensions: each command reads its own. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<unknown>;
