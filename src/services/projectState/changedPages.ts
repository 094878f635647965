import type { PageHit } from '#domain/page.ts';
import type { Period } from '#domain/period.ts';
import type { ChangedPages, SpaceOfProject } from '#domain/projectState.ts';
import { citedCql, minuteOf, type Reading } from './readings.ts';

const mostPages = 500;
const perRequest = 100;

export async function readChangedPages(
  reading: Reading,
  spaces: readonly SpaceOfProject[],
  period: Period,
): Promise<ChangedPages | undefined> {
  if (spaces.length === 0) {
    return undefined;
  }
  const { connection, call, now } = reading;
  const isPast = Date.parse(period.end) <= now.getTime();
  const filter = {
    spaceKeys: spaces.map(({ key }) => key),
    modifiedSince: minuteOf(period.start),
    ...(isPast && { modifiedBefore: minuteOf(period.end) }),
  };
  const found = new Map<string, PageHit>();
  for (let cursor: string | undefined; ; ) {
    const request = { ...call, limit: perRequest, ...(cursor !== undefined && { cursor }) };
    const page = await connection.knowledge.pages.search({ filter }, request);
    for (const hit of page.items) {
      found.set(hit.id, hit);
    }
    cursor = page.cursor;
    if (cursor === undefined || found.size >= mostPages) {
      break;
    }
  }
  const isAtLeast = found.size >= mostPages;
  return {
    pages: found.size,
    query: citedCql(reading, filter),
    found: [...found.values()],
    ...(isAtLeast && { isAtLeast }),
  };
}
