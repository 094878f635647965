import type { PageHit } from '#domain/page.ts';
import type { Period } from '#domain/period.ts';
import type { Call, KnowledgeBase, PageFilter } from '#domain/ports.ts';
import { type Gaps, reasonOf } from './notSearched.ts';
import type { DecisionQuery } from './query.ts';

/** One run reads at most so many pages; beyond, it says that there are more. */
export const mostPages = 250;
const hitsPerRequest = 100;

export interface ChosenPage extends PageHit {
  /** Found because its text names the project: only what concerns the project counts. */
  readonly isElsewhere: boolean;
}

/** The pages that were written in since the beginning of the period, and the queries that found them. */
export async function pagesToRead(
  { spaces, pages }: KnowledgeBase,
  query: DecisionQuery,
  period: Period,
  isKnown: (hit: PageHit) => boolean,
  gaps: Gaps,
  call: Call,
): Promise<{ readonly chosen: readonly ChosenPage[]; readonly cql: readonly string[] }> {
  const { projectKeys, spaceKeys, alsoSpaceKeys = [], labels } = query;
  const common: PageFilter = { modifiedSince: period.start, ...(labels && { labels }) };
  const searches: { readonly filter: PageFilter; readonly isElsewhere: boolean }[] = [];
  if (spaceKeys || !projectKeys) {
    searches.push({ filter: { ...common, ...(spaceKeys && { spaceKeys }) }, isElsewhere: false });
  } else {
    const named = await spacesNamed(spaces, projectKeys, gaps, call);
    const own = [...new Set([...named, ...alsoSpaceKeys])];
    if (own.length > 0) {
      searches.push({ filter: { ...common, spaceKeys: own }, isElsewhere: false });
    }
    searches.push(...projectKeys.map((key) => ({ filter: { ...common, text: key }, isElsewhere: true })));
  }
  const chosen = new Map<string, ChosenPage>();
  for (const { filter, isElsewhere } of searches) {
    for await (const hit of hitsOf(pages, filter, call)) {
      if (chosen.size >= mostPages) {
        gaps.add('pages', 'truncated');
        break;
      }
      if (!chosen.has(hit.id) && !isKnown(hit)) {
        chosen.set(hit.id, { ...hit, isElsewhere });
      }
    }
  }
  return { chosen: [...chosen.values()], cql: searches.map(({ filter }) => pages.toCql({ filter })) };
}

/** Spaces with the keys of the projects; teams often name them alike. */
async function spacesNamed(
  spaces: KnowledgeBase['spaces'],
  keys: readonly string[],
  gaps: Gaps,
  call: Call,
): Promise<string[]> {
  const found: string[] = [];
  for (const key of keys) {
    try {
      const { items } = await spaces.list({ ...call, keys: [key] });
      found.push(...items.map((space) => space.key));
    } catch (error) {
      const why = reasonOf(error);
      if (why === undefined) {
        throw error;
      }
      gaps.add('spaces', why, [key]);
    }
  }
  return found;
}

async function* hitsOf(pages: KnowledgeBase['pages'], filter: PageFilter, call: Call): AsyncGenerator<PageHit> {
  for (let cursor: string | undefined; ; ) {
    const request = { ...call, limit: hitsPerRequest, ...(cursor !== undefined && { cursor }) };
    const page = await pages.search({ filter }, request);
    yield* page.items;
    cursor = page.cursor;
    if (cursor === undefined) {
      return;
    }
  }
}
