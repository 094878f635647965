import { type Clause, JastBuilder, type Operand } from '@atlaskit/jql-ast';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCql } from '#atlassian/confluence/cql.ts';
import { toJql } from '#atlassian/jira/jql.ts';
import { queryValue } from '#atlassian/queryText.ts';
import { failureOf } from '#domain/errors.ts';
import type { IssueFilter, PageFilter } from '#domain/ports.ts';

const dialect = { timeZone: 'Europe/Paris', flaggedFieldId: 'customfield_10021' };
const jql = (filter: IssueFilter) => toJql({ filter }, dialect);
const cql = (filter: PageFilter) => toCql({ filter }, 'Europe/Paris');

/** Field, operator and operands of every clause, flat: what an injection would change. */
interface Shape {
  readonly clauses: readonly {
    readonly field: string;
    readonly operator: string;
    readonly operands: readonly string[];
  }[];
  readonly isOnlyAnd: boolean;
  readonly orderBy: readonly string[];
}

function parse(query: string): Shape {
  const { query: parsed, errors } = new JastBuilder().build(query);
  expect(errors, query).toEqual([]);
  const clauses: Shape['clauses'][number][] = [];
  let isOnlyAnd = true;
  const walk = (clause: Clause): void => {
    if (clause.clauseType === 'terminal') {
      clauses.push({
        field: clause.field.value,
        operator: String(clause.operator?.value),
        operands: clause.operand ? operandsOf(clause.operand) : [],
      });
    } else {
      isOnlyAnd &&= clause.operator.value === 'and';
      (clause.clauseType === 'not' ? [clause.clause] : clause.clauses).forEach(walk);
    }
  };
  if (parsed?.where) {
    walk(parsed.where);
  }
  return { clauses, isOnlyAnd, orderBy: (parsed?.orderBy?.fields ?? []).map(({ field }) => field.value) };
}

function operandsOf(operand: Operand): string[] {
  switch (operand.operandType) {
    case 'value':
      return [operand.value];
    case 'list':
      return operand.values.flatMap(operandsOf);
    case 'function':
      return [`${operand.function.value}()`];
    default:
      return [`keyword ${operand.value}`];
  }
}

const attacks = [
  'x" OR project = SECRET OR "x',
  "x' OR project = 'SECRET",
  'x\\" OR project = SECRET',
  'x\\\\" ORDER BY created',
  '") OR (project = SECRET',
  ') OR project = SECRET',
  'currentUser()',
  'EMPTY',
  'null',
  'a\nORDER BY key',
  'a\r\n" AND "b" = "b',
  '\u0000"\u202e"\ud800"',
  '*"',
  'AND OR NOT',
  '\\',
  '"',
  '0',
];

// Any UTF-16, half of it from the characters queries are made of.
const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(...'"\'\\()[]{},=~!<>&|+-*?^:;/ \n\r\t', 'OR ', 'AND ', 'project', 'order by ', 'é', '漢', '😀'),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join('')),
);

