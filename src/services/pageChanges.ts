import { fail } from '#domain/errors.ts';
import type { PageBlock, PageContent, PageVersion } from '#domain/page.ts';
import type { Call, PageOperations } from '#domain/ports.ts';
import { type BlockChange, comparePages, keyOfBlock } from './pageDiff.ts';

/** More than this is not one reader's period; the oldest are then left out and it is said. */
const mostVersions = 1000;
/** Versions that are read to tell who brought what. */
const mostAttributed = 50;

export interface ChangePeriod {
  /** A version number (what changed after it), or an instant (ISO 8601). */
  readonly since: number | string;
  /** Instant, not included; now when not given. */
  readonly until?: string;
}

/** The versions of a page around a period. */
export interface PeriodVersions {
  /** Newest first: those made in the period, that at its end among them. */
  readonly versions: readonly PageVersion[];
  /** How the page was at the end of the period; absent when it did not exist yet. */
  readonly target?: PageVersion;
  /** How it was at its beginning; absent when it was made in the period. */
  readonly base?: PageVersion;
  /** How it is now; absent only for a page without versions. */
  readonly newest?: PageVersion;
  /** False when the page has more versions than are looked at. */
  readonly isComplete: boolean;
}

export interface PageChange {
  readonly change: BlockChange;
  /** The version that brought it; only told when asked for. */
  readonly version?: PageVersion;
}

export interface PageChanges {
  /** The page at the end of the period. */
  readonly page: PageContent;
  /** The last version before the period; absent when the page was made in it. */
  readonly base?: PageVersion;
  /** Versions of the period, newest first. */
  readonly versions: readonly PageVersion[];
  readonly changes: readonly PageChange[];
  /** False when the page has more versions than are looked at: what changed first is then missing. */
  readonly isComplete: boolean;
}

/**
 * What changed on a page in a period, from the versions at its ends; what came and went again within it is no change.
 * With `isAttributed` each change also tells the version that brought it, at one request for each version.
 * Undefined when the page did not exist yet at the end of the period.
 */
export async function changesOfPage(
  pages: PageOperations,
  pageId: string,
  period: ChangePeriod,
  options: Call & { readonly isAttributed?: boolean } = {},
): Promise<PageChanges | undefined> {
  const { isAttributed = false, ...call } = options;
  const { target, base, versions, isComplete } = await versionsOfPeriod(pages, pageId, period, call);
  if (target === undefined) {
    return undefined;
  }
  const [page, before] = await Promise.all([
    pages.getContent(pageId, { ...call, version: target.number }),
    base && base.number !== target.number ? pages.getContent(pageId, { ...call, version: base.number }) : undefined,
  ]);
  const isUnchanged = base?.number === target.number;
  const changes = isUnchanged ? [] : comparePages(before?.blocks ?? [], page.blocks).map((change) => ({ change }));
  const found = { page, ...(base && { base }), versions, isComplete };
  const told = isAttributed && changes.length > 0 ? await attributed(pages, changes, found, call) : changes;
  return { ...found, changes: told };
}

export async function versionsOfPeriod(
  pages: PageOperations,
  pageId: string,
  period: ChangePeriod,
  call: Call,
): Promise<PeriodVersions> {
  const isBefore = startOf(period.since);
  const until = period.until === undefined ? undefined : instantOf(period.until, 'until');
  const { versions, isComplete } = await versionsSince(pages, pageId, isBefore, call);
  const past = versions.filter(({ instant }) => until === undefined || Date.parse(instant ?? '') < until);
  const [[newest], [target]] = [versions, past];
  // Where the oldest versions were left out, the oldest that was not is what there is to compare with.
  const base = past.find(isBefore) ?? (isComplete ? undefined : past.at(-1));
  const inPeriod = past.filter((version) => !isBefore(version) && version !== base);
  return {
    versions: inPeriod,
    isComplete,
    ...(target && { target }),
    ...(base && { base }),
    ...(newest && { newest }),
  };
}

function startOf(since: number | string): (version: PageVersion) => boolean {
  if (typeof since === 'number') {
    return ({ number }) => number <= since;
  }
  const start = instantOf(since, 'since');
  return ({ instant }) => Date.parse(instant ?? '') < start;
}

function instantOf(text: string, argument: string): number {
  const instant = Date.parse(text);
  return Number.isNaN(instant)
    ? fail({ code: 'invalidArgument', argument, reason: 'not an ISO 8601 instant' })
    : instant;
}

/** Versions from the newest down to the first that `isBefore`, this one included. */
async function versionsSince(
  pages: PageOperations,
  pageId: string,
  isBefore: (version: PageVersion) => boolean,
  call: Call,
): Promise<{ readonly versions: readonly PageVersion[]; readonly isComplete: boolean }> {
  const versions: PageVersion[] = [];
  for (let cursor: string | undefined; ; ) {
    const list = await pages.versions(pageId, { ...call, ...(cursor !== undefined && { cursor }) });
    const end = list.items.findIndex(isBefore);
    versions.push(...(end < 0 ? list.items : list.items.slice(0, end + 1)));
    cursor = list.cursor;
    const isFull = versions.length >= mostVersions || list.items.length === 0;
    if (end >= 0 || cursor === undefined || isFull) {
      return { versions, isComplete: end >= 0 || cursor === undefined };
    }
  }
}

/** The version of each change: the first from which on, without a break, the page says what it says at the end. */
async function attributed(
  pages: PageOperations,
  changes: readonly PageChange[],
  { page, versions }: Pick<PageChanges, 'page' | 'versions'>,
  call: Call,
): Promise<PageChange[]> {
  const older = versions.slice(1, mostAttributed);
  const contents = await Promise.all(
    older.map(({ number }) => pages.getContent(page.id, { ...call, version: number })),
  );
  const states = [page, ...contents].map(({ blocks }) => new Set(blocks.map(keyOfBlock)));
  const bringer = (block: PageBlock, isThere: boolean): PageVersion | undefined => {
    const key = keyOfBlock(block);
    const end = states.findIndex((state) => state.has(key) !== isThere);
    // Beyond the versions that were read, nobody knows.
    return end < 0 && versions.length > states.length ? undefined : versions[(end < 0 ? states.length : end) - 1];
  };
  return changes.map(({ change }) => {
    const version = change.kind === 'removed' ? bringer(change.before, false) : bringer(change.after, true);
    return { change, ...(version && { version }) };
  });
}
