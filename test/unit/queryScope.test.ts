import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJql } from '#demo/jql/parse.ts';
import { failureOf } from '#domain/errors.ts';
import { narrowedQuery, scopeClause } from '#services/queryScope.ts';

const clause = scopeClause('project', ['NIM', 'OPS']);

/** `refused` before it is sent, `invalid` JQL, or how the narrowed query is built by Atlassian's own grammar. */
function fateOf(jql: string): 'refused' | 'invalid' | 'narrowed' | 'escaped' {
  let narrowed: string;
  try {
    narrowed = narrowedQuery(clause, jql, 'jql');
  } catch (error) {
    return failureOf(error)?.code === 'invalidArgument' ? 'refused' : expect.unreachable(String(error));
  }
  let where: ReturnType<typeof parseJql>['where'];
  try {
    where = parseJql(narrowed).where;
  } catch {
    return 'invalid';
  }
  const first = where?.kind === 'and' ? where.clauses[0] : where;
  const isFenced =
    first?.kind === 'terminal' &&
    first.field === 'project' &&
    first.operator === 'in' &&
    JSON.stringify(first.operand) ===
      JSON.stringify({
        kind: 'list',
        items: ['NIM', 'OPS'].map((text) => ({ kind: 'value', text })),
      });
  return isFenced ? 'narrowed' : 'escaped';
}

describe('a query within the allow-list', () => {
  it.each([
    'project = SECRET',
    'summary ~ "a" OR project = SECRET',
    'project = SECRET OR project != NIM ORDER BY created DESC',
    '(summary ~ a) or (project = SECRET) order by key',
    'filter = 10001 OR issuekey = SECRET-1',
    'summary ~ "a) OR (project = SECRET" ORDER BY created',
    "summary ~ 'it\\'s ) OR (x' OR project = SECRET",
    'summary ~ "ORDER BY x" OR project = SECRET',
    'ORDER BY created DESC',
    '',
    'NOT project = NIM',
    'summary ~ a\nOR project = SECRET\nORDER\tBY key',
    'sprint in openSprints() OR assignee = currentUser()',
  ])('keeps to it: %s', (jql) => {
    expect(fateOf(jql)).toBe('narrowed');
  });

  it.each([
    'summary ~ a) OR (project = SECRET',
    ') OR project = SECRET OR (summary ~ a',
    'summary ~ "a',
    "summary ~ 'a",
    'summary ~ a\\" ) OR (project = SECRET) OR summary ~ "b',
    '((summary ~ a)',
    'summary ~ a ORDER BY created) OR (project = SECRET',
    'summary ~ a ORDER BY created) OR (project = SECRET) ORDER BY (key',
    'summary ~ a order\u00a0by key) OR (project = SECRET',
  ])('is refused before it is sent: %s', (jql) => {
    expect(fateOf(jql)).toBe('refused');
  });

  it('cannot be escaped by any arrangement of what queries are made of', () => {
    const piece = fc.constantFrom(
      ...['"', "'", '\\', '(', ')', ' ', '\n', '\u2028', '\u00a0', 'a', '"x"', '\\"', "\\'", ','],
      ...[
        ' OR ',
        ' AND ',
        ' NOT ',
        'project = SECRET',
        'summary ~ a',
        'key in (A-1)',
        ' ORDER BY ',
        'created',
        '//',
        '/*',
        '#',
      ],
    );
    const fates = new Set<string>();
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const fate = fateOf(pieces.join(''));
        fates.add(fate);
        return fate !== 'escaped';
      }),
      { numRuns: 20_000, seed: 4 },
    );
    expect([...fates].sort()).toEqual(['invalid', 'narrowed', 'refused']);
  });

  it('holds keys only', () => {
    expect(scopeClause('space', ['NIM', '~6ab', 'A") OR ("'])).toBe('space in ("NIM", "~6ab", "AOR")');
  });
});
