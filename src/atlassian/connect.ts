import type { Route } from '#domain/account.ts';
import { type Failure, fail } from '#domain/errors.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Credential, Site } from '#domain/site.ts';
import { parseSiteOrigin } from '#domain/siteOrigin.ts';
import { confluenceKnowledge } from './confluence/knowledge.ts';
import type { Clock } from './http/clock.ts';
import { type Fetch, fetchKeeping, fetchTrusting } from './http/trustedFetch.ts';
import { RecentWrites } from './jira/recentWrites.ts';
import { SiteFieldSource } from './jira/site.ts';
import { jiraTracker } from './jira/tracker.ts';
import { personFrom } from './person.ts';
import { knownTimeZone } from './queryText.ts';
import { type OpenTransport, type SignedIn, signInSomeway } from './signIn.ts';
import { Transport, type TransportLimits } from './transport.ts';
import { required, text } from './wire.ts';

export interface ConnectOptions {
  readonly credential: Credential;
  readonly userAgent: string;
  /** PEM file of certificates to trust besides the system's. */
  readonly caFile?: string;
  /**
   * How long an idle connection to the site is kept, for processes of their own: agents space their calls. In the
   * extension host the runtime's own way, which knows the proxy, decides.
   */
  readonly keepAliveMs?: number;
  /** Receives one line a request: method, path without ids, outcome. */
  readonly log?: (line: string) => void;
  /** The way that worked for this credential before: no other is tried. */
  readonly route?: Route;
  /** Told of every request that fails once the connection is made, besides its caller. */
  readonly onFailure?: (failure: Failure) => void;
  readonly limits?: Partial<TransportLimits>;
  /** In place of the runtime's own, for tests; `caFile` then has no effect. */
  readonly fetch?: Fetch;
  readonly clock?: Clock;
}

/**
 * Tries the credential on its site and returns the site's operations. Classic tokens work on the site itself, scoped
 * ones and those of service accounts only at the gateway: where the site refuses and the gateway takes the token,
 * everything goes there.
 * @throws credentialRejected, noSuchSite, missingScope, signInPage, forbidden, offline, certificateRefused …
 */
export async function connect(options: ConnectOptions, call?: Call): Promise<Connection> {
  const origin = parseSiteOrigin(options.credential.origin);
  if (origin === undefined) {
    return fail({ code: 'invalidArgument', argument: 'origin', reason: 'not the https address of a site' });
  }
  const watch = new FailureWatch(options.onFailure);
  const open = await transportFactory(options, origin, watch);
  const made = await signInSomeway(open, { origin, route: options.route }, call);
  watch.begin();
  return connectionOf(made, options.log);
}

async function transportFactory(options: ConnectOptions, origin: string, watch: FailureWatch): Promise<OpenTransport> {
  const { userAgent, log, limits, clock } = options;
  const fetchSite = options.fetch ?? (await fetchFor(options));
  const credential = { ...options.credential, origin };
  const fixed = { credential, userAgent, fetch: fetchSite, log, clock, onFailure: watch.onFailure };
  return (bases, scheme) => new Transport({ ...fixed, bases, scheme, ...(limits && { limits }) });
}

async function fetchFor({ caFile, keepAliveMs }: ConnectOptions): Promise<Fetch> {
  if (caFile !== undefined) {
    return fetchTrusting(caFile, keepAliveMs);
  }
  return keepAliveMs === undefined ? fetch : fetchKeeping(keepAliveMs);
}

/** Passes failures on from when the connection is made: before, a refusal may only mean that the other way is due. */
class FailureWatch {
  private readonly tell: ConnectOptions['onFailure'];
  private isConnected = false;

  constructor(tell: ConnectOptions['onFailure']) {
    this.tell = tell;
  }

  readonly onFailure = (failure: Failure): void => {
    if (this.isConnected) {
      this.tell?.(failure);
    }
  };

  begin(): void {
    this.isConnected = true;
  }
}

function connectionOf({ transport, wire, origin, cloudId, route }: SignedIn, log: ConnectOptions['log']): Connection {
  const account = required(personFrom(wire), 'myself.accountId');
  const timeZone = knownTimeZone(text(wire['timeZone']));
  const fields = new SiteFieldSource(transport, log);
  const site: Site = { origin, name: new URL(origin).host, ...(cloudId !== undefined && { cloudId }) };
  return {
    site,
    account,
    route,
    tracker: jiraTracker({ transport, origin, account, timeZone, fields, writes: new RecentWrites(transport.now) }),
    knowledge: confluenceKnowledge({ transport, origin, timeZone, account }),
    wait: (ms, call) => transport.sleep(ms, call),
    dispose: () => transport.dispose(),
  };
}
