import { placeOf } from '../candidate.ts';
import { statedDay } from '../dates.ts';
import { headingMeaning } from '../headings.ts';
import { deniesDecision, isQuestion } from '../sayings.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';
import { announced } from './saidWord.ts';

/** Headings that are decisions themselves: `Decision 3: we keep Postgres`. What stands below only explains. */
export const heading: Rule = {
  id: 'heading',
  find(reading, isFree) {
    const found = reading.titles.flatMap((block) => {
      const said = block.containers?.some(({ kind }) => kind === 'quote') ? undefined : announced(block);
      const isSentence =
        said !== undefined && said.text.split(/\s+/).length > 2 && headingMeaning(said.text) === undefined;
      return said && isSentence ? [{ block, said }] : [];
    });
    const candidates = found.flatMap(({ block, said: { text, state } }) => {
      if (reading.isTemplate || (state === undefined && (deniesDecision(text) || isQuestion(text)))) {
        return [];
      }
      const day = dayAbove({ headings: block.path }, reading, statedDay(block.text, reading.writtenOn));
      return {
        rule: this.id,
        confidence: 0.9,
        text,
        state: state ?? ('decided' as const),
        who: [],
        ...day,
        ...placeOf([block]),
      };
    });
    const titles = new Set(found.map(({ block }) => block.text));
    const below = reading.passages.filter(({ index, block, headings }) => {
      const isText = block.kind === 'paragraph' || block.kind === 'item';
      return isFree(index) && isText && headings.some((title) => titles.has(title));
    });
    return { candidates, judged: below.map(({ index }) => index) };
  },
};
