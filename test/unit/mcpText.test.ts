import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, jsonBytes, takeWithin, textWindow } from '#mcp/output.ts';

const content = (text: string) => jsonBytes(text) - 2;

describe('clip', () => {
  it('leaves short texts alone and marks cut ones', () => {
    expect(clip('short', 10)).toBe('short');
    expect(clip('0123456789abc', 10)).toBe('0123456…');
  });

  it('counts what the JSON needs and never halves a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 12, max: 60 }), (text, limit) => {
        const cut = clip(text, limit);
        expect(content(cut)).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('textWindow', () => {
  it('gives the whole text in turn, each part within its size', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 12, max: 90 }), (text, limit) => {
        let offset: number | undefined = 0;
        let read = '';
        while (offset !== undefined) {
          const part = textWindow(text, offset, limit);
          expect(content(part.text)).toBeLessThanOrEqual(limit);
          expect(part.text.isWellFormed()).toBe(true);
          read += part.text;
          offset = part.nextOffset;
        }
        expect(read).toBe(text);
      }),
    );
  });

  it('cuts between paragraphs where one ends in the second half', () => {
    const text = `${'a'.repeat(70)}\n\n${'b'.repeat(70)}`;
    expect(textWindow(text, 0, 100)).toEqual({ text: `${'a'.repeat(70)}\n\n`, nextOffset: 72 });
  });

  it('is empty behind the end', () => {
    expect(textWindow('abc', 99, 50)).toEqual({ text: '' });
  });
});

it('takes what fits, but at least one', () => {
  expect(takeWithin(['aaaa', 'bbbb', 'cccc'], 14)).toEqual(['aaaa', 'bbbb']);
  expect(takeWithin(['a'.repeat(100), 'b'], 10)).toEqual(['a'.repeat(100)]);
  expect(takeWithin([], 10)).toEqual([]);
});
