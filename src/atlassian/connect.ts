import { lookup } from 'node:dns/promises';
import { getCurrentUser } from 'jira.js/cloud';
import type { Route } from '#domain/account.ts';
import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Credential, Site } from '#domain/site.ts';
import { isLocalOrigin, parseSiteOrigin } from '#domain/siteOrigin.ts';
import { confluenceKnowledge } from './confluence/knowledge.ts';
import type { Clock } from './http/clock.ts';
import { isUnknownHost } from './http/networkErrors.ts';
import type { RequestBases } from './http/requestUrl.ts';
import { type Fetch, fetchKeeping, fetchTrusting } from './http/trustedFetch.ts';
import { RecentWrites } from './jira/recentWrites.ts';
import { SiteFieldSource } from './jira/site.ts';
import { jiraTracker } from './jira/tracker.ts';
import { personFrom } from './person.ts';
import { knownTimeZone } from './queryText.ts';
import { Transport, type TransportLimits } from './transport.ts';
import { answerObject, object, required, text, type WireObject } from './wire.ts';

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
  /** The way that worked for this credential before: the other is not tried. */
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
 * ones only at the gateway: where the site refuses and the gateway takes the token, everything goes there.
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

type OpenTransport = (bases: RequestBases) => Transport;

async function transportFactory(options: ConnectOptions, origin: string, watch: FailureWatch): Promise<OpenTransport> {
  const { userAgent, log, limits, clock } = options;
  const fetchSite = options.fetch ?? (await fetchFor(options));
  const credential = { ...options.credential, origin };
  const fixed = { credential, userAgent, fetch: fetchSite, log, clock, onFailure: watch.onFailure };
  return (bases) => new Transport({ ...fixed, bases, ...(limits && { limits }) });
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

interface SignedIn {
  readonly transport: Transport;
  /** The answer to `myself`. */
  readonly wire: WireObject;
  readonly origin: string;
  readonly cloudId: string | undefined;
  readonly route: Route;
}

async function signInSomeway(
  open: OpenTransport,
  { origin, route }: { readonly origin: string; readonly route: Route | undefined },
  call: Call | undefined,
): Promise<SignedIn> {
  const direct = open({ jira: origin, confluence: origin });
  // A scoped token that is refused by the site at every start looks like somebody guessing passwords.
  const knownCloudId = route === 'gateway' ? await readCloudId(direct, call) : undefined;
  const [attempt, cloudId] =
    knownCloudId === undefined
      ? await Promise.all([signIn(direct, origin, call), readCloudId(direct, call)])
      : [skipped(origin), knownCloudId];
  if ('account' in attempt) {
    return { transport: direct, wire: attempt.account, origin, cloudId, route: 'site' };
  }
  direct.dispose();
  const gateway = gatewayBases(origin, cloudId);
  if (attempt.failure.code !== 'credentialRejected' || !gateway || route === 'site') {
    return fail(await explained(attempt.failure, origin));
  }
  const scoped = open(gateway);
  const second = await signIn(scoped, origin, call);
  if ('account' in second) {
    return { transport: scoped, wire: second.account, origin, cloudId, route: 'gateway' };
  }
  scoped.dispose();
  const isAllThatWasTried = knownCloudId !== undefined;
  // Else only what the gateway says about scopes tells more than the site's own refusal.
  return fail(isAllThatWasTried || second.failure.code === 'missingScope' ? second.failure : attempt.failure);
}

function skipped(origin: string): { readonly failure: Failure } {
  return { failure: { code: 'credentialRejected', origin } };
}

type SignIn = { readonly account: WireObject } | { readonly failure: Failure };

async function signIn(transport: Transport, origin: string, call: Call | undefined): Promise<SignIn> {
  try {
    const answer: unknown = await getCurrentUser(transport.client(call, { entity: 'site', id: origin }));
    return { account: answerObject(answer, 'myself') };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) {
      transport.dispose();
      throw error;
    }
    return { failure };
  }
}

/** Anybody may ask a site for its cloud id. Only the gateway needs it, so failing to get it is no failure. */
async function readCloudId(transport: Transport, call: Call | undefined): Promise<string | undefined> {
  try {
    const request = { url: '/_edge/tenant_info', isAnonymous: true };
    const cloudId = text(object(await transport.send(request, call, { entity: 'site' }))['cloudId']);
    return cloudId !== undefined && /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(cloudId) ? cloudId : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The credential belongs to its origin. It goes to the vendor's gateway only for the vendor's own hosts; a site on this
 * machine is its own gateway.
 */
function gatewayBases(origin: string, cloudId: string | undefined): RequestBases | undefined {
  const isVendors = /^https:\/\/[a-z0-9-]+\.(?:atlassian\.net|jira\.com)$/.test(origin);
  const gateway = isVendors ? 'https://api.atlassian.com' : isLocalOrigin(origin) ? origin : undefined;
  return gateway === undefined || cloudId === undefined
    ? undefined
    : { jira: `${gateway}/ex/jira/${cloudId}`, confluence: `${gateway}/ex/confluence/${cloudId}` };
}

/** Failures of the first request, in terms of signing in. */
async function explained(failure: Failure, origin: string): Promise<Failure> {
  if (failure.code === 'notFound' || (isUnknownHost(failure) && (await isOnline()))) {
    return { code: 'noSuchSite', origin };
  }
  return failure;
}

/** An unknown host means a wrong name only while other names are known. */
async function isOnline(): Promise<boolean> {
  return lookup('api.atlassian.com').then(
    () => true,
    () => false,
  );
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
