import type { FieldChange, StoredField } from '#domain/fieldValue.ts';
import type { IssueChanges } from '#domain/operation.ts';
import type { Call, IssueTracker } from '#domain/ports.ts';
import type { RankPlace } from '#domain/sprint.ts';

/** Ranks have no values that could be written back: a place is told by the issue next to it. */
export type RankOrder = readonly string[];

/** Keys of the unfinished issues of these projects by rank, as far as one look goes (500). */
export async function readRanks(
  tracker: IssueTracker,
  projectKeys: readonly string[],
  call: Call = {},
): Promise<RankOrder> {
  const filter = { projectKeys, statusCategories: ['new', 'indeterminate'], orderBy: 'rank' } as const;
  const { items } = await tracker.issues.search({ filter }, { ...call, limit: 500, fields: [] });
  return items.map(({ key }) => key);
}

/** What ranking these issues has changed, in the order they were in; of an issue that one of the looks did not reach, nothing is known. */
export function rankChanges(keys: readonly string[], before: RankOrder, after: RankOrder): IssueChanges[] {
  const inOrder = [...keys].sort((a, b) => before.indexOf(a) - before.indexOf(b));
  return inOrder.flatMap((key) => {
    const [was, is] = [placeIn(before, key, keys), placeIn(after, key, keys)];
    if (!was || !is) {
      return [];
    }
    const change: FieldChange = { field: 'rank', before: stored(was), after: stored(is) };
    return [{ key, changes: [change] }];
  });
}

/** Behind the nearest issue above that is not moved itself, or else in front of the nearest one below. */
export function placeIn(order: RankOrder, key: string, moved: readonly string[]): RankPlace | undefined {
  const index = order.indexOf(key);
  const above = order.slice(0, Math.max(index, 0)).findLast((each) => !moved.includes(each));
  const below = order.slice(index + 1).find((each) => !moved.includes(each));
  return index < 0
    ? undefined
    : above !== undefined
      ? { after: above }
      : below === undefined
        ? undefined
        : { before: below };
}

export function stored(place: RankPlace): StoredField {
  const [side, key] = 'before' in place ? (['before', place.before] as const) : (['after', place.after] as const);
  return { ids: [side, key], text: `${side} ${key}` };
}

export function placeFrom({ ids: [side, key] }: StoredField): RankPlace | undefined {
  return key === undefined ? undefined : side === 'before' ? { before: key } : { after: key };
}
