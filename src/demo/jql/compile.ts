import type { DemoIssue } from '../jira/model.ts';
import { dayOf } from './calendar.ts';
import { compileChanged, compileWas } from './compileHistory.ts';
import { evaluateDateFunction, invalidDate, parseDate } from './dates.ts';
import type { InstantField, JqlContext, JqlField, SetField, TextField } from './field.ts';
import { findFields } from './fields.ts';
import { JqlError } from './jqlError.ts';
import { resolveSet } from './operands.ts';
import type { Clause, Operand, Operator, Terminal } from './syntax.ts';
import { textMatcher } from './textQuery.ts';

export type Test = (issue: DemoIssue) => boolean;

/**
 * A clause (with NOT moved into the operators) as a test of one issue.
 * @throws JqlError with every message of every wrong part, as Jira collects them
 */
export function compileClause(clause: Clause, context: JqlContext): Test {
  if (clause.kind === 'terminal') return compileTerminal(clause, context);
  if (clause.kind === 'not') throw new Error('NOT must be pushed down first');
  const tests: Test[] = [];
  const messages: string[] = [];
  for (const child of clause.clauses) {
    try {
      tests.push(compileClause(child, context));
    } catch (error) {
      if (!(error instanceof JqlError)) throw error;
      messages.push(...error.messages);
    }
  }
  if (messages.length > 0) throw new JqlError(...new Set(messages));
  return clause.kind === 'and'
    ? (issue) => tests.every((test) => test(issue))
    : (issue) => tests.some((test) => test(issue));
}

const NEGATIVE: ReadonlySet<Operator> = new Set([
  '!=',
  '!~',
  'not in',
  'is not',
  'was not',
  'was not in',
  'not changed',
]);

function compileTerminal(terminal: Terminal, context: JqlContext): Test {
  const fields = findFields(terminal.field, context);
  if (fields.length === 0) {
    throw new JqlError(`Field '${terminal.field}' does not exist or you do not have permission to view it.`);
  }
  checkPredicates(terminal);
  const tests = fields.map((field) => compileFor(field, terminal, context));
  // Several fields of one name: an issue matches by any of them, and must not match by none.
  return NEGATIVE.has(terminal.operator)
    ? (issue) => tests.every((test) => test(issue))
    : (issue) => tests.some((test) => test(issue));
}

const OPERATOR_NAMES: Readonly<Partial<Record<Operator, string>>> = { '=': 'EQUALS', '!=': 'NOT_EQUALS', in: 'IN' };

function checkPredicates({ operator, predicates: [predicate] }: Terminal): void {
  if (!predicate || operator.startsWith('was') || operator.endsWith('changed')) return;
  const name = OPERATOR_NAMES[operator] ?? operator.toUpperCase();
  throw new JqlError(`The ${name} operator does not support the use of the ${predicate.operator} predicate.`);
}

function compileFor(field: JqlField, terminal: Terminal, context: JqlContext): Test {
  const { operator } = terminal;
  if (operator.startsWith('was') || operator.endsWith('changed')) {
    if (field.kind !== 'set' || field.historyId === undefined) {
      throw new JqlError(`History searches do not support the '${terminal.field}' field.`);
    }
    const historyField = { ...field, historyId: field.historyId };
    return operator.endsWith('changed')
      ? compileChanged(historyField, terminal, context)
      : compileWas(historyField, terminal, context);
  }
  const operand = terminal.operand ?? { kind: 'empty' };
  switch (field.kind) {
    case 'set':
      return compileSet(field, terminal, operand, context);
    case 'text':
      return compileText(field, terminal, operand);
    case 'instant':
      return compileOrdered(terminal, operand, (item) => dateOperand(item, terminal, context), instantOfMinute(field));
    case 'day':
      return compileOrdered(
        terminal,
        operand,
        (item) => dayOf(dateOperand(item, terminal, context), context.calendar.timeZone),
        (issue) => field.day(issue),
      );
    case 'number':
      return compileOrdered(
        terminal,
        operand,
        (item) => numberOperand(item, terminal),
        (issue) => field.number(issue),
      );
    case 'rank':
      throw unsupported(terminal);
  }
}

function compileSet(field: SetField, terminal: Terminal, operand: Operand, context: JqlContext): Test {
  const { operator } = terminal;
  if (/[<>]/.test(operator)) {
    const { position } = field;
    if (!position) throw unsupported(terminal);
    const wanted = resolveSet(field, terminal, operand, context);
    const limits = wanted.ids.map(position);
    const compare = comparison(operator);
    return (issue) => field.values(issue).some((id) => limits.some((limit) => compare(position(id), limit)));
  }
  if (operator.includes('~')) throw unsupported(terminal);
  if (field.neverEmpty && includesEmpty(operand)) throw noEmptyValues(terminal);
  const { ids, hasEmpty } = resolveSet(field, terminal, operand, context);
  const wanted = new Set(ids);
  const isOneOf = (id: string) => wanted.has(id);
  if (!NEGATIVE.has(operator)) {
    return (issue) => {
      const values = field.values(issue);
      return values.length === 0 ? hasEmpty : values.some(isOneOf);
    };
  }
  // "Not x" leaves out issues without any value: the trap of `!=` that surprises everybody, and so must the demo.
  return (issue) => {
    const values = field.values(issue);
    return values.length > 0 && !values.some(isOneOf);
  };
}

