import type { Person } from '#domain/person.ts';
import { object, optional, text, type WireObject } from './wire.ts';

/**
 * A user of an answer; undefined for none (unassigned, anonymous, deleted). Cloud tells `accountId`; `key` and `name`
 * are what older sites have.
 */
export function personFrom(value: unknown): Person | undefined {
  const user = object(value);
  const accountId = text(user['accountId']) ?? text(user['key']) ?? text(user['name']);
  if (accountId === undefined) {
    return undefined;
  }
  return {
    accountId,
    displayName: text(user['displayName']) ?? text(user['publicName']) ?? accountId,
    isActive: user['active'] !== false && user['accountStatus'] !== 'inactive',
    kind: kindOf(user),
    ...optional('email', text(user['emailAddress']) ?? text(user['email'])),
  };
}

function kindOf(user: WireObject): Person['kind'] {
  const kind = user['accountType'];
  return kind === 'app' || kind === 'customer' ? kind : 'atlassian';
}
