import { getFields } from 'jira.js/cloud';
import type { Person } from '#domain/person.ts';
import type { Call } from '#domain/ports.ts';
import { Cached } from '../cached.ts';
import type { Transport } from '../transport.ts';
import { answerList } from '../wire.ts';
import type { RecentWrites } from './recentWrites.ts';
import { describeSiteFields, type SiteFields, siteFieldsFrom } from './siteFields.ts';

/** What the groups of operations share. */
export interface JiraSite {
  readonly transport: Transport;
  /** Of the site itself, also where requests go through the gateway: links are for people. */
  readonly origin: string;
  readonly account: Person;
  /** Zone of the caller's profile. */
  readonly timeZone: string;
  readonly fields: SiteFieldSource;
  readonly writes: RecentWrites;
}

const fieldsTtlMs = 10 * 60_000;

/** The site's fields, asked for once and again every ten minutes. */
export class SiteFieldSource {
  /** The last known fields, without asking. */
  latest: SiteFields | undefined;
  private readonly transport: Transport;
  private readonly log: (line: string) => void;
  private readonly cached: Cached<SiteFields>;

  constructor(transport: Transport, log: (line: string) => void = () => undefined) {
    this.transport = transport;
    this.log = log;
    this.cached = new Cached(fieldsTtlMs, { now: transport.now });
  }

  /** Which field is which hardly ever changes: a call for what is fresh does not ask for this again. */
  get(call?: Call): Promise<SiteFields> {
    return this.cached.get('fields', () => this.load(), call?.signal && { signal: call.signal });
  }

  private async load(): Promise<SiteFields> {
    const answer: unknown = await getFields(this.transport.client(undefined, { entity: 'site' }));
    const fields = siteFieldsFrom(answerList(answer, 'fields'));
    this.latest = fields;
    this.log(describeSiteFields(fields));
    return fields;
  }
}
