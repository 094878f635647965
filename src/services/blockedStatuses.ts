import { type Blocker, blockersOf, type Issue, type Status } from '#domain/issue.ts';
import { foldText } from '#shared/text.ts';

/** What the setting `trestle.blockedStatuses` says where nobody has changed it. */
export const defaultBlockedStatuses: readonly string[] = ['Blocked', 'Bloqué'];

/** Ids of the statuses that a team's own list means, by name (case and accents aside) or by id. */
export function blockedStatusIds(statuses: readonly Status[], namesOrIds: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(namesOrIds.map(foldText).filter((name) => name !== ''));
  return new Set(statuses.filter(({ id, name }) => wanted.has(foldText(name)) || wanted.has(id)).map(({ id }) => id));
}

/** Why issues are blocked, for a team with this list of statuses. */
export function blockersBy(namesOrIds: readonly string[]): (issue: Issue) => Blocker[] {
  const known = new Map<string, ReadonlySet<string>>();
  const blockedAmong = (status: Status) => {
    const name = `${status.id} ${status.name}`;
    const ids = known.get(name) ?? blockedStatusIds([status], namesOrIds);
    known.set(name, ids);
    return ids;
  };
  return (issue) => blockersOf(issue, blockedAmong(issue.status));
}
