import type { Decision, DecisionState } from '#domain/decision.ts';
import { type Candidate, candidateKey } from './candidate.ts';
import { isSameInSubstance, isTelling, likeness, type Wording, wordingOf } from './wording.ts';

export interface CandidateChange {
  readonly candidate: Candidate;
  readonly change: Decision['change'];
  readonly previousState?: DecisionState;
  /** What it said before, where `change` is `text`. */
  readonly previous?: Candidate;
}

/** Texts with fewer words in common are two decisions, not one reworded. */
const likenessOfRewording = 0.6;
/** Comparing each with each gets slow beyond this, and a text so rewritten has no rewordings worth finding. */
const mostPairs = 100_000;

/**
 * The decisions of a text that an earlier version did not hold, held in another state, or worded differently in
 * substance. Those that were moved, reformatted or corrected are none.
 */
export function changedCandidates(before: readonly Candidate[], after: readonly Candidate[]): CandidateChange[] {
  const [were, are] = [before.map(prepared), after.map(prepared)];
  const origins = originsOf(were, are);
  return are.flatMap((now): CandidateChange[] => {
    const { candidate } = now;
    const origin = origins.get(now);
    if (origin === undefined) {
      return [{ candidate, change: 'new' }];
    }
    const { state } = origin.candidate;
    if (state !== candidate.state) {
      return [{ candidate, change: 'state', previousState: state }];
    }
    const isSame = isSameInSubstance(origin.wording, now.wording);
    return isSame ? [] : [{ candidate, change: 'text', previous: origin.candidate }];
  });
}

interface Prepared {
  readonly candidate: Candidate;
  readonly key: string;
  readonly wording: Wording;
}

function prepared(candidate: Candidate): Prepared {
  return { candidate, key: candidateKey(candidate), wording: wordingOf(candidate.text) };
}

/** For each decision the one of before that it was. */
function originsOf(before: readonly Prepared[], after: readonly Prepared[]): Map<Prepared, Prepared> {
  const origins = new Map<Prepared, Prepared>();
  const taken = new Set<Prepared>();
  const pair = (now: Prepared, was: Prepared | undefined) => {
    if (was) {
      origins.set(now, was);
      taken.add(was);
    }
  };
  const openNow = () => after.filter((now) => !origins.has(now));
  const openBefore = () => before.filter((was) => !taken.has(was));
  const matchBy = (keyOf: (each: Prepared) => string | undefined) => {
    const waiting = new Map<string, Prepared[]>();
    for (const was of openBefore()) {
      const key = keyOf(was);
      if (key !== undefined) {
        waiting.set(key, [...(waiting.get(key) ?? []), was]);
      }
    }
    for (const now of openNow()) {
      pair(now, waiting.get(keyOf(now) ?? '')?.shift());
    }
  };
  matchBy(({ key }) => key);
  matchBy(({ wording }) => (isTelling(wording) ? wording.key : undefined));
  matchBy(({ candidate }) => candidate.topic);
  const isFew = openNow().length * openBefore().length <= mostPairs;
  for (const isOrigin of isFew ? [isCorrected, isReworded] : []) {
    for (const now of openNow()) {
      pair(
        now,
        openBefore().find((was) => isOrigin(was.wording, now.wording)),
      );
    }
  }
  return origins;
}

function isCorrected(was: Wording, now: Wording): boolean {
  return isTelling(now) && isSameInSubstance(was, now);
}

function isReworded(was: Wording, now: Wording): boolean {
  return likeness(was, now) >= likenessOfRewording;
}
