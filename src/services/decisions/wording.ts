import { wordsKey } from './candidate.ts';

/** A text made ready for comparing it with many others. */
export interface Wording {
  readonly key: string;
  readonly words: readonly string[];
  /** Its words with digits: texts that differ in them are never the same. */
  readonly numbers: string;
}

/** Longer texts are compared by their beginning. */
const mostWords = 300;
/** Longer ones are no words of a language. */
const longestWord = 40;
const tellingWords = 4;
const likenessOfTwins = 0.9;

export function wordingOf(text: string): Wording {
  const key = wordsKey(text);
  const words = key.split(' ', mostWords).filter(Boolean);
  return {
    key,
    words,
    numbers: words
      .filter((word) => /\d/.test(word))
      .sort()
      .join(' '),
  };
}

/** Without what people add in brackets at the end. */
export function bareWordingOf(text: string): Wording {
  return wordingOf(text.replace(/\s*[([][^()[\]]*[)\]]\s*\.?\s*$/u, '') || text);
}

/** Shorter texts ("Kafka") are not the same decision only because they are the same words. */
export function isTelling({ words }: Wording): boolean {
  return words.length >= tellingWords;
}

/** True for texts that are one decision in two places. */
export function sayTheSame(a: Wording, b: Wording): boolean {
  const isNear = a.numbers === b.numbers && Math.abs(a.words.length - b.words.length) <= a.words.length / 4;
  return isTelling(a) && (a.key === b.key || (isNear && likeness(a, b) >= likenessOfTwins && isSameInSubstance(a, b)));
}

/** Share of words in common, 0 to 1. */
export function likeness(a: Wording, b: Wording): number {
  const [left, right] = [a.words.length, b.words.length];
  const { onlyLeft } = differences(a.words, b.words);
  return left + right === 0 ? 0 : (2 * (left - onlyLeft.length)) / (left + right);
}

const negations = new Set('not no never without ne n pas jamais sans non plus t aucun aucune'.split(' '));
const slightWords = new Set(
  'a an the of to in on at for and or is are be we our this that it le la les l un une des de du d et ou au aux en est sont nous on ce cette'.split(
    ' ',
  ),
);

/** True when they differ by spelling and slight words alone: no number, no negation, no word of meaning. */
export function isSameInSubstance(a: Wording, b: Wording): boolean {
  if (a.key === b.key) {
    return true;
  }
  if (a.numbers !== b.numbers) {
    return false;
  }
  const { onlyLeft, onlyRight } = differences(a.words, b.words);
  if ([...onlyLeft, ...onlyRight].some((word) => negations.has(word))) {
    return false;
  }
  const right = onlyRight.filter((word) => !slightWords.has(word));
  for (const word of onlyLeft.filter((each) => !slightWords.has(each))) {
    const twin = right.findIndex((other) => isMisspelling(word, other));
    if (twin < 0) {
      return false;
    }
    right.splice(twin, 1);
  }
  return right.length === 0;
}

function differences(left: readonly string[], right: readonly string[]) {
  const counts = new Map<string, number>();
  for (const word of right) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const onlyLeft = left.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count <= 0;
  });
  const onlyRight = [...counts].flatMap(([word, count]) => (count > 0 ? Array<string>(count).fill(word) : []));
  return { onlyLeft, onlyRight };
}

/** One letter more, less, other or swapped; long words may have two. */
function isMisspelling(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  const most = shorter > 7 ? 2 : shorter > 3 ? 1 : 0;
  return shorter <= longestWord && Math.abs(a.length - b.length) <= most && editDistance(a, b) <= most;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
