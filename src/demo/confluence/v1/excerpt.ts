import { findMatches, type TextQuery } from '../cql/terms.ts';

const opening = '@@@hl@@@';
const closing = '@@@endhl@@@';
const excerptLength = 320;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The text with each found word between the vendor's marks. */
export function highlight(text: string, queries: readonly TextQuery[], isEscaped: boolean): string {
  const shown = (part: string): string => (isEscaped ? escapeHtml(part) : part);
  let result = '';
  let position = 0;
  for (const { start, end } of findMatches(queries, text)) {
    result += `${shown(text.slice(position, start))}${opening}${shown(text.slice(start, end))}${closing}`;
    position = end;
  }
  return result + shown(text.slice(position));
}

/**
 * The part of a text that search shows: around the first match, or the beginning. It is cut by UTF-16 units, so an
 * emoji at an end may be half, as the vendor's are.
 */
export function excerptOf(text: string, queries: readonly TextQuery[], mode: string): string {
  if (mode === 'none') return '';
  const isEscaped = !mode.endsWith('_unescaped');
  if (mode.startsWith('indexed')) return highlight(text.slice(0, excerptLength), [], isEscaped);
  const first = findMatches(queries, text)[0]?.start ?? 0;
  const start = Math.max(0, first - 80);
  return highlight(text.slice(start, start + excerptLength), queries, isEscaped);
}