function compileText(field: TextField, terminal: Terminal, operand: Operand): Test {
  const { operator } = terminal;
  const isFilled = (issue: DemoIssue) => field.texts(issue).some((text) => text.trim() !== '');
  if (operand.kind === 'empty' && /^(is|is not|~|!~|=|!=)$/.test(operator)) {
    if (field.neverEmpty) throw noEmptyValues(terminal);
    return NEGATIVE.has(operator) ? isFilled : (issue) => !isFilled(issue);
  }
  const isText = terminal.field.toLowerCase() === 'text';
  if ((operator !== '~' && operator !== '!~') || (isText && operator === '!~')) throw unsupported(terminal);
  if (operand.kind !== 'value') throw functionOrValueError(operand, terminal);
  if (operand.text.trim() === '') {
    throw new JqlError(`The field '${terminal.field}' does not support searching for an empty string.`);
  }
  const matches = textMatcher(operand.text);
  return operator === '~'
    ? (issue) => matches(field.texts(issue))
    : (issue) => isFilled(issue) && !matches(field.texts(issue));
}

function compileOrdered<T extends string | number>(
  terminal: Terminal,
  operand: Operand,
  read: (item: Operand) => T,
  fieldOf: (issue: DemoIssue, isExact: boolean) => T | null,
): Test {
  const { operator } = terminal;
  if (/[<>]/.test(operator)) {
    const limit = read(operand);
    const compare = comparison(operator);
    return (issue) => {
      const value = fieldOf(issue, true);
      return value !== null && compare(value, limit);
    };
  }
  if (operator.includes('~')) throw unsupported(terminal);
  const items = operand.kind === 'list' ? operand.items : [operand];
  const hasEmpty = items.some(({ kind }) => kind === 'empty');
  const wanted = new Set(items.filter(({ kind }) => kind !== 'empty').map(read));
  const isNegative = NEGATIVE.has(operator);
  return (issue) => {
    const value = fieldOf(issue, false);
    if (value === null) return hasEmpty && !isNegative;
    return wanted.has(value) !== isNegative;
  };
}

/** Jira compares instants for equality by the minute, which is all that a query can write. */
function instantOfMinute(field: InstantField) {
  return (issue: DemoIssue, isExact: boolean) => {
    const instant = field.instant(issue);
    return instant === null || isExact ? instant : instant - (instant % 60_000);
  };
}

function comparison(operator: Operator): (value: string | number, limit: string | number) => boolean {
  switch (operator) {
    case '<':
      return (value, limit) => value < limit;
    case '<=':
      return (value, limit) => value <= limit;
    case '>':
      return (value, limit) => value > limit;
    default:
      return (value, limit) => value >= limit;
  }
}

function dateOperand(operand: Operand, terminal: Terminal, { now, calendar }: JqlContext): number {
  if (operand.kind === 'value') {
    const instant = parseDate(operand.text, now, calendar);
    if (instant === undefined) throw invalidDate(operand.text, `field '${terminal.field}'`);
    return instant;
  }
  const instant = operand.kind === 'function' ? evaluateDateFunction(operand, now, calendar) : undefined;
  if (instant === undefined) throw functionOrValueError(operand, terminal);
  return instant;
}

function numberOperand(operand: Operand, terminal: Terminal): number {
  if (operand.kind !== 'value') throw functionOrValueError(operand, terminal);
  const value = Number(operand.text);
  if (operand.text.trim() === '' || Number.isNaN(value)) {
    throw new JqlError(`The value '${operand.text}' is not a valid number for the field '${terminal.field}'.`);
  }
  return value;
}

function functionOrValueError(operand: Operand, terminal: Terminal): JqlError {
  if (operand.kind === 'function') {
    return new JqlError(`Unable to find JQL function '${operand.name}(${operand.args.join(', ')})'.`);
  }
  return unsupported(terminal);
}

function includesEmpty(operand: Operand): boolean {
  return operand.kind === 'list' ? operand.items.some(includesEmpty) : operand.kind === 'empty';
}

function unsupported({ operator, field }: Terminal): JqlError {
  return new JqlError(`The operator '${operator}' is not supported by the '${field}' field.`);
}

function noEmptyValues({ field }: Terminal): JqlError {
  return new JqlError(`The field '${field}' does not support searching for EMPTY values.`);
}
