import type { Status } from '#domain/issue.ts';
import { foldText } from '#shared/text.ts';

/** Ids of the statuses that a team's own list means, by name (case and accents aside) or by id. */
export function blockedStatusIds(statuses: readonly Status[], namesOrIds: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(namesOrIds.map(foldText).filter((name) => name !== ''));
  return new Set(statuses.filter(({ id, name }) => wanted.has(foldText(name)) || wanted.has(id)).map(({ id }) => id));
}
