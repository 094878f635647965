import type { Candidate } from '../candidate.ts';
import type { Reading } from '../reading.ts';

/** One way in which people write decisions down. Whatever a rule has judged, no later rule looks at. */
export interface Rule {
  /** Stable: it stands in stored and cited results. */
  readonly id: string;
  find(reading: Reading, isFree: (index: number) => boolean): Finding;
}

export interface Finding {
  readonly candidates: readonly Candidate[];
  /** Indexes of the passages the rule has judged. */
  readonly judged: readonly number[];
}
