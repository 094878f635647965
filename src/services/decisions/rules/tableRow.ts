import type { DecisionPerson } from '#domain/decision.ts';
import type { PageBlock } from '#domain/page.ts';
import { type Candidate, peopleIn, placeOf } from '../candidate.ts';
import { datesIn, statedDay } from '../dates.ts';
import { meaningOf } from '../headings.ts';
import type { Passage, Reading } from '../reading.ts';
import { deniesDecision, isNothing } from '../sayings.ts';
import { stateAtStart, stateIn, withoutState } from '../states.ts';
import { type ColumnRole, isOtherTable, roleOf } from './columns.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';

/** Tables with a column for the decision or its outcome, row by row. */
export const tableRow: Rule = {
  id: 'tableRow',
  find(reading, isFree) {
    const candidates: Candidate[] = [];
    const judged: number[] = [];
    for (const rows of tablesOf(
      reading.passages.filter(({ index, block }) => isFree(index) && block.table !== undefined),
    )) {
      const { headers, body } = headed(rows);
      const columns = rolesOf(headers, rows, reading);
      if (columns) {
        judged.push(...rows.map(({ index }) => index));
        const found = reading.isTemplate
          ? []
          : body.flatMap((row) => rowCandidate(this.id, row, headers, columns, reading));
        candidates.push(...found);
      }
    }
    return { candidates, judged };
  },
};

function tablesOf(passages: readonly Passage[]): Passage[][] {
  const tables = new Map<number, Passage[]>();
  for (const passage of passages.filter(({ isQuoted }) => !isQuoted)) {
    const table = passage.block.table ?? 0;
    tables.set(table, [...(tables.get(table) ?? []), passage]);
  }
  return [...tables.values()];
}

/** The header row, which older editors do not mark as one. */
function headed(rows: readonly Passage[]): { readonly headers: readonly string[]; readonly body: readonly Passage[] } {
  const [first] = rows;
  const marked =
    rows.find(({ block }) => block.isHeader)?.block.cells ?? rows.find(({ block }) => block.columns)?.block.columns;
  if (marked) {
    return { headers: marked, body: rows.filter(({ block }) => !block.isHeader) };
  }
  const cells = first?.block.cells ?? [];
  const isHeader = cells.length > 1 && cells.filter((cell) => roleOf(cell) !== undefined).length > 1;
  return isHeader ? { headers: cells, body: rows.slice(1) } : { headers: [], body: [] };
}

type Columns = Partial<Record<ColumnRole, number>>;

/** Undefined for tables about other things. */
function rolesOf(headers: readonly string[], [first]: readonly Passage[], reading: Reading): Columns | undefined {
  const columns: Columns = {};
  headers.forEach((header, index) => {
    const role = roleOf(header);
    if (role !== undefined && columns[role] === undefined) {
      columns[role] = index;
    }
  });
  const { decision, outcome, topic, date, who, state } = columns;
  if (isOtherTable(headers)) {
    return undefined;
  }
  if (decision !== undefined) {
    return columns;
  }
  const meaning = meaningOf(first?.headings ?? []);
  const isAmongDecisions =
    meaning === 'decision' || meaning === 'decisions' || first?.block.macros?.includes('details');
  // "Outcome" alone is also a column of options and of tests.
  const isOutcome =
    outcome !== undefined &&
    (isAmongDecisions || (topic !== undefined && (reading.isRecord || (date ?? who) !== undefined)));
  const isListed = isAmongDecisions && topic !== undefined && (state ?? date ?? who) !== undefined;
  if (reading.isLog && topic === undefined && state !== undefined && columns.title !== undefined) {
    return { ...columns, topic: columns.title };
  }
  return isOutcome || isListed ? columns : undefined;
}

function rowCandidate(
  rule: string,
  row: Passage,
  headers: readonly string[],
  columns: Columns,
  reading: Reading,
): Candidate[] {
  const { block } = row;
  const all = block.cells ?? [];
  // A cell that reaches down over several rows is missing in those below the first.
  const shift = Math.max(0, headers.length - all.length);
  const cell = (role: ColumnRole): string => {
    const at = columns[role];
    const text = at === undefined ? '' : (all[at - shift] ?? '');
    return block.placeholders?.join(' ') === text ? '' : text;
  };
  const said = saidIn(cell, columns, block, subjectOf(all, headers));
  if (said === undefined) {
    return [];
  }
  const dateCell = datesIn(cell('date'), reading.writtenOn)[0]?.date;
  return [
    {
      rule,
      confidence: reading.isRecord ? 0.95 : 0.93,
      ...said,
      who: columns.who === undefined ? peopleIn([block], cell('decision')) : peopleOf(cell('who'), block),
      ...dayAbove(row, reading, dateCell ?? statedDay(block.text, reading.writtenOn)),
      ...placeOf([block]),
    },
  ];
}

/** The decision is in one column; or its topic is in one, and what became of it in another. */
function saidIn(
  cell: (role: ColumnRole) => string,
  columns: Columns,
  { statuses, markdown }: PageBlock,
  subject: string,
) {
  const hasOutcome = columns.outcome !== undefined && (columns.decision !== undefined || columns.topic !== undefined);
  const named = columns.decision !== undefined && hasOutcome ? cell('decision') : cell('topic');
  // An amount is what was asked for, not what it is about.
  const isAmount = /^\W*\d[\d\s.,]*\s*\S{0,3}$/u.test(named);
  const topic = (isAmount && subject) || named || (columns.topic === undefined ? subject : '');
  const main = hasOutcome
    ? cell('outcome')
    : columns.decision === undefined
      ? cell(columns.outcome === undefined ? 'topic' : 'outcome')
      : cell('decision');
  const isListed = columns.decision === undefined && columns.outcome === undefined;
  const status = columns.state === undefined ? undefined : stateIn(cell('state'));
  const isStruck = /^\|(?:\s*~~[^|]*~~\s*\|)+$/.test(markdown.trim());
  const stated = isListed || topic === '' ? undefined : stateAtStart(main);
  if (isNothing(main) && stated === undefined) {
    return undefined;
  }
  if (stated !== undefined) {
    // "Approved" alone says nothing without what was approved.
    return isNothing(topic) ? undefined : { text: `${topic} – ${main}`, topic, state: status ?? stated };
  }
  const own = withoutState({ text: main, markdown: '', ...(statuses && { statuses }) });
  if (own.state !== undefined && !isListed && !isNothing(topic)) {
    return { text: `${topic} – ${main}`, topic, state: status ?? own.state };
  }
  const state = isStruck ? 'superseded' : (status ?? own.state ?? 'decided');
  if (own.text === '' || (state === 'decided' && deniesDecision(own.text))) {
    return undefined;
  }
  return { text: own.text, state, ...(!isListed && topic !== '' && topic !== subject && { topic }) };
}

/** What a row is about, whatever its column is called: the first that is no number and has no other part to play. */
function subjectOf(cells: readonly string[], headers: readonly string[]): string {
  return cells.find((cell, index) => /\p{L}{2}/u.test(cell) && roleOf(headers[index] ?? '') === undefined) ?? '';
}

export function peopleOf(cell: string, block: PageBlock): DecisionPerson[] {
  const mentioned = peopleIn([block], cell);
  if (mentioned.length > 0) {
    return mentioned;
  }
  const names = cell
    .split(/\s*(?:,|;|\/|&|\bet\b|\band\b)\s*/u)
    .filter((name) => /\p{L}/u.test(name) && name.length < 60);
  return isNothing(cell) ? [] : names.map((name) => ({ name }));
}
