import { lookup } from 'node:dns/promises';
import { getCurrentUser } from 'jira.js/cloud';
import type { Route } from '#domain/account.ts';
import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { Call } from '#domain/ports.ts';
import { isLocalOrigin } from '#domain/siteOrigin.ts';
import type { AuthorizationScheme } from './http/exchange.ts';
import { isUnknownHost } from './http/networkErrors.ts';
import type { RequestBases } from './http/requestUrl.ts';
import type { Transport } from './transport.ts';
import { answerObject, object, text, type WireObject } from './wire.ts';

export type OpenTransport = (bases: RequestBases, scheme: AuthorizationScheme) => Transport;

export interface SignedIn {
  readonly transport: Transport;
  /** The answer to `myself`. */
  readonly wire: WireObject;
  readonly origin: string;
  readonly cloudId: string | undefined;
  readonly route: Route;
}

/** The ways to the site, in the order in which they are tried; the token itself does not tell its kind. */
const gatewayRoutes = ['gateway', 'gatewayBearer'] as const;

/**
 * Signs in on the site itself, else at the gateway with e-mail and token, else with the token alone, as the vendor's
 * examples for service accounts have it. A `route` known to work is the only one tried.
 */
export async function signInSomeway(
  open: OpenTransport,
  { origin, route }: { readonly origin: string; readonly route: Route | undefined },
  call: Call | undefined,
): Promise<SignedIn> {
  const direct = open({ jira: origin, confluence: origin }, 'basic');
  // A scoped token that is refused by the site at every start looks like somebody guessing passwords.
  const knownCloudId = route === undefined || route === 'site' ? undefined : await readCloudId(direct, call);
  const [attempt, cloudId] =
    knownCloudId === undefined
      ? await Promise.all([signIn(direct, origin, call), readCloudId(direct, call)])
      : [undefined, knownCloudId];
  if (attempt && 'account' in attempt) {
    return { transport: direct, wire: attempt.account, origin, cloudId, route: 'site' };
  }
  direct.dispose();
  const gateway = gatewayBases(origin, cloudId);
  if ((attempt && !mayGoElsewhere(attempt.failure)) || !gateway || route === 'site') {
    return fail(await explained(attempt?.failure ?? { code: 'credentialRejected', origin }, origin));
  }
  let last = attempt?.failure;
  for (const each of gatewayRoutes.filter((way) => attempt || way === route)) {
    const scoped = open(gateway, each === 'gatewayBearer' ? 'bearer' : 'basic');
    const next = await signIn(scoped, origin, call);
    if ('account' in next) {
      return { transport: scoped, wire: next.account, origin, cloudId, route: each };
    }
    scoped.dispose();
    last = next.failure;
    if (next.failure.code !== 'credentialRejected') {
      break;
    }
  }
  // Else only what the gateway says about scopes tells more than the site's own refusal.
  const told = !attempt || last?.code === 'missingScope' ? last : attempt.failure;
  const refused = told ?? { code: 'credentialRejected', origin };
  return fail(refused.code === 'credentialRejected' && attempt ? { ...refused, isGatewayTried: true } : refused);
}

/** With single sign-on a site may answer a token that is not its own with a page. */
function mayGoElsewhere({ code }: Failure): boolean {
  return code === 'credentialRejected' || code === 'signInPage';
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
