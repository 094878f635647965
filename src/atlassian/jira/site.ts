import { getFields } from 'jira.js/cloud';
import type { Person } from '#domain/person.ts';
import type { Call } from '#domain/ports.ts';
import { Cached } from '../cached.ts';
import type { Transport } from '../transport.ts';
import { answerList } from '../wire.ts';
import { type SiteFields, siteFieldsFrom } from './siteFields.ts';

/** What the groups of operations share. */
export interface JiraSite {
  readonly transport: Transport;
  /** Of the site itself, also where requests go through the gateway: links are for people. */
  readonly origin: string;
  readonly account: Person;
  /** Zone of the caller's profile. */
  readonly timeZone: string;
  readonly fields: SiteFieldSource;
}

const fieldsTtlMs = 10 * 60_000;

/** The site's fields, asked for once and again every ten minutes. */
export class SiteFieldSource {
  /** The last known fields, without asking. */
  latest: SiteFields | undefined;
  private readonly transport: Transport;
  private readonly cached = new Cached<SiteFields>(fieldsTtlMs);

  constructor(transport: Transport) {
    this.transport = transport;
  }

  get(call?: Call): Promise<SiteFields> {
    return this.cached.get('fields', () => this.load(), call);
  }

  private async load(): Promise<SiteFields> {
    const answer: unknown = await getFields(this.transport.client(undefined, { entity: 'site' }));
    this.latest = siteFieldsFrom(answerList(answer, 'fields'));
    return this.latest;
  }
}