describe('JQL from a filter', () => {
  it('keeps its structure and its values whatever the values are', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 6, maxLength: 6 }), (values) => {
        const [project = '', status = '', type = '', label = '', assignee = '', second = ''] = values;
        const shape = parse(
          jql({
            projectKeys: [project],
            statuses: [status, second],
            issueTypes: [type],
            labels: [label],
            assignee: [assignee],
            orderBy: 'rank',
          }),
        );
        expect(shape).toEqual({
          clauses: [
            { field: 'project', operator: '=', operands: [queryValue(project)] },
            { field: 'assignee', operator: '=', operands: [queryValue(assignee)] },
            { field: 'status', operator: 'in', operands: [queryValue(status), queryValue(second)] },
            { field: 'issuetype', operator: '=', operands: [queryValue(type)] },
            { field: 'labels', operator: '=', operands: [queryValue(label)] },
          ],
          isOnlyAnd: true,
          orderBy: ['Rank'],
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('searches words, or refuses what holds none', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        let query: string;
        try {
          query = jql({ text, projectKeys: ['NIM'] });
        } catch (error) {
          expect(failureOf(error)).toMatchObject({ code: 'invalidArgument', argument: 'text' });
          return;
        }
        const shape = parse(query);
        expect(shape.clauses.map(({ field, operator }) => `${field} ${operator}`)).toEqual(['project =', 'text ~']);
        expect(shape.isOnlyAnd).toBe(true);
        // Nothing is left that the inner search language would act on.
        expect(shape.clauses[1]?.operands[0]).toMatch(/^[^-+&|!(){}[\]^~*?:\\/"]+$/);
        expect(shape.clauses[1]?.operands[0]).not.toMatch(/\b(AND|OR|NOT)\b/);
      }),
      { numRuns: 1000 },
    );
  });

  it('says everything a filter can say', () => {
    expect(
      jql({
        text: 'cart total: wrong (again)',
        projectKeys: ['NIM', 'OPS'],
        assignee: 'me',
        statusCategories: ['new', 'indeterminate'],
        sprint: 'open',
        parentKey: 'NIM-1',
        isFlagged: true,
        updatedSince: '2026-07-01T22:30:59Z',
        createdSince: '2026-01-31',
        orderBy: 'priority',
      }),
    ).toBe(
      'project in ("NIM", "OPS") AND text ~ "cart total wrong again" AND assignee = currentUser() AND statusCategory in (2, 4)' +
        ' AND sprint in openSprints() AND parent = "NIM-1" AND cf[10021] is not EMPTY AND updated >= "2026-07-02 00:30"' +
        ' AND created >= "2026-01-31" ORDER BY priority DESC, updated DESC',
    );
    expect(jql({ assignee: null, sprint: 14, isFlagged: false })).toBe(
      'assignee is EMPTY AND sprint = 14 AND cf[10021] is EMPTY ORDER BY updated DESC',
    );
    expect(
      jql({
        keys: ['NIM-1', 'NIM-2'],
        notKeys: ['NIM-3'],
        sprint: [14, 15],
        notInSprint: 13,
        updatedBefore: '2026-07-01T22:30:00Z',
        categoryChangedSince: '2026-07-01T22:30:00Z',
        categoryChangedBefore: '2026-07-02',
        dueBefore: '2026-07-03',
        orderBy: 'key',
      }),
    ).toBe(
      'issuekey in (NIM-1, NIM-2) AND issuekey not in (NIM-3) AND sprint in (14, 15) AND (sprint != 13 OR sprint is EMPTY)' +
        ' AND updated < "2026-07-02 00:30" AND statusCategoryChangedDate >= "2026-07-02 00:30"' +
        ' AND statusCategoryChangedDate < "2026-07-02" AND due < "2026-07-03" ORDER BY key ASC',
    );
  });

  it('finds nothing where the list of keys or sprints is empty, never everything', () => {
    expect(jql({ keys: [], orderBy: 'key' })).toBe('created is EMPTY ORDER BY key ASC');
    expect(jql({ sprint: [], orderBy: 'key' })).toBe('created is EMPTY ORDER BY key ASC');
  });

  it('is bounded always', () => {
    expect(parse(jql({})).clauses).toHaveLength(1);
    expect(toJql({ jql: '' }, dialect)).toBe('project is not EMPTY');
    expect(toJql({ jql: ' order  by created' }, dialect)).toBe('project is not EMPTY order  by created');
    expect(toJql({ jql: 'key = NIM-1' }, dialect)).toBe('key = NIM-1');
  });

  it.each<IssueFilter>([
    { projectKeys: [] },
    { sprint: 1.5 },
    { sprint: -1 },
    { sprint: Number.NaN },
    { parentKey: 'ABC-1 OR project = X' },
    { parentKey: 'ABC-0' },
    { keys: ['ABC-1) OR project = X'] },
    { notKeys: ['ABC-1, ABC'] },
    { sprint: [14, 1.5] },
    { notInSprint: -1 },
    { dueBefore: '") OR 1' },
    { parentKey: 'ABC-１' },
    { updatedSince: 'yesterday' },
    { updatedSince: '2026-13-40' },
    { createdSince: '") OR 1' },
  ])('refuses %j', (filter) => {
    expect(() => jql(filter)).toThrow(/invalidArgument/);
  });
});

describe('CQL from a filter', () => {
  it('keeps its structure and its values whatever the values are', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (space, label, person, other) => {
        // CQL has the clauses, literals and escapes of JQL, so the same parser judges it.
        expect(parse(cql({ spaceKeys: [space, other], labels: [label], contributors: [person] }))).toEqual({
          clauses: [
            { field: 'type', operator: 'in', operands: ['page', 'blogpost'] },
            { field: 'space', operator: 'in', operands: [queryValue(space), queryValue(other)] },
            { field: 'label', operator: '=', operands: [queryValue(label)] },
            { field: 'contributor', operator: '=', operands: [queryValue(person)] },
          ],
          isOnlyAnd: true,
          orderBy: ['lastmodified'],
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('says everything a filter can say', () => {
    expect(
      cql({
        text: 'décision "stock"',
        title: 'ADR-7',
        kinds: ['page'],
        ancestorId: '123',
        modifiedSince: '2026-11-16T00:00:00+01:00',
        createdSince: '2026-01-01',
      }),
    ).toBe(
      'type = "page" AND text ~ "décision stock" AND title ~ "ADR 7" AND ancestor = 123' +
        ' AND lastmodified >= "2026-11-16 00:00" AND created >= "2026-01-01"',
    );
  });

  it.each<PageFilter>([{ spaceKeys: [] }, { ancestorId: '1 OR 2' }, { text: '"*"' }, { modifiedSince: '' }])(
    'refuses %j',
    (filter) => {
      expect(() => cql(filter)).toThrow(/invalidArgument/);
    },
  );
});
