/** Pairs more unlike than this are no edits of each other. */
const minSimilarity = 0.3;
const maxTable = 90_000;

/** Words of a text and how often they occur. */
export type WordCounts = ReadonlyMap<string, number>;

export function countWords(text: string): WordCounts {
  const counts = new Map<string, number>();
  for (const word of text.slice(0, 4000).match(/[\p{L}\p{N}_]+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Share of words that two texts have in common, 0 to 1. */
export function similarity(a: WordCounts, b: WordCounts): number {
  let common = 0;
  let total = 0;
  for (const [word, count] of a) {
    common += Math.min(count, b.get(word) ?? 0);
    total += count;
  }
  for (const count of b.values()) {
    total += count;
  }
  return total === 0 ? 0 : (2 * common) / total;
}

/**
 * Finds, among blocks that were changed, which edited one stands for which original: for every `a` the index in `b` or
 * -1, in order. `score` is -1 for two that cannot be edits of each other, else their similarity.
 */
export function alignChanged(countA: number, countB: number, score: (a: number, b: number) => number): Int32Array {
  const pairs = new Int32Array(countA).fill(-1);
  if (countA === 1 && countB === 1) {
    pairs[0] = score(0, 0) >= 0 ? 0 : -1; // the only candidate, however much was rewritten
    return pairs;
  }
  if (countA * countB > maxTable) {
    for (let index = 0; index < Math.min(countA, countB); index += 1) {
      pairs[index] = score(index, index) >= minSimilarity ? index : -1;
    }
    return pairs;
  }
  const scores = new Float64Array(countA * countB);
  for (let a = 0; a < countA; a += 1) {
    for (let b = 0; b < countB; b += 1) {
      const value = score(a, b);
      scores[a * countB + b] = value >= minSimilarity ? value : 0;
    }
  }
  const width = countB + 1;
  const best = new Float64Array((countA + 1) * width);
  const at = (a: number, b: number): number => best[a * width + b] ?? 0;
  for (let a = countA - 1; a >= 0; a -= 1) {
    for (let b = countB - 1; b >= 0; b -= 1) {
      const own = scores[a * countB + b] ?? 0;
      best[a * width + b] = Math.max(at(a + 1, b), at(a, b + 1), own > 0 ? own + at(a + 1, b + 1) : 0);
    }
  }
  for (let a = 0, b = 0; a < countA && b < countB; ) {
    const own = scores[a * countB + b] ?? 0;
    if (own > 0 && at(a, b) === own + at(a + 1, b + 1)) {
      pairs[a] = b;
      a += 1;
      b += 1;
    } else if (at(a + 1, b) >= at(a, b + 1)) {
      a += 1;
    } else {
      b += 1;
    }
  }
  return pairs;
}
