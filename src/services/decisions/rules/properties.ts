import type { DecisionPerson } from '#domain/decision.ts';
import { type Candidate, placeOf } from '../candidate.ts';
import { datesIn } from '../dates.ts';
import type { Passage, Reading } from '../reading.ts';
import { deniesDecision, isNothing, plainly } from '../sayings.ts';
import { stateIn, withoutState } from '../states.ts';
import { isDecider, roleOf } from './columns.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';
import { peopleOf } from './tableRow.ts';

/** Page properties, and tables like them: a name and its value in each row, as DACI pages have them. */
export const properties: Rule = {
  id: 'properties',
  find(reading, isFree) {
    const rows = reading.passages.filter(({ index, block }) => isFree(index) && block.table !== undefined);
    const candidates: Candidate[] = [];
    const judged: number[] = [];
    for (const table of new Set(rows.map(({ block }) => block.table))) {
      const own = rows.filter(({ block }) => block.table === table);
      const row = own.find(({ block }) => isDecisionRow(block.cells));
      if (isPropertyTable(own) && row) {
        judged.push(...own.map(({ index }) => index));
        candidates.push(...(reading.isTemplate ? [] : candidateOf(this.id, row, own, reading)));
      }
    }
    return { candidates, judged };
  },
};

function isPropertyTable(rows: readonly Passage[]): boolean {
  return rows.length > 1 && rows.every(({ block }) => block.cells?.length === 2 && !block.isHeader && !block.columns);
}

function isDecisionRow(cells: readonly string[] = []): boolean {
  const [name = '', value = ''] = cells;
  const role = roleOf(name);
  // Two names beside each other are the header of a table.
  return (role === 'decision' || role === 'outcome') && roleOf(value) === undefined;
}

function candidateOf(rule: string, row: Passage, rows: readonly Passage[], reading: Reading): Candidate[] {
  const { block } = row;
  const value = block.cells?.[1] ?? '';
  const rowNamed = (isWanted: (name: string) => boolean) =>
    rows.find(({ block: each }) => isWanted(each.cells?.[0] ?? ''))?.block;
  const status = rowNamed((name) => roleOf(name) === 'state')?.cells?.[1];
  const own = withoutState({ text: value, markdown: '', ...(block.statuses && { statuses: block.statuses }) });
  const state = (status === undefined ? undefined : stateIn(status)) ?? own.state ?? 'decided';
  const isEmpty = isNothing(own.text) || block.placeholders?.join(' ') === value;
  if (isEmpty || deniesDecision(own.text)) {
    return [];
  }
  const dateRow = rowNamed((name) => roleOf(name) === 'date' && !/^(?:seance|meeting)$/.test(plainly(name)));
  const day = datesIn(dateRow?.cells?.[1] ?? '', reading.writtenOn)[0]?.date;
  return [
    {
      rule,
      confidence: 0.95,
      text: own.text,
      state,
      who: decidersIn(rows),
      ...dayAbove(row, reading, day),
      ...placeOf([block]),
    },
  ];
}

function decidersIn(rows: readonly Passage[]): DecisionPerson[] {
  const named = (isWanted: (name: string) => boolean) =>
    rows.flatMap(({ block }) => (isWanted(block.cells?.[0] ?? '') ? peopleOf(block.cells?.[1] ?? '', block) : []));
  const deciders = named(isDecider);
  return deciders.length > 0
    ? deciders
    : named((name) => roleOf(name) === 'who' || /^(?:driver|pilote)$/.test(plainly(name)));
}
