import type { Credential } from './site.ts';

/**
 * How requests reach a site: on the site itself, or through the vendor's gateway, the only way for scoped tokens and
 * service accounts. `gatewayBearer`: there by the token alone, without the e-mail.
 */
export type Route = 'site' | 'gateway' | 'gatewayBearer';

export function isRoute(value: unknown): value is Route {
  return value === 'site' || value === 'gateway' || value === 'gatewayBearer';
}

/** Somebody signed in to a site. Holds no secret. */
export interface SiteAccount {
  /** Stable, and the same wherever the same person signs in to the same site; see `accountIdOf`. */
  readonly id: string;
  readonly origin: string;
  readonly email: string;
  /** The person's id on the site: a renewed token must belong to the same. */
  readonly personId: string;
  readonly route: Route;
  /** ISO 8601; absent when the user did not say. */
  readonly expiresAt?: string;
}

/** Who the user is signed in as, before any connection is made. */
export type Account =
  | { readonly kind: 'demo' }
  | { readonly kind: 'site'; readonly account: SiteAccount; readonly credential: Credential };

/** An account's id, or the demo site, which needs none. */
export type AccountChoice = string;
export const demoChoice: AccountChoice = 'demo';

export function accountIdOf({ origin, email }: Pick<SiteAccount, 'origin' | 'email'>): string {
  return `${email.toLowerCase()} ${origin}`;
}

/** The site an account id belongs to. */
export function originOfAccountId(id: string): string {
  return id.slice(id.lastIndexOf(' ') + 1);
}

export function accountLabel({ origin, email }: Pick<SiteAccount, 'origin' | 'email'>): string {
  return `${email} (${new URL(origin).host})`;
}

const dayMs = 86_400_000;
/** The longest life the vendor gives a token is a year; more is a typing error. */
const longestLifeDays = 400;

/**
 * When a token ends, as people put it: a date (`2027-03-01`, the whole day counts) or a number of days from now.
 * Undefined when it is neither, lies in the past, or is further away than any token lives.
 */
export function parseExpiry(text: string, now: Date): string | undefined {
  const typed = text.trim();
  const end = /^\d{1,3}$/.test(typed) ? now.getTime() + Number(typed) * dayMs : endOfDay(typed);
  const days = end === undefined ? 0 : (end - now.getTime()) / dayMs;
  return end !== undefined && days > 0 && days <= longestLifeDays ? new Date(end).toISOString() : undefined;
}

/** Whole days (rounded up) until the token ends, zero or less when it has; undefined when nobody said. */
export function daysUntilExpiry({ expiresAt }: Pick<SiteAccount, 'expiresAt'>, now: Date): number | undefined {
  return expiresAt === undefined ? undefined : Math.ceil((Date.parse(expiresAt) - now.getTime()) / dayMs);
}

/** In local time, as the person who typed the date meant it. */
function endOfDay(date: string): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(date) ?? [];
  const end = new Date(Number(year), Number(month) - 1, Number(day), 23, 59, 59);
  return end.getMonth() === Number(month) - 1 ? end.getTime() : undefined;
}
