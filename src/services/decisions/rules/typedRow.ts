import { type Candidate, placeOf } from '../candidate.ts';
import { datesIn, statedDay } from '../dates.ts';
import type { Passage, Reading } from '../reading.ts';
import { deniesDecision, isQuestion, plainly } from '../sayings.ts';
import { withoutState } from '../states.ts';
import { roleOf } from './columns.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';
import { peopleOf } from './tableRow.ts';

/** Tables of decisions, actions and news alike, where a column says which row is what. */
export const typedRow: Rule = {
  id: 'typedRow',
  find(reading, isFree) {
    const rows = reading.passages.filter(({ index, block }) => isFree(index) && block.columns && block.cells);
    const judged: number[] = [];
    const candidates: Candidate[] = [];
    for (const row of rows) {
      const { columns = [], cells = [] } = row.block;
      const kindAt = columns.findIndex((name) => roleOf(name) === 'kind');
      const textAt = columns.findIndex((name) => roleOf(name) === 'topic' || roleOf(name) === 'title');
      const isDecision = /^(?:d|decisions?)$/.test(plainly(cells[kindAt] ?? ''));
      if (kindAt >= 0 && textAt >= 0 && isDecision) {
        judged.push(row.index);
        candidates.push(...(reading.isTemplate ? [] : candidateOf(this.id, row, cells[textAt] ?? '', reading)));
      }
    }
    return { candidates, judged };
  },
};

function candidateOf(rule: string, row: Passage, said: string, reading: Reading): Candidate[] {
  const { block } = row;
  const { columns = [], cells = [] } = block;
  const { text, state = 'decided' } = withoutState({ text: said, markdown: '' });
  if (text === '' || (state === 'decided' && (deniesDecision(text) || isQuestion(text)))) {
    return [];
  }
  const cellOf = (role: 'who' | 'date') => cells[columns.findIndex((name) => roleOf(name) === role)] ?? '';
  const day = datesIn(cellOf('date'), reading.writtenOn)[0]?.date ?? statedDay(said, reading.writtenOn);
  const who = peopleOf(cellOf('who'), block);
  return [{ rule, confidence: 0.92, text, state, who, ...dayAbove(row, reading, day), ...placeOf([block]) }];
}
