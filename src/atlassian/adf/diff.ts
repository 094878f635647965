/** Largest table the exact comparison may fill; beyond it only unique common elements are matched. */
const maxTable = 250_000;

interface Range {
  readonly startA: number;
  readonly endA: number;
  readonly startB: number;
  readonly endB: number;
}

/**
 * For every element of `a` the index of its match in `b`, or -1. Matches keep their order. Long inputs are first cut at
 * the elements that occur exactly once on both sides ("patience"), so the time stays near linear whatever is compared.
 * `weight` tells how much a match is worth; longer words make better anchors than blanks.
 */
export function matchSequences<T>(
  a: readonly T[],
  b: readonly T[],
  weight: (element: T) => number = () => 1,
): Int32Array {
  const matches = new Int32Array(a.length).fill(-1);
  const pending: Range[] = [{ startA: 0, endA: a.length, startB: 0, endB: b.length }];
  for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
    const rest = trimEnds(a, b, range, matches);
    const sizeA = rest.endA - rest.startA;
    const sizeB = rest.endB - rest.startB;
    if (sizeA === 0 || sizeB === 0) {
      continue;
    }
    if (sizeA * sizeB <= maxTable) {
      fillTable(a, b, rest, matches, weight);
    } else {
      for (const part of cutAtAnchors(a, b, rest, matches)) {
        pending.push(part);
      }
    }
  }
  return matches;
}

function trimEnds<T>(a: readonly T[], b: readonly T[], range: Range, matches: Int32Array): Range {
  let { startA, endA, startB, endB } = range;
  while (startA < endA && startB < endB && a[startA] === b[startB]) {
    matches[startA] = startB;
    startA += 1;
    startB += 1;
  }
  while (endA > startA && endB > startB && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
    matches[endA] = endB;
  }
  return { startA, endA, startB, endB };
}

/** The heaviest common subsequence, by the textbook's table. */
function fillTable<T>(
  a: readonly T[],
  b: readonly T[],
  range: Range,
  matches: Int32Array,
  weight: (element: T) => number,
): void {
  const { startA, startB } = range;
  const height = range.endA - startA;
  const width = range.endB - startB;
  const best = new Float64Array((height + 1) * (width + 1));
  const at = (row: number, column: number): number => best[row * (width + 1) + column] ?? 0;
  for (let row = height - 1; row >= 0; row -= 1) {
    const element = a[startA + row];
    for (let column = width - 1; column >= 0; column -= 1) {
      const skip = Math.max(at(row + 1, column), at(row, column + 1));
      const take =
        element !== undefined && element === b[startB + column] ? at(row + 1, column + 1) + weight(element) : 0;
      best[row * (width + 1) + column] = Math.max(skip, take);
    }
  }
  for (let row = 0, column = 0; row < height && column < width; ) {
    const element = a[startA + row];
    if (
      element !== undefined &&
      element === b[startB + column] &&
      at(row, column) === at(row + 1, column + 1) + weight(element)
    ) {
      matches[startA + row] = startB + column;
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      row += 1;
    } else {
      column += 1;
    }
  }
}

/** Matches what is unique on both sides and in order; returns the ranges between. */
function cutAtAnchors<T>(a: readonly T[], b: readonly T[], range: Range, matches: Int32Array): Range[] {
  const inA = uniquePositions(a, range.startA, range.endA);
  const inB = uniquePositions(b, range.startB, range.endB);
  const pairs: { readonly a: number; readonly b: number }[] = [];
  for (const [element, indexA] of inA) {
    const indexB = inB.get(element);
    if (indexA >= 0 && indexB !== undefined && indexB >= 0) {
      pairs.push({ a: indexA, b: indexB });
    }
  }
  pairs.sort((left, right) => left.a - right.a);
  const anchors = longestIncreasing(pairs);
  if (anchors.length === 0) {
    return []; // nothing to hold on to: the whole range counts as rewritten
  }
  const ranges: Range[] = [];
  let { startA, startB } = range;
  for (const anchor of anchors) {
    matches[anchor.a] = anchor.b;
    ranges.push({ startA, endA: anchor.a, startB, endB: anchor.b });
    startA = anchor.a + 1;
    startB = anchor.b + 1;
  }
  ranges.push({ startA, endA: range.endA, startB, endB: range.endB });
  return ranges;
}

/** Index of each element that occurs once, -1 of those that occur more often. */
function uniquePositions<T>(elements: readonly T[], start: number, end: number): Map<T, number> {
  const positions = new Map<T, number>();
  for (let index = start; index < end; index += 1) {
    const element = elements[index];
    if (element !== undefined) {
      positions.set(element, positions.has(element) ? -1 : index);
    }
  }
  return positions;
}

function longestIncreasing<P extends { readonly b: number }>(pairs: readonly P[]): P[] {
  /** Index of the pair that ends the best chain of each length. */
  const tails: number[] = [];
  const previous: number[] = [];
  pairs.forEach((pair, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.b ?? 0) < pair.b) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const chain: P[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) {
      chain.push(pair);
    }
  }
  return chain.reverse();
}
