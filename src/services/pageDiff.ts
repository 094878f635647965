import type { PageBlock } from '#domain/page.ts';

/** What became of one part of a page. Parts that were moved, or only look different, did not change. */
export type BlockChange =
  | { readonly kind: 'added'; readonly after: PageBlock }
  | { readonly kind: 'removed'; readonly before: PageBlock }
  | { readonly kind: 'changed'; readonly before: PageBlock; readonly after: PageBlock };

/** Two texts with fewer words in common are no edits of each other: within a section, and across the page. */
const likenessInSection = 0.4;
const likenessElsewhere = 0.6;
/** Comparing each with each gets slow beyond this, and a page so rewritten has no edits worth finding. */
const mostPairs = 250_000;

/** The changes from one version of a page to another, in the order of the page; removed parts where they stood. */
export function comparePages(before: readonly PageBlock[], after: readonly PageBlock[]): BlockChange[] {
  const origins = matchSame(before, after);
  const kept = new Set(origins);
  const removed = before.flatMap((_, index) => (kept.has(index) ? [] : [index]));
  const added = after.flatMap((_, index) => (origins[index] === undefined ? [index] : []));
  const edits = pairEdits(before, after, removed, added);
  const edited = new Set(edits.values());
  const placed: { readonly position: number; readonly change: BlockChange }[] = [];
  for (const index of added) {
    const origin = edits.get(index);
    const [now, was] = [after[index], origin === undefined ? undefined : before[origin]];
    if (now) {
      const change = was
        ? ({ kind: 'changed', before: was, after: now } as const)
        : { kind: 'added' as const, after: now };
      placed.push({ position: index, change });
    }
  }
  const positions = positionsIn(origins, edits, before.length);
  for (const index of removed) {
    const was = before[index];
    if (was && !edited.has(index)) {
      placed.push({ position: positions[index] ?? 0, change: { kind: 'removed', before: was } });
    }
  }
  return placed.sort((a, b) => a.position - b.position).map(({ change }) => change);
}

/** For each part of `after` the one of `before` that says the same: first in the same section, then wherever. */
function matchSame(before: readonly PageBlock[], after: readonly PageBlock[]): (number | undefined)[] {
  const origins: (number | undefined)[] = new Array(after.length).fill(undefined);
  const taken = new Set<number>();
  for (const keyOf of [keyInSection, keyOfBlock]) {
    const waiting = new Map<string, number[]>();
    before.forEach((block, index) => {
      if (!taken.has(index)) {
        const key = keyOf(block);
        waiting.set(key, [...(waiting.get(key) ?? []), index]);
      }
    });
    after.forEach((block, index) => {
      const origin = origins[index] === undefined ? waiting.get(keyOf(block))?.shift() : undefined;
      if (origin !== undefined) {
        origins[index] = origin;
        taken.add(origin);
      }
    });
  }
  return origins;
}

/** Equal for parts that say the same, however they look: marks, bullets and levels of headings do not count. */
export function keyOfBlock({ text, markdown, state, links, cells }: PageBlock): string {
  const said = text === '' ? markdown : text;
  return JSON.stringify([said.normalize('NFC'), state ?? '', links ?? [], cells ?? []]);
}

function keyInSection(block: PageBlock): string {
  return JSON.stringify([block.path, keyOfBlock(block)]);
}

/** For parts that were added the removed ones they were made of. */
function pairEdits(
  before: readonly PageBlock[],
  after: readonly PageBlock[],
  removed: readonly number[],
  added: readonly number[],
): Map<number, number> {
  const pairs = new Map<number, number>();
  if (removed.length * added.length > mostPairs) {
    return pairs;
  }
  const words = new Map(
    [...removed.map((index) => before[index]), ...added.map((index) => after[index])].map(
      (block) => [block, wordsOf(block?.text ?? '')] as const,
    ),
  );
  const candidates = added.flatMap((now) =>
    removed.flatMap((was) => {
      const [a, b] = [before[was], after[now]];
      const likeness = a && b ? likenessOf(a, b, words.get(a) ?? [], words.get(b) ?? []) : 0;
      return likeness > 0 ? [{ now, was, likeness }] : [];
    }),
  );
  const used = new Set<number>();
  for (const { now, was } of candidates.sort((a, b) => b.likeness - a.likeness || a.was - b.was)) {
    if (!pairs.has(now) && !used.has(was)) {
      pairs.set(now, was);
      used.add(was);
    }
  }
  return pairs;
}

/** Above 1 for the same item; 0 for parts that are no edits of each other. */
function likenessOf(a: PageBlock, b: PageBlock, wordsA: readonly string[], wordsB: readonly string[]): number {
  if (a.id !== undefined && a.id === b.id) {
    return 2;
  }
  const isHeading = (block: PageBlock) => block.kind === 'heading';
  if (isHeading(a) !== isHeading(b)) {
    return 0;
  }
  const likeness = commonShare(wordsA, wordsB);
  const isNear = JSON.stringify(a.path) === JSON.stringify(b.path) || isHeading(a);
  return likeness >= (isNear ? likenessInSection : likenessElsewhere) ? likeness + (isNear ? 0.1 : 0) : 0;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

/** Share of words that both have in common, 0 to 1. */
function commonShare(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of a) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  let common = 0;
  for (const word of b) {
    const left = counts.get(word) ?? 0;
    if (left > 0) {
      counts.set(word, left - 1);
      common += 1;
    }
  }
  return a.length + b.length === 0 ? 0 : (2 * common) / (a.length + b.length);
}

/** For each part of `before` where it would stand in `after`: right behind what stood before it. */
function positionsIn(
  origins: readonly (number | undefined)[],
  edits: ReadonlyMap<number, number>,
  length: number,
): number[] {
  const targets: (number | undefined)[] = new Array(length).fill(undefined);
  origins.forEach((origin, index) => {
    const source = origin ?? edits.get(index);
    if (source !== undefined) {
      targets[source] = index;
    }
  });
  let last = -1;
  return targets.map((target) => {
    last = target ?? last;
    return last + 0.5;
  });
}
