import type { DemoIssue } from '../jira/model.ts';
import { addToWall, instantOf, wallClock } from './calendar.ts';
import { evaluateDateFunction, invalidDate, parseDate } from './dates.ts';
import type { JqlContext, SetField } from './field.ts';
import { changesOf, periodsOf } from './history.ts';
import { JqlError } from './jqlError.ts';
import { resolveSet, type WantedValues } from './operands.ts';
import type { Operand, Predicate, Terminal } from './syntax.ts';

type HistoryField = SetField & { readonly historyId: string };

/** `status WAS "In Progress" BY x DURING (a, b)`: whether the field held one of the values then. */
export function compileWas(
  field: HistoryField,
  terminal: Terminal,
  context: JqlContext,
): (issue: DemoIssue) => boolean {
  const { operator, operand = { kind: 'empty' } } = terminal;
  const isNegative = operator.startsWith('was not');
  const wanted = resolveSet(field, { field: terminal.field, operator: 'in' }, operand, context);
  const limits = compilePredicates(field, terminal, context);
  return (issue) => {
    const periods = periodsOf(issue, field, field.values(issue), context.now);
    const was = periods.some(
      ({ value, start, end, authorId }) =>
        isWanted(wanted, value) &&
        limits.authors.every((authors) => authors.includes(authorId)) &&
        limits.ranges.every(({ from, to }) => end > from && start < to),
    );
    return was !== isNegative;
  };
}

/** `status CHANGED FROM a TO b BY x AFTER d`: whether there was such a change. */
export function compileChanged(
  field: HistoryField,
  terminal: Terminal,
  context: JqlContext,
): (issue: DemoIssue) => boolean {
  const isNegative = terminal.operator === 'not changed';
  const limits = compilePredicates(field, terminal, context);
  return (issue) => {
    const changed = changesOf(issue, field.historyId).some(
      ({ from, to, instant, authorId }) =>
        limits.from.every((values) => isWanted(values, from)) &&
        limits.to.every((values) => isWanted(values, to)) &&
        limits.authors.every((authors) => authors.includes(authorId)) &&
        limits.ranges.every((range) => instant >= range.from && instant < range.to),
    );
    return changed !== isNegative;
  };
}

interface Limits {
  readonly from: readonly WantedValues[];
  readonly to: readonly WantedValues[];
  readonly authors: readonly (readonly string[])[];
  /** Half-open. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

function compilePredicates(field: HistoryField, terminal: Terminal, context: JqlContext): Limits {
  const from: WantedValues[] = [];
  const to: WantedValues[] = [];
  const authors: (readonly string[])[] = [];
  const ranges: { from: number; to: number }[] = [];
  for (const predicate of terminal.predicates) {
    const { operator, operand } = predicate;
    switch (operator) {
      case 'from':
        from.push(resolveSet(field, { field: terminal.field, operator: 'in' }, operand, context));
        break;
      case 'to':
        to.push(resolveSet(field, { field: terminal.field, operator: 'in' }, operand, context));
        break;
      case 'by':
        authors.push(resolveAuthors(operand, context));
        break;
      default:
        ranges.push(rangeOf(predicate, context));
    }
  }
  return { from, to, authors, ranges };
}

function isWanted(wanted: WantedValues, value: string | null): boolean {
  return value === null ? wanted.hasEmpty : wanted.ids.includes(value);
}

function resolveAuthors(operand: Operand, context: JqlContext): readonly string[] {
  const byName = (text: string) =>
    context.site.users
      .filter(({ accountId, displayName, email }) =>
        [accountId, displayName, email].some((name) => name.toLowerCase() === text.toLowerCase()),
      )
      .map(({ accountId }) => accountId);
  const people: SetField = { kind: 'set', valueKind: 'user', values: () => [], resolve: byName };
  return resolveSet(people, { field: 'by', operator: 'in' }, operand, context).ids;
}

function rangeOf({ operator, operand }: Predicate, context: JqlContext): { from: number; to: number } {
  const name = operator.toUpperCase();
  const items = operand.kind === 'list' ? operand.items : [operand];
  const instants = items.map((item) => instantOfOperand(item, operator, context));
  const [first, second] = instants;
  if (operator === 'during') {
    if (first === undefined || second === undefined || instants.length !== 2) {
      throw new JqlError(`The ${name} predicate must be supplied with exactly 2 date values.`);
    }
    return { from: first, to: second };
  }
  if (first === undefined || instants.length !== 1) {
    throw new JqlError(`The ${name} predicate must be supplied with only 1 date value.`);
  }
  if (operator === 'before') return { from: Number.NEGATIVE_INFINITY, to: first };
  if (operator === 'after') return { from: first, to: Number.POSITIVE_INFINITY };
  const { timeZone } = context.calendar;
  const wall = wallClock(first, timeZone);
  wall.setUTCHours(0, 0, 0, 0);
  return { from: instantOf(wall, timeZone), to: instantOf(addToWall(wall, { amount: 1, unit: 'day' }), timeZone) };
}

function instantOfOperand(operand: Operand, predicate: string, { now, calendar }: JqlContext): number {
  if (operand.kind === 'value') {
    const instant = parseDate(operand.text, now, calendar);
    if (instant === undefined) throw invalidDate(operand.text, `predicate '${predicate}'`);
    return instant;
  }
  const instant = operand.kind === 'function' ? evaluateDateFunction(operand, now, calendar) : undefined;
  if (instant === undefined) {
    const provided = operand.kind === 'function' ? ` provided by the function '${operand.name}'` : '';
    throw new JqlError(`A date for the predicate '${predicate}'${provided} is not valid.`);
  }
  return instant;
}
