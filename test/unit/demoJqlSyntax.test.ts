import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JqlError } from '#demo/jql/jqlError.ts';
import { parseJql } from '#demo/jql/parse.ts';
import { type Clause, pushDownNot } from '#demo/jql/syntax.ts';

/** Compact text of a clause: (a = b & (c | d)). */
function show(clause: Clause | undefined): string {
  if (!clause) return '';
  if (clause.kind === 'not') return `!${show(clause.clause)}`;
  if (clause.kind !== 'terminal') return `(${clause.clauses.map(show).join(clause.kind === 'and' ? ' & ' : ' | ')})`;
  return `${clause.field} ${clause.operator} ${JSON.stringify(clause.operand ?? null)}`.replace(
    /\{"kind":"value","text":("[^"]*")\}/g,
    '$1',
  );
}

function messageOf(jql: string): string {
  try {
    parseJql(jql);
  } catch (error) {
    if (error instanceof JqlError) return error.messages.join(' ').replace('Error in the JQL Query: ', '');
    throw error;
  }
  return 'parsed';
}

const OPERATORS = `The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.`;
const ESCAPES = `The valid escape sequences are \\', \\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.`;

describe('JQL syntax', () => {
  it.each([
    ['a = b', 'a = "b"'],
    ['a=b AND c=d OR e=f and not g=h', '((a = "b" & c = "d") | (e = "f" & !g = "h"))'],
    ['a=b && (c=d || e=f)', '(a = "b" & (c = "d" | e = "f"))'],
    ['!a=b', '!a = "b"'],
    ['"Story Points" >= 3', 'Story Points >= "3"'],
    ['cf[10010] != -3', 'cf[10010] != "-3"'],
    ['étape ~ \'d\\u00e9j\\u00e0 \\"vu\\"\'', 'étape ~ {"kind":"value","text":"déjà \\"vu\\""}'],
    ['a = b\\ c', 'a = "b c"'],
    ['due is not empty', 'due is not {"kind":"empty"}'],
    ['due = null', 'due = {"kind":"empty"}'],
    ['a NOT IN (b, "c d", 5)', 'a not in {"kind":"list","items":["b","c d","5"]}'],
    ['sprint in openSprints()', 'sprint in {"kind":"function","name":"openSprints","args":[]}'],
    [
      'key in linkedIssues(NIM-1, "is blocked by")',
      'key in {"kind":"function","name":"linkedIssues","args":["NIM-1","is blocked by"]}',
    ],
    ['status WAS NOT IN (a)', 'status was not in {"kind":"list","items":["a"]}'],
    ['status changed', 'status changed null'],
    ['created >= -7d', 'created >= "-7d"'],
    ['created >= 2026-01-31', 'created >= "2026-01-31"'],
  ])('%s', (jql, expected) => {
    expect(show(parseJql(jql).where)).toBe(expected);
  });

  it('reads ORDER BY and history predicates', () => {
    const query = parseJql(
      'status changed from "To Do" to Done by currentUser() after -1w during (a, b) ORDER BY Rank, created desc, "Story Points" ASC',
    );
    expect(query.orderBy).toEqual([
      { field: 'Rank', direction: undefined },
      { field: 'created', direction: 'desc' },
      { field: 'Story Points', direction: 'asc' },
    ]);
    expect(query.where).toMatchObject({
      predicates: ['from', 'to', 'by', 'after', 'during'].map((operator) => ({ operator })),
    });
    expect(parseJql('status was Open on 2026-01-31').where).toMatchObject({ predicates: [{ operator: 'on' }] });
    expect(parseJql('order by created')).toMatchObject({ where: undefined, orderBy: [{ field: 'created' }] });
    expect(parseJql('  ')).toEqual({ where: undefined, orderBy: [] });
  });

  it('moves NOT into the operators', () => {
    const { where } = parseJql('not (a = b and (c in (d) or not e is empty) and f changed)');
    expect(where && show(pushDownNot(where))).toBe(
      '(a != "b" | (c not in {"kind":"list","items":["d"]} & e is {"kind":"empty"}) | f not changed null)',
    );
  });

  // The words of Jira's own functional tests.
  it.each([
    ["comment ~ 'test", "The quoted string 'test' has not been completed. (line 1, character 11)"],
    ["comment ~ '", 'The quoted string has not been completed. (line 1, character 11)'],
    ['priority="test\nword', "The quoted string 'test word' has not been completed. (line 1, character 10)"],
    ["comme\\unt ~ 'test'", `'\\un' is an illegal JQL escape sequence. ${ESCAPES} (line 1, character 6)`],
    ['status =\n\n\\c', `'\\c' is an illegal JQL escape sequence. ${ESCAPES} (line 3, character 1)`],
    ['a = "b\\q"', `'\\q' is an illegal JQL escape sequence. ${ESCAPES} (line 1, character 7)`],
    [
      'minewww = qwwr}',
      "The character '}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u007d' instead. (line 1, character 15)",
    ],
    [
      'assignee = paul@nimbus.example',
      "The character '@' is a reserved JQL character. You must enclose it in a string or use the escape '\\u0040' instead. (line 1, character 16)",
    ],
    [
      'mqwwr\u007f',
      "The character 'U+007F' on line 1 at position 6 must be escaped. Use the escape '\\u007f' instead. (line 1, character 6)",
    ],
    [
      'summary ~ select',
      "'select' is a reserved JQL word. You must surround it in quotation marks to use it in a query. (line 1, character 11)",
    ],
    ['a =b order', "Expecting 'by' before the end of the query."],
    ['a =b order summary', "Expecting 'by' but got 'summary'. (line 1, character 12)"],
    ['a =b order by', 'Expecting a field name at the end of the query.'],
    [
      'a =b order by asc',
      "Expecting a field name but got 'asc'. You must surround 'asc' in quotation marks to use it as a field name. (line 1, character 15)",
    ],
    ['a =b order by ajsks blah', "Expecting either 'ASC' or 'DESC' but got 'blah'. (line 1, character 21)"],
    ['order by a desc d', "Expecting ',' but got 'd'. (line 1, character 17)"],
    ['a', `Expecting operator before the end of the query. ${OPERATORS}`],
    ['invalid query', `Expecting operator but got 'query'. ${OPERATORS} (line 1, character 9)`],
    ['a =a and j not is empty', "Expecting 'IN' but got 'is'. (line 1, character 16)"],
    ['cf', "Expecting '[' before the end of the query."],
    ['cf[] = 1', "Expecting a custom field id (a positive number) but got ']'. (line 1, character 4)"],
    ['cf[29829 = world', "Expecting ']' but got '='. (line 1, character 10)"],
    ['a = func(', "Expecting ')' before the end of the query."],
    ['b=func(bad', "Expecting ')' before the end of the query."],
    ['bas=func(bad,', 'Expecting a function argument at the end of the query.'],
    ['k = func(abc, jk!)', "Expecting ')' or ',' but got '!'. (line 1, character 17)"],
    ['(a=b and c = d', "Expecting ')' before the end of the query."],
    ['a=', 'Expecting either a value, list or function before the end of the query.'],
    [
      'a=!',
      "Expecting either a value, list or function but got '!'. You must surround '!' in quotation marks to use it as a value. (line 1, character 3)",
    ],
    ['a=b c=d', "Expecting either 'OR' or 'AND' but got 'c'. (line 1, character 5)"],
    ['a in (b, c) and', 'Expecting a field name at the end of the query.'],
    [
      ', a = b',
      "Expecting a field name but got ','. You must surround ',' in quotation marks to use it as a field name. (line 1, character 1)",
    ],
    ['[brenden] = a', "Expecting a field name but got '['. Did you mean 'cf['? (line 1, character 1)"],
    ['a was', 'Expecting either a value, list or function before the end of the query.'],
    ['project in NIM', "Operator 'in' does not support the non-list value 'NIM' for field 'project'."],
  ])('%s → vendor’s words', (jql, expected) => {
    expect(messageOf(jql)).toBe(expected);
  });

  it('never fails other than by a JqlError', () => {
    const word = fc.constantFrom(
      'a',
      '=',
      '(',
      ')',
      'and',
      'not',
      'in',
      '"',
      "'",
      '\\',
      ',',
      'order by',
      'was',
      'é',
      '~',
      'empty',
      'cf[1]',
      '-1d',
      'changed',
      'from',
      'is',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), (words) => {
        expect(typeof messageOf(words.join(' '))).toBe('string');
      }),
      { numRuns: 300 },
    );
  });

  it('reads back any quoted text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const escaped = text
          .replace(/[\\"]/g, '\\$&')
          .replace(/[\p{Cc}\p{Cn}\p{Co}\p{Cf}\p{Z}]/gu, (character) =>
            [...Array(character.length).keys()]
              .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
              .join(''),
          );
        expect(parseJql(`a = "${escaped}"`).where).toMatchObject({ operand: { kind: 'value', text } });
      }),
    );
  });
});
