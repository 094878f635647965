import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DisposableStore } from '#shared/disposable.ts';
import { EventEmitter } from '#shared/event.ts';
import { english } from '#shared/l10n.ts';
import { cleanForeignText, foldText, truncate } from '#shared/text.ts';

describe('cleanForeignText', () => {
  it('removes what hides or reorders text and keeps what people write', () => {
    expect(cleanForeignText('a\u202eb\u200bc\u{e0041}d\u0007\r\ne\tf')).toBe('abcd\ne\tf');
    expect(cleanForeignText('Été 👩‍👩‍👧 naïve — «ok»')).toBe('Été 👩‍👩‍👧 naïve — «ok»');
    expect(cleanForeignText('x\ud800y')).toBe('x\ufffdy');
  });

  it('is well-formed and stable for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cleaned = cleanForeignText(text);
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleanForeignText(cleaned)).toBe(cleaned);
      }),
    );
  });
});

describe('truncate', () => {
  it('never exceeds the limit nor halves a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
        const cut = truncate(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('foldText', () => {
  it('compares names as people type them', () => {
    expect(foldText('  Éloïse MÜLLER ')).toBe('eloise muller');
  });
});

describe('english', () => {
  it('fills placeholders by index and by name, with the value as it is', () => {
    expect(english('{0} and {1}, {2}', '$&', 2)).toBe('$& and 2, {2}');
    expect(english('{who} {toString}', { who: 'Paul' })).toBe('Paul {toString}');
  });
});

describe('EventEmitter', () => {
  it('calls each subscription once, until it is disposed', () => {
    const emitter = new EventEmitter<number>();
    const seen: number[] = [];
    const listener = (value: number) => void seen.push(value);
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    expect(seen).toEqual([1, 1, 2]);
  });
});

describe('DisposableStore', () => {
  it('disposes newest first, once, and late comers at once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => void order.push('a') });
    store.add({ dispose: () => void order.push('b') });
    store.dispose();
    store.dispose();
    store.add({ dispose: () => void order.push('late') });
    expect(order).toEqual(['b', 'a', 'late']);
  });
});
