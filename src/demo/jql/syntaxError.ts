/** Jira's own words for the mistakes that its JQL parser finds. */
import { JQLParser } from '@atlaskit/jql-parser';
import type { Token } from 'antlr4ts';
import { JqlError } from './jqlError.ts';

const PREFIX = 'Error in the JQL Query: ';
const ESCAPE_HINT = `The valid escape sequences are \\', \\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.`;
const OPERATORS_HINT = `The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.`;

function at(token: Token, offset = 0): string {
  return `(line ${token.line}, character ${token.charPositionInLine + 1 + offset})`;
}

/** Jira reads the whole text before it parses: a bad character is reported before any grammatical mistake. */
export function checkTokens(tokens: readonly Token[], jql: string): void {
  for (const token of tokens) {
    const problem = describeBadToken(token, jql);
    if (problem !== undefined) throw new JqlError(PREFIX + problem);
  }
}

function describeBadToken(token: Token, jql: string): string | undefined {
  const text = token.text ?? '';
  switch (token.type) {
    case JQLParser.UNCLOSED_QUOTE_STRING:
    case JQLParser.UNCLOSED_SQUOTE_STRING: {
      const content = text.slice(1).replace(/\s/g, ' ');
      return `The quoted string ${content ? `'${content}' ` : ''}has not been completed. ${at(token)}`;
    }
    case JQLParser.INVALID_QUOTE_STRING:
    case JQLParser.INVALID_SQUOTE_STRING:
      return describeEscape(jql, token, text.length - 1);
    case JQLParser.ERRORCHAR:
    case JQLParser.ERROR_RESERVED: {
      if (text === '\\') return describeEscape(jql, token, 0);
      const code = text.charCodeAt(0).toString(16).padStart(4, '0');
      if (/[\p{Cc}\p{Cn}\uffff]/u.test(text)) {
        const position = `on line ${token.line} at position ${token.charPositionInLine + 1}`;
        return `The character 'U+${code.toUpperCase()}' ${position} must be escaped. Use the escape '\\u${code}' instead. ${at(token)}`;
      }
      return `The character '${text}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u${code}' instead. ${at(token)}`;
    }
    default:
      return undefined;
  }
}

function describeEscape(jql: string, token: Token, offset: number): string {
  const sequence = jql.slice(token.startIndex + offset).match(/^\\(?:u[^\s"']?|.)?/s)?.[0] ?? '\\';
  if (sequence === '\\') return `The escape sequence has not been completed. ${ESCAPE_HINT} ${at(token, offset)}`;
  return `'${sequence}' is an illegal JQL escape sequence. ${ESCAPE_HINT} ${at(token, offset)}`;
}

/** @param isExpected whether a token of that type could have stood in the place of `symbol`. */
export function describeSyntaxError(
  tokens: readonly Token[],
  symbol: Token | undefined,
  isExpected: (tokenType: number) => boolean,
): string {
  const visible = tokens.filter(({ channel, type }) => channel === 0 && type !== JQLParser.MATCHWS);
  const token = symbol ?? visible.at(-1);
  if (!token) return `${PREFIX}Expecting a field name at the end of the query.`;
  const before = visible.slice(0, visible.indexOf(token)).reverse();
  return PREFIX + describe(token, before, isExpected);
}

function describe(token: Token, before: readonly Token[], isExpected: (tokenType: number) => boolean): string {
  const isEnd = token.type === JQLParser.EOF;
  const text = token.text ?? '';
  const but = (what: string) =>
    isEnd ? `Expecting ${what} before the end of the query.` : `Expecting ${what} but got '${text}'. ${at(token)}`;
  const mustQuote = (purpose: string) => `You must surround '${text}' in quotation marks to use it as ${purpose}.`;
  const [previous] = before;

  const value = () => {
    if (isEnd) return but('either a value, list or function');
    return `Expecting either a value, list or function but got '${text}'. ${mustQuote('a value')} ${at(token)}`;
  };

  if (token.type === JQLParser.RESERVED_WORD) {
    return `'${text}' is a reserved JQL word. You must surround it in quotation marks to use it in a query. ${at(token)}`;
  }
  if (previous?.type === JQLParser.WAS) return value();
  if (isExpected(JQLParser.EQUALS) && isExpected(JQLParser.IN)) {
    const tail = isEnd ? ' before the end of the query.' : ` but got '${text}'.`;
    return `Expecting operator${tail} ${OPERATORS_HINT}${isEnd ? '' : ` ${at(token)}`}`;
  }
  // `not Open`, `not is empty`: only NOT IN exists.
  if (isExpected(JQLParser.IN) && !isExpected(JQLParser.STRING)) return but(`'IN'`);
  if (isExpected(JQLParser.CUSTOMFIELD)) {
    if (isEnd) return 'Expecting a field name at the end of the query.';
    if (text === '[') return `Expecting a field name but got '['. Did you mean 'cf['? ${at(token)}`;
    return `Expecting a field name but got '${text}'. ${mustQuote('a field name')} ${at(token)}`;
  }
  if (isExpected(JQLParser.STRING) && isExpected(JQLParser.EMPTY)) return value();
  if (isExpected(JQLParser.STRING) && isInsideCall(before)) {
    if (isEnd && previous?.type === JQLParser.COMMA) return 'Expecting a function argument at the end of the query.';
    if (isEnd || token.type === JQLParser.COMMA) return but(`')'`);
    return `Expecting a function argument but got '${text}'. ${mustQuote('an argument')} ${at(token)}`;
  }
  if (isExpected(JQLParser.STRING)) return value();
  if (isExpected(JQLParser.BY)) return but(`'by'`);
  if (isExpected(JQLParser.LBRACKET)) return but(`'['`);
  if (isExpected(JQLParser.RBRACKET)) return but(`']'`);
  if (isExpected(JQLParser.POSNUMBER)) return but('a custom field id (a positive number)');
  if (isExpected(JQLParser.EMPTY)) return but(`'EMPTY'`);
  if (isExpected(JQLParser.LPAREN)) {
    if (!previous || before[1]?.type !== JQLParser.IN) return but(`'('`);
    const names = before.slice(2).filter(({ type }) => type !== JQLParser.NOT && type !== JQLParser.WAS);
    return `Operator 'in' does not support the non-list value '${previous.text}' for field '${names[0]?.text ?? ''}'.`;
  }
  if (isExpected(JQLParser.RPAREN)) return but(isInsideCall(before) && !isEnd ? `')' or ','` : `')'`);
  const isSorting = before.some(({ type }) => type === JQLParser.ORDER);
  if (isSorting) {
    const isDirected = previous?.type === JQLParser.ASC || previous?.type === JQLParser.DESC;
    return but(isDirected ? `','` : `either 'ASC' or 'DESC'`);
  }
  return but(`either 'OR' or 'AND'`);
}

/** Whether the innermost open bracket is that of a function call; `before` is in reading order backwards. */
function isInsideCall(before: readonly Token[]): boolean {
  let closed = 0;
  for (const [index, { type }] of before.entries()) {
    if (type === JQLParser.RPAREN) closed += 1;
    else if (type === JQLParser.LPAREN && closed > 0) closed -= 1;
    else if (type === JQLParser.LPAREN) {
      const name = before[index + 1]?.type;
      return name === JQLParser.STRING || name === JQLParser.QUOTE_STRING || name === JQLParser.SQUOTE_STRING;
    }
  }
  return false;
}
