export interface Token {
  readonly kind: 'word' | 'string' | 'operator' | 'open' | 'close' | 'comma';
  readonly text: string;
}

/** The query is not CQL; the message is what Confluence puts after "Could not parse cql : ". */
export class CqlError extends Error {}

const pattern =
  /\s+|"((?:\\[\s\S]|[^"\\])*)"|'((?:\\[\s\S]|[^'\\])*)'|(!=|!~|<=|>=|[=~<>])|([()])|(,)|([^\s"'()=~<>!,]+)/gy;

export function tokenize(cql: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (const match of cql.matchAll(pattern)) {
    position = match.index + match[0].length;
    const [, double, single, operator, bracket, comma, word] = match;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: 'string', text: unquoted(quoted) });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (bracket !== undefined) tokens.push({ kind: bracket === '(' ? 'open' : 'close', text: bracket });
    else if (comma !== undefined) tokens.push({ kind: 'comma', text: comma });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
  }
  if (position < cql.length)
    throw new CqlError(`unexpected character '${cql.charAt(position)}' at position ${position}`);
  return tokens;
}

const unquoted = (text: string): string => text.replace(/\\([\s\S])/g, '$1');
