import { lookup } from 'node:dns/promises';
import { getCurrentUser } from 'jira.js/cloud';
import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Credential, Site } from '#domain/site.ts';
import { isLocalOrigin, parseSiteOrigin } from '#domain/siteOrigin.ts';
import { confluenceKnowledge } from './confluence/knowledge.ts';
import type { Clock } from './http/clock.ts';
import { isUnknownHost } from './http/networkErrors.ts';
import type { RequestBases } from './http/requestUrl.ts';
import { type Fetch, fetchTrusting } from './http/trustedFetch.ts';
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
  /** Receives one line a request: method, path without ids, outcome. */
  readonly log?: (line: string) => void;
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
  const open = await transportFactory(options, origin);
  const direct = open({ jira: origin, confluence: origin });
  const [attempt, cloudId] = await Promise.all([signIn(direct, origin, call), readCloudId(direct, call)]);
  if ('account' in attempt) {
    return connectionOf({ transport: direct, wire: attempt.account, origin, cloudId, log: options.log });
  }
  direct.dispose();
  const gateway = gatewayBases(origin, cloudId);
  if (attempt.failure.code !== 'credentialRejected' || !gateway) {
    return fail(await explained(attempt.failure, origin));
  }
  const scoped = open(gateway);
  const second = await signIn(scoped, origin, call);
  if ('account' in second) {
    return connectionOf({ transport: scoped, wire: second.account, origin, cloudId, log: options.log });
  }
  scoped.dispose();
  // Only what the gateway says about scopes tells more than the site's own refusal.
  return fail(second.failure.code === 'missingScope' ? second.failure : attempt.failure);
}

async function transportFactory(options: ConnectOptions, origin: string): Promise<(bases: RequestBases) => Transport> {
  const { caFile, userAgent, log, limits, clock } = options;
  const fetchSite = options.fetch ?? (caFile === undefined ? fetch : await fetchTrusting(caFile));
  const credential = { ...options.credential, origin };
  return (bases) =>
    new Transport({ credential, bases, userAgent, fetch: fetchSite, log, clock, ...(limits && { limits }) });
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

function connectionOf(made: {
  readonly transport: Transport;
  readonly wire: WireObject;
  readonly origin: string;
  readonly cloudId: string | undefined;
  readonly log: ConnectOptions['log'];
}): Connection {
  const { transport, wire, origin, cloudId, log } = made;
  const account = required(personFrom(wire), 'myself.accountId');
  const timeZone = knownTimeZone(text(wire['timeZone']));
  const fields = new SiteFieldSource(transport, log);
  const site: Site = { origin, name: new URL(origin).host, ...(cloudId !== undefined && { cloudId }) };
  return {
    site,
    account,
    tracker: jiraTracker({ transport, origin, account, timeZone, fields, writes: new RecentWrites(transport.now) }),
    knowledge: confluenceKnowledge({ transport, origin, timeZone }),
    dispose: () => transport.dispose(),
  };
}
