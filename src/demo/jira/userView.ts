import { siteRoot } from '../origin.ts';
import type { DemoUser } from './model.ts';

/** A user inside another answer. */
export function userView(user: DemoUser, origin: string): Record<string, unknown> {
  return {
    self: `${origin}/rest/api/3/user?accountId=${encodeURIComponent(user.accountId)}`,
    accountId: user.accountId,
    ...(user.isEmailVisible && { emailAddress: user.email }),
    avatarUrls: avatarUrls(`${siteRoot(origin)}/_avatar/${encodeURIComponent(user.accountId)}`),
    displayName: user.displayName,
    active: user.isActive,
    timeZone: user.timeZone,
    accountType: user.accountType,
  };
}

/** A user as the endpoints about users give it. */
export function userDetailView(user: DemoUser, origin: string): Record<string, unknown> {
  return { ...userView(user, origin), locale: user.locale };
}

export function avatarUrls(base: string): Record<string, string> {
  return Object.fromEntries([48, 24, 16, 32].map((size) => [`${size}x${size}`, `${base}/${size}`]));
}
