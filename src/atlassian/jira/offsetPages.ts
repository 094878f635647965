import { answerList, answerObject, isObject, number, optional, type WireObject } from '../wire.ts';

/** One page of a list that goes by `startAt`; the cursor is the next `startAt`. */
export interface OffsetPage {
  readonly values: readonly WireObject[];
  readonly cursor?: string;
}

export function offsetPageFrom(answer: unknown, what: string, startAt: number, member = 'values'): OffsetPage {
  const page = answerObject(answer, what);
  const values = answerList(page[member], what).filter(isObject);
  const next = startAt + values.length;
  const total = number(page['total']);
  const isLast = page['isLast'] === true || values.length === 0 || (total !== undefined && next >= total);
  const isEndUnknown = page['isLast'] === undefined && total === undefined;
  return { values, ...optional('cursor', isLast || isEndUnknown ? undefined : String(next)) };
}
