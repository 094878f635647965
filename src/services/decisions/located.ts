import type { DecisionPerson, DecisionSource } from '#domain/decision.ts';
import type { Period } from '#domain/period.ts';
import type { Person } from '#domain/person.ts';
import type { Candidate } from './candidate.ts';
import type { CandidateChange } from './compare.ts';

/** A decision in one place, with when it came there. */
export interface Located extends CandidateChange {
  readonly source: DecisionSource;
  readonly takenOn?: string;
}

const dayMs = 86_400_000;
/** Minutes are written up within this time; an older date on the page is that of something else. */
const longestWriteUpMs = 60 * dayMs;

/** The day it was taken, as far as a text says so and it can be true: not after it was written down. */
export function takenOn({ statedOn, meetingOn }: Candidate, appearedAt: string | undefined): string | undefined {
  const appeared = Date.parse(appearedAt ?? '');
  const isPast = (day: string) => Number.isNaN(appeared) || Date.parse(day) <= appeared + dayMs;
  if (statedOn !== undefined) {
    return isPast(statedOn) ? statedOn : undefined;
  }
  const isRecent = (day: string) => Number.isNaN(appeared) || appeared - Date.parse(day) <= longestWriteUpMs;
  return meetingOn !== undefined && isPast(meetingOn) && isRecent(meetingOn) ? meetingOn : undefined;
}

export function isDayInPeriod(day: string | undefined, { firstDay, lastDay }: Period): boolean {
  return day === undefined || (day >= firstDay && day <= lastDay);
}

export function authorOf(person: Person | undefined): { readonly author?: DecisionPerson } {
  return person ? { author: { name: person.displayName, accountId: person.accountId } } : {};
}
