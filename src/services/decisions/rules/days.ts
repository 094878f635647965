import { datesIn } from '../dates.ts';
import type { Passage, Reading } from '../reading.ts';

/** When a decision was taken, by what stands with it, else by the headings above it, else by the page. */
export function dayAbove(
  { headings }: Pick<Passage, 'headings'>,
  { writtenOn, meetingOn }: Reading,
  stated: string | undefined,
): { readonly statedOn?: string; readonly meetingOn?: string } {
  if (stated !== undefined) {
    return { statedOn: stated };
  }
  for (const heading of headings.toReversed()) {
    const [found] = datesIn(heading, writtenOn);
    if (found) {
      return { meetingOn: found.date };
    }
  }
  return meetingOn === undefined ? {} : { meetingOn };
}
