import { peopleIn, placeOf } from '../candidate.ts';
import { statedDay } from '../dates.ts';
import { deniesDecision, isNothing } from '../sayings.ts';
import { withoutState } from '../states.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';

/** The editor's own decision items, which know whether they are decided. */
export const nativeItem: Rule = {
  id: 'nativeItem',
  find(reading, isFree) {
    const items = reading.passages.filter(({ index, block }) => isFree(index) && block.kind === 'decision');
    const candidates = items.flatMap((passage) => {
      const { block } = passage;
      const { text, state: said } = withoutState(block);
      const isDecided = block.state === 'decided';
      const isEmpty = isNothing(text) || block.placeholders?.join(' ') === text;
      if (reading.isTemplate || isEmpty || (isDecided && said === undefined && deniesDecision(text))) {
        return [];
      }
      return {
        rule: this.id,
        confidence: 0.98,
        text,
        state: said ?? (isDecided ? ('decided' as const) : ('proposed' as const)),
        who: peopleIn([block]),
        ...dayAbove(passage, reading, statedDay(block.text, reading.writtenOn)),
        ...placeOf([block]),
      };
    });
    return { candidates, judged: items.map(({ index }) => index) };
  },
};
