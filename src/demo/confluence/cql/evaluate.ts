import type { DemoUser } from '../../jira/model.ts';
import type { DemoSite } from '../../site.ts';
import { type Calendar, instantOf } from './dates.ts';
import { type Entry, indexEntries } from './entries.ts';
import { type CqlNode, type CqlValue, parseCql } from './parser.ts';
import { matchesText, parseTextQuery, type TextQuery } from './terms.ts';
import { CqlError } from './tokens.ts';

export interface CqlResult {
  readonly entries: readonly Entry[];
  /** The text that was asked for, to be marked in excerpts. */
  readonly highlights: readonly TextQuery[];
}

interface Context {
  readonly caller: DemoUser;
  readonly calendar: Calendar;
  /** The site's people: conditions on a person are by account id, or by name with `creator.fullname`. */
  readonly users: readonly DemoUser[];
  readonly highlights: TextQuery[];
}

type Test = (entry: Entry) => boolean;

/** Everything the caller may see that the query asks for, sorted. Throws CqlError. */
export function evaluateCql(site: DemoSite, cql: string, caller: DemoUser): CqlResult {
  const { where, orderBy } = parseCql(cql);
  const calendar: Calendar = {
    now: site.now(),
    timeZone: caller.timeZone,
    firstDayOfWeek: /^en[-_]US$/i.test(caller.locale) ? 0 : 1,
  };
  const context: Context = { caller, calendar, users: site.users, highlights: [] };
  const test = where ? compile(where, context) : () => true;
  const orders = orderBy.map(({ field, descending }) => ({ key: sortKey(field), sign: descending ? -1 : 1 }));
  const relevance = (entry: Entry): number =>
    context.highlights.some((query) => matchesText(query, entry.title)) ? 0 : 1;
  const entries = indexEntries(site, caller)
    .filter(test)
    .sort((a, b) => {
      for (const { key, sign } of orders) {
        const order = compare(key(a), key(b)) * sign;
        if (order !== 0) return order;
      }
      // Without an order the best match comes first: here a match in the title, then the newest.
      return relevance(a) - relevance(b) || b.lastModified - a.lastModified || compare(a.id, b.id);
    });
  return { entries, highlights: context.highlights };
}

function compile(node: CqlNode, context: Context): Test {
  if (node.kind === 'clause') return compileClause(node, context);
  if (node.kind === 'not') {
    const inner = compile(node.operand, { ...context, highlights: [] });
    return (entry) => !inner(entry);
  }
  const tests = node.operands.map((operand) => compile(operand, context));
  return node.kind === 'and'
    ? (entry) => tests.every((test) => test(entry))
    : (entry) => tests.some((test) => test(entry));
}

type Clause = Extract<CqlNode, { kind: 'clause' }>;

/** Fields with exact values. */
const keywordFields: Readonly<Record<string, (entry: Entry) => readonly string[]>> = {
  type: (entry) => [entry.type],
  'content.type': (entry) => [entry.type],
  space: (entry) => [entry.spaceKey.toLowerCase()],
  'space.key': (entry) => [entry.spaceKey.toLowerCase()],
  label: (entry) => entry.labels,
  creator: (entry) => [entry.creatorId],
  contributor: (entry) => entry.contributorIds,
  mention: (entry) => entry.mentionedIds,
  id: (entry) => [entry.id],
  content: (entry) => [entry.id],
  parent: (entry) => (entry.parentId === null ? [] : [entry.parentId]),
  ancestor: (entry) => entry.ancestorIds,
  container: (entry) => [entry.page.id],
};
const lowerCased = new Set(['type', 'content.type', 'space', 'space.key', 'label']);

const textFields: Readonly<Record<string, (entry: Entry) => string>> = {
  title: (entry) => entry.title,
  text: (entry) => `${entry.title}\n${entry.text}`,
  sitesearch: (entry) => `${entry.title}\n${entry.text}\n${entry.labels.join(' ')}`,
};

const dateFields: Readonly<Record<string, (entry: Entry) => number>> = {
  created: (entry) => entry.created,
  lastmodified: (entry) => entry.lastModified,
};

