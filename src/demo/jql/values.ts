import type { DemoSite } from '../site.ts';

interface Named {
  readonly id: string;
  readonly name?: string;
  readonly names?: readonly string[];
}

/** Finds values by id or by name in any case. Several may share a name, as types and statuses of different projects do. */
export function namedValues(items: readonly Named[]): (text: string) => string[] {
  return (text) => {
    const wanted = text.trim().toLowerCase();
    const byName = items.filter(({ name, names }) =>
      [name, ...(names ?? [])].some((candidate) => candidate?.toLowerCase() === wanted),
    );
    const found = byName.length > 0 ? byName : items.filter(({ id }) => id.toLowerCase() === wanted);
    return found.map(({ id }) => id);
  };
}

/** People by account id, display name or e-mail address. */
export function userValues(site: DemoSite): (text: string) => string[] {
  return namedValues(
    site.users.map(({ accountId, displayName, email }) => ({ id: accountId, names: [displayName, email] })),
  );
}
