import { timingSafeEqual } from 'node:crypto';
import { kernelError, surfaceOf } from './errors.ts';
import { type DemoResponse, HttpError } from './http.ts';
import type { DemoUser } from './jira/model.ts';
import { neededScope } from './scopes.ts';
import type { DemoSite } from './site.ts';

export interface Address {
  /** Path on the site, without the gateway prefix. */
  readonly path: string;
  /** Where the caller sees the site: its URL, or `…/ex/jira/{cloudId}`. */
  readonly origin: string;
  readonly isGateway: boolean;
}

/** Splits off `/ex/{jira|confluence}/{cloudId}`; undefined for the gateway of another site. */
export function addressOf(site: DemoSite, pathname: string): Address | undefined {
  const gateway = /^(\/ex\/(jira|confluence)\/([^/]+))(\/.*)$/.exec(pathname);
  if (!gateway) {
    return { path: pathname, origin: site.url, isGateway: false };
  }
  const [, prefix = '', product, cloudId, path = '/'] = gateway;
  const isRightProduct = path.startsWith('/wiki/') === (product === 'confluence');
  return cloudId === site.cloudId && isRightProduct
    ? { path, origin: `${site.url}${prefix}`, isGateway: true }
    : undefined;
}

/**
 * The person who asks. The token printed at the start works with the e-mail of every active person (so that tests can
 * look through other eyes) and only on the site itself; the scoped one and the service account's only at the gateway, as
 * on the real Cloud.
 * @throws HttpError 401
 */
export function authenticate(
  site: DemoSite,
  address: Address,
  method: string,
  authorization: string | undefined,
  granted: Granted,
): DemoUser {
  const credential = parseAuthorization(authorization);
  if (!address.isGateway) {
    const user =
      credential?.email === undefined || !isSame(credential.secret, site.token)
        ? undefined
        : personByEmail(site, credential.email);
    if (!user) {
      throw new HttpError(unauthorizedOnSite(site, address.path));
    }
    return user;
  }
  const user = credential && scopedUser(site, credential, granted.schemes);
  if (!user) {
    throw new HttpError(kernelError('gateway', 401, 'Unauthorized'));
  }
  const scope = neededScope(method, address.path);
  if (scope !== undefined && !granted.scopes.has(scope)) {
    throw new HttpError(kernelError('gateway', 401, 'Unauthorized; scope does not match'));
  }
  return user;
}

/** Whose token it is: the owner's, by e-mail and token or as bearer, or the service account's, as `schemes` allow. */
function scopedUser(site: DemoSite, { email, secret }: Presented, schemes: ReadonlySet<Scheme>): DemoUser | undefined {
  const { user, token } = site.serviceAccount;
  const isHis = (person: DemoUser) => email === undefined || email.toLowerCase() === person.email;
  if (isSame(secret, token)) {
    return isHis(user) && schemes.has(email === undefined ? 'bearer' : 'basic') ? user : undefined;
  }
  return isSame(secret, site.scopedToken) && isHis(site.owner) ? site.owner : undefined;
}

function unauthorizedOnSite(site: DemoSite, path: string): DemoResponse {
  const message = 'Client must be authenticated to access this resource.';
  const headers = {
    'WWW-Authenticate': `OAuth realm="${encodeURIComponent(site.url)}"`,
    'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED',
  };
  const surface = surfaceOf(path);
  return surface === 'jira'
    ? { status: 401, headers, body: { message, 'status-code': 401 } }
    : kernelError(surface, 401, message, headers);
}

/** What the tokens at the gateway are good for. */
export interface Granted {
  readonly scopes: ReadonlySet<string>;
  /** How a service account may present its token. */
  readonly schemes: ReadonlySet<Scheme>;
}

export type Scheme = 'basic' | 'bearer';

interface Presented {
  /** Absent for a bearer token. */
  readonly email?: string;
  readonly secret: string;
}

function parseAuthorization(header: string | undefined): Presented | undefined {
  const [scheme = '', value = ''] = header?.split(' ', 2) ?? [];
  if (/^bearer$/i.test(scheme)) {
    return { secret: value };
  }
  if (!/^basic$/i.test(scheme)) {
    return undefined;
  }
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { email: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

function personByEmail(site: DemoSite, email: string): DemoUser | undefined {
  return site.users.find(
    (user) => user.isActive && user.accountType === 'atlassian' && user.email === email.toLowerCase(),
  );
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
