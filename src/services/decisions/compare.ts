import type { Decision, DecisionState } from '#domain/decision.ts';
import { type Candidate, candidateKey, wordsKey } from './candidate.ts';

export interface CandidateChange {
  readonly candidate: Candidate;
  readonly change: Decision['change'];
  readonly previousState?: DecisionState;
  /** What it said before, where `change` is `text`. */
  readonly previous?: Candidate;
}

/** Texts with fewer words in common are two decisions, not one reworded. */
const likenessOfRewording = 0.6;
/** Shorter texts ("Kafka") are not the same decision only because they are the same words. */
const tellingWords = 4;

/**
 * The decisions of a text that an earlier version did not hold, held in another state, or worded differently in
 * substance. Those that were moved, reformatted or corrected are none.
 */
export function changedCandidates(before: readonly Candidate[], after: readonly Candidate[]): CandidateChange[] {
  const origins = originsOf(before, after);
  return after.flatMap((candidate): CandidateChange[] => {
    const origin = origins.get(candidate);
    if (origin === undefined) {
      return [{ candidate, change: 'new' }];
    }
    if (origin.state !== candidate.state) {
      return [{ candidate, change: 'state', previousState: origin.state }];
    }
    return isSameInSubstance(origin.text, candidate.text) ? [] : [{ candidate, change: 'text', previous: origin }];
  });
}

/** For each decision the one of before that it was. */
function originsOf(before: readonly Candidate[], after: readonly Candidate[]): Map<Candidate, Candidate> {
  const origins = new Map<Candidate, Candidate>();
  const taken = new Set<Candidate>();
  const match = (isOrigin: (was: Candidate, now: Candidate) => boolean) => {
    for (const now of after) {
      const origin = origins.has(now) ? undefined : before.find((was) => !taken.has(was) && isOrigin(was, now));
      if (origin) {
        origins.set(now, origin);
        taken.add(origin);
      }
    }
  };
  match((was, now) => candidateKey(was) === candidateKey(now));
  match((was, now) => isTelling(now.text) && wordsKey(was.text) === wordsKey(now.text));
  match((was, now) => was.topic !== undefined && was.topic === now.topic);
  match((was, now) => isTelling(now.text) && isSameInSubstance(was.text, now.text));
  match((was, now) => likeness(was.text, now.text) >= likenessOfRewording);
  return origins;
}

function isTelling(text: string): boolean {
  return wordsKey(text).split(' ').length >= tellingWords;
}

/** Share of words in common, 0 to 1. */
export function likeness(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const { onlyLeft } = differences(left, right);
  return left.length + right.length === 0 ? 0 : (2 * (left.length - onlyLeft.length)) / (left.length + right.length);
}

const negations = new Set([
  'not',
  'no',
  'never',
  'without',
  'ne',
  'n',
  'pas',
  'jamais',
  'sans',
  'non',
  'plus',
  't',
  'aucun',
  'aucune',
]);
const slightWords = new Set(
  'a an the of to in on at for and or is are be we our this that it le la les l un une des de du d et ou a au aux en est sont nous on ce cette'.split(
    ' ',
  ),
);

/** True when they differ by spelling and slight words alone: no number, no negation, no word of meaning. */
export function isSameInSubstance(a: string, b: string): boolean {
  const { onlyLeft, onlyRight } = differences(wordsOf(a), wordsOf(b));
  const isWeighty = (word: string) => /\d/.test(word) || negations.has(word);
  if ([...onlyLeft, ...onlyRight].some(isWeighty)) {
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

function wordsOf(text: string): string[] {
  return wordsKey(text).split(' ').filter(Boolean);
}

function differences(left: readonly string[], right: readonly string[]) {
  const rest = [...right];
  const onlyLeft = left.filter((word) => {
    const index = rest.indexOf(word);
    if (index >= 0) {
      rest.splice(index, 1);
    }
    return index < 0;
  });
  return { onlyLeft, onlyRight: rest };
}

/** One letter more, less, other or swapped; long words may have two. */
function isMisspelling(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length) > 7 ? 2 : Math.min(a.length, b.length) > 3 ? 1 : 0;
  return Math.abs(a.length - b.length) <= most && editDistance(a, b) <= most;
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
