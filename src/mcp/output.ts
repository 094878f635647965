/** Sizes of results: every part is measured as the JSON it becomes, because that is what the client counts. */

/** VS Code moves larger results to a file that the model has to open. */
export const resultLimitBytes = 8192;

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** Of one UTF-16 unit as JSON: `\u0000`. */
const mostBytes = 6;

/** At most `maxBytes` of JSON string content, ending in "…" when cut. */
export function clip(text: string, maxBytes: number): string {
  if (text.length * mostBytes <= maxBytes) {
    return text;
  }
  const { end } = prefixWithin(text, 0, maxBytes);
  return end === text.length ? text : `${text.slice(0, prefixWithin(text, 0, maxBytes - 3).end)}…`;
}

export interface TextWindow {
  readonly text: string;
  /** Where the next window starts; absent at the end of the text. */
  readonly nextOffset?: number;
}

/** The part of a long text from `offset` on that fits, cut at a paragraph or a line where one is near. */
export function textWindow(text: string, offset: number, maxBytes: number): TextWindow {
  const { end } = prefixWithin(text, offset, maxBytes);
  if (end >= text.length) {
    return { text: text.slice(offset) };
  }
  const earliest = offset + (end - offset) / 2;
  const paragraph = text.lastIndexOf('\n\n', end - 2);
  const line = text.lastIndexOf('\n', end - 1);
  const cut = paragraph > earliest ? paragraph + 2 : line > earliest ? line + 1 : end;
  return { text: text.slice(offset, cut), nextOffset: cut };
}

/** The longest run from `offset` within `maxBytes`, never splitting a surrogate pair; always advances. */
function prefixWithin(text: string, offset: number, maxBytes: number): { readonly end: number } {
  let bytes = 0;
  let end = offset;
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0;
    bytes += escapedBytes(code);
    if (bytes > maxBytes && end > offset) {
      break;
    }
    end += code > 0xffff ? 2 : 1;
  }
  return { end };
}

/** The text as JSON, without its quotes. */
export function jsonTextBytes(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0;
    bytes += escapedBytes(code);
    index += code > 0xffff ? 1 : 0;
  }
  return bytes;
}

/** What `JSON.stringify` makes of a code point, in UTF-8. Counting is what a list of 50 spends its time on. */
function escapedBytes(code: number): number {
  if (code < 0x20) {
    return code >= 0x08 && code <= 0x0d && code !== 0x0b ? 2 : 6;
  }
  if (code < 0x80) {
    return code === 0x22 || code === 0x5c ? 2 : 1;
  }
  if (code < 0x800) {
    return 2;
  }
  if (code > 0xffff) {
    return 4;
  }
  return code >= 0xd800 && code <= 0xdfff ? 6 : 3;
}

/** What the marks around one foreign text come to, once the call path has put them there. */
export const fenceBytes = 60;

/**
 * As many leading items as fit; at least one, so that paging always advances. `extraBytes` come to each, such as for its
 * foreign texts.
 */
export function takeWithin<T>(items: readonly T[], maxBytes: number, extraBytes = 0): readonly T[] {
  let bytes = 0;
  let count = 0;
  for (const item of items) {
    bytes += jsonBytes(item) + 1 + extraBytes;
    if (count > 0 && bytes > maxBytes) {
      break;
    }
    count += 1;
  }
  return items.slice(0, count);
}