function compileClause(clause: Clause, context: Context): Test {
  const { field } = clause;
  const keyword = own(keywordFields, field);
  if (keyword) return keywordClause(clause, keyword, context);
  const date = own(dateFields, field);
  if (date) return dateClause(clause, date, context);
  const text = own(textFields, field);
  if (text) return textClause(clause, text, context);
  if (field === 'creator.fullname' || field === 'contributor.fullname') return fullNameClause(clause, context);
  throw new CqlError(`No field exists with name: ${field}`);
}

function keywordClause(clause: Clause, read: (entry: Entry) => readonly string[], context: Context): Test {
  const wanted = clause.values.map((value) => {
    const text = keywordOf(value, context);
    return lowerCased.has(clause.field) ? text.toLowerCase() : text;
  });
  const matches: Test = (entry) => read(entry).some((value) => wanted.includes(value));
  switch (clause.operator) {
    case '=':
    case 'in':
      return matches;
    case '!=':
    case 'not in':
      return (entry) => !matches(entry);
    default:
      throw unsupported(clause);
  }
}

function keywordOf(value: CqlValue, { caller }: Context): string {
  if (value.kind === 'literal') return value.text;
  if (value.name === 'currentuser') return caller.accountId;
  throw new CqlError(`unknown function '${value.name}'`);
}

function textClause(clause: Clause, read: (entry: Entry) => string, context: Context): Test {
  const texts = clause.values.map((value) => {
    if (value.kind === 'call') throw new CqlError(`unknown function '${value.name}'`);
    return value.text;
  });
  const exact: Test = (entry) => texts.some((text) => read(entry).toLowerCase() === text.toLowerCase());
  const queries = texts.map(parseTextQuery);
  const contains: Test = (entry) => queries.some((query) => matchesText(query, read(entry)));
  const isTitle = clause.field === 'title';
  switch (clause.operator) {
    case '~':
      context.highlights.push(...queries);
      return contains;
    case '!~':
      return (entry) => !contains(entry);
    case '=':
    case 'in':
      if (isTitle) return exact;
      break;
    case '!=':
    case 'not in':
      if (isTitle) return (entry) => !exact(entry);
      break;
    default:
  }
  throw unsupported(clause);
}

function dateClause(clause: Clause, read: (entry: Entry) => number, { calendar }: Context): Test {
  const [value] = clause.values;
  if (!value || clause.values.length > 1) throw unsupported(clause);
  const instant = instantOf(value, calendar);
  const isDayAlone = value.kind === 'literal' && !value.text.includes(':');
  const end = isDayAlone
    ? instantOf({ kind: 'call', name: 'endofday', argument: undefined }, { ...calendar, now: instant })
    : instant;
  switch (clause.operator) {
    case '<':
      return (entry) => read(entry) < instant;
    case '<=':
      return (entry) => read(entry) <= end;
    case '>':
      return (entry) => read(entry) > end;
    case '>=':
      return (entry) => read(entry) >= instant;
    case '=':
      return (entry) => read(entry) >= instant && read(entry) <= end;
    case '!=':
      return (entry) => read(entry) < instant || read(entry) > end;
    default:
      throw unsupported(clause);
  }
}

function fullNameClause(clause: Clause, { users }: Context): Test {
  if (clause.operator !== '~') throw unsupported(clause);
  const queries = clause.values.map((value) => parseTextQuery(value.kind === 'literal' ? value.text : ''));
  const ids = users
    .filter((user) => queries.some((query) => matchesText(query, user.displayName)))
    .map((user) => user.accountId);
  return (entry) =>
    ids.some((id) =>
      clause.field === 'creator.fullname' ? entry.creatorId === id : entry.contributorIds.includes(id),
    );
}

const unsupported = ({ field, operator }: Clause): CqlError =>
  new CqlError(`The operator '${operator}' is not supported for field '${field}'`);

function sortKey(field: string): (entry: Entry) => string | number {
  const date = own(dateFields, field);
  if (date) return date;
  if (field === 'title') return (entry) => entry.title.toLowerCase();
  if (field === 'type') return (entry) => entry.type;
  if (field === 'space') return (entry) => entry.spaceKey;
  if (field === 'creator') return (entry) => entry.creatorId;
  if (field === 'id') return (entry) => Number(entry.id.replace(/\D/g, ''));
  throw new CqlError(`Field '${field}' is not sortable`);
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b;

/** Names come from the query: only the table's own keys count. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
