import { cleanForeignText } from '#shared/text.ts';
import { invalid } from './arguments.ts';

/**
 * A JQL or CQL string literal. Quoted always, so that no value is read as a keyword, a function, a number or the end
 * of the literal.
 */
export function quoted(value: string): string {
  return `"${queryValue(value).replace(/[\\"]/g, '\\$&')}"`;
}

/** What a literal can hold: Jira's grammar knows no Unicode noncharacters, and line ends would split a query in two. */
export function queryValue(value: string): string {
  return cleanForeignText(value)
    .replace(/\p{Noncharacter_Code_Point}/gu, '')
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ');
}

/** `field = "a"` or `field in ("a", "b")`. */
export function oneOf(field: string, values: readonly string[]): string {
  const [first] = values;
  return values.length === 1 && first !== undefined
    ? `${field} = ${quoted(first)}`
    : `${field} in (${values.map(quoted).join(', ')})`;
}

/**
 * Words for the `~` operator. Inside its literal a second language is at work (Lucene: `+ - & | ! ( ) { } [ ] ^ ~ * ? :
 * \ /` and AND, OR, NOT); its characters separate words in the index anyway, so they become spaces.
 */
export function searchedWords(text: string, argument: string): string {
  const words = queryValue(text)
    .replace(/[-+&|!(){}[\]^~*?:\\/"'<>=;,]+/g, ' ')
    .replace(/\b(?:AND|OR|NOT)\b/g, (operator) => operator.toLowerCase())
    .replace(/\s+/g, ' ')
    .trim();
  return /[\p{L}\p{N}\p{S}]/u.test(words) ? words : invalid(argument, 'holds no word to search for');
}

/** Leaves out lists that are absent or empty. A list that limits what may be seen must not be empty: see `scopeList`. */
export function givenList(values: readonly string[] | undefined): readonly string[] | undefined {
  return values && values.length > 0 ? values : undefined;
}

/** Project or space keys: an empty list would turn "nowhere" into "everywhere". */
export function scopeList(values: readonly string[] | undefined, argument: string): readonly string[] | undefined {
  return values && values.length === 0 ? invalid(argument, 'is an empty list') : values;
}

/**
 * An instant or date as `yyyy-MM-dd HH:mm` (quoted), in the zone in which the site reads it: the caller's own. Seconds
 * are cut off, so `>=` finds a little more, never less.
 */
export function queryDate(iso: string, timeZone: string, argument: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(iso)) {
    return Number.isNaN(Date.parse(iso)) ? invalid(argument, 'not a date') : quoted(iso);
  }
  const time = /^\d{4}-\d\d-\d\dT/.test(iso) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) {
    return invalid(argument, 'not an ISO 8601 date or instant');
  }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return quoted(`${part('year').padStart(4, '0')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`);
}

/** A zone this runtime knows; else UTC. */
export function knownTimeZone(timeZone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: timeZone ?? 'UTC' }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
