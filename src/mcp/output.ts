/** Sizes of results: every part is measured as the JSON it becomes, because that is what the client counts. */

/** VS Code moves larger results to a file that the model has to open. */
export const resultLimitBytes = 8192;

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** At most `maxBytes` of JSON string content, ending in "…" when cut. */
export function clip(text: string, maxBytes: number): string {
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
  let low = Math.min(offset + 1, text.length);
  let high = Math.min(text.length, offset + maxBytes);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(text.slice(offset, middle)) - 2 <= maxBytes) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const splitsPair = low < text.length && low > offset + 1 && /[\ud800-\udbff]/.test(text.charAt(low - 1));
  return { end: splitsPair ? low - 1 : low };
}

/** As many leading items as fit; at least one, so that paging always advances. */
export function takeWithin<T>(items: readonly T[], maxBytes: number): readonly T[] {
  let bytes = 0;
  let count = 0;
  for (const item of items) {
    bytes += jsonBytes(item) + 1;
    if (count > 0 && bytes > maxBytes) {
      break;
    }
    count += 1;
  }
  return items.slice(0, count);
}
