import { fail } from '#domain/errors.ts';

/** A query (JQL or CQL) taken apart at its top-level ORDER BY. */
interface QueryParts {
  readonly where: string;
  readonly orderBy: string;
}

/**
 * The query with `clause` added as a condition that nothing in it can get round: it goes in brackets as a whole, and is
 * refused where its own brackets or quotes could end them. Other readers of the language must not see another structure
 * than this one does, so what they might disagree about (backslashes outside quotes, line ends within) is refused or
 * made plain.
 * @throws invalidArgument
 */
export function narrowedQuery(clause: string, query: string, argument: 'jql' | 'cql'): string {
  const { where, orderBy } = takeApart(query, argument);
  const narrowed = where === '' ? clause : `${clause} AND (${where})`;
  return orderBy === '' ? narrowed : `${narrowed} ${orderBy}`;
}

/** `project in ("A", "B")`; keys were checked by whoever knows their form. */
export function scopeClause(field: 'project' | 'space', keys: readonly string[]): string {
  return `${field} in (${keys.map((key) => `"${key.replace(/[^\w.~-]/g, '')}"`).join(', ')})`;
}

function takeApart(query: string, argument: string): QueryParts {
  // Every kind of space or line end, and what one reader might take for one, is a space to all of them.
  const text = query.replace(/[\s\p{Cc}\p{Z}]+/gu, ' ').trim();
  let depth = 0;
  let orderAt: number | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      at = endOfLiteral(text, at, argument);
    } else if (character === '\\') {
      refuse(argument, 'has a backslash outside quotes');
    } else if (character === '(' || character === ')') {
      depth += character === '(' ? 1 : -1;
      if (depth < 0 || orderAt !== undefined) {
        refuse(argument, 'has a bracket too many');
      }
    } else if (depth === 0 && orderAt === undefined && isOrderBy(text, at)) {
      orderAt = at;
    }
  }
  if (depth > 0) {
    refuse(argument, 'has an open bracket');
  }
  return orderAt === undefined
    ? { where: text, orderBy: '' }
    : { where: text.slice(0, orderAt).trim(), orderBy: text.slice(orderAt) };
}

/** Index of the closing quote. */
function endOfLiteral(text: string, start: number, argument: string): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') {
      at += 1;
    } else if (text.charAt(at) === text.charAt(start)) {
      return at;
    }
  }
  return refuse(argument, 'has an open quote');
}

function isOrderBy(text: string, at: number): boolean {
  const isWordStart = at === 0 || /[\s)"']/.test(text.charAt(at - 1));
  return isWordStart && /^order\s+by\b/i.test(text.slice(at, at + 40));
}

function refuse(argument: string, reason: string): never {
  return fail({ code: 'invalidArgument', argument, reason });
}
