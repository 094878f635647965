import { matchSequences } from './diff.ts';
import type { AdfNode } from './document.ts';
import { inlineText, type MarkdownOptions } from './inlineText.ts';

/** A character of inline content as it reads, and the node it comes from. */
export interface Character {
  /** What it is compared by: blanks are all the same. */
  readonly key: string;
  readonly text: string;
  /** Index of its node. */
  readonly node: number;
}

interface Word {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** Inline content, character by character. A node that shows nothing counts as one character that equals no other. */
export function charactersOf(nodes: readonly AdfNode[], options: MarkdownOptions): Character[] {
  return nodes.flatMap((node, index): Character[] => {
    if (node.type === 'hardBreak') {
      return [{ key: '\n', text: '\n', node: index }];
    }
    const characters = Array.from(plainText(node, options), (text): Character => {
      return { key: text.trim() === '' ? ' ' : text, text, node: index };
    });
    return characters.length > 0 ? characters : [{ key: `\u0000${index}`, text: '', node: index }];
  });
}

function plainText(node: AdfNode, options: MarkdownOptions): string {
  if (node.type === 'text') {
    return node.text ?? '';
  }
  if (node.content !== undefined) {
    return node.content.map((child) => plainText(child, options)).join(''); // blocks in text: not valid, but seen
  }
  const shown = inlineText(node, options);
  return shown.kind === 'brackets' ? `[${shown.text}]` : shown.text;
}

/**
 * For every character of `a` the one of `b` it is, or -1. Whole words are compared first, so that new words do not get
 * pieced together from letters that happen to stand around; of a word that changed, start and end may stay.
 */
export function matchCharacters(a: readonly Character[], b: readonly Character[]): Int32Array {
  const matches = new Int32Array(a.length).fill(-1);
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
  const words = matchSequences(wordsA.map(keyOf), wordsB.map(keyOf), (key) => (key === ' ' ? 0.1 : key.length));
  let [doneA, doneB] = [0, 0];
  wordsA.forEach((word, index) => {
    const other = wordsB[words[index] ?? -1];
    if (other !== undefined) {
      matchEnds(a, b, { startA: doneA, endA: word.start, startB: doneB, endB: other.start }, matches);
      const length = Math.min(word.end - word.start, other.end - other.start); // runs of blanks can differ
      for (let offset = 0; offset < length; offset += 1) {
        matches[word.start + offset] = other.start + offset;
      }
      doneA = word.end;
      doneB = other.end;
    }
  });
  matchEnds(a, b, { startA: doneA, endA: a.length, startB: doneB, endB: b.length }, matches);
  return matches;
}

function keyOf(word: Word): string {
  return word.key;
}

function wordsOf(characters: readonly Character[]): Word[] {
  const words: Word[] = [];
  let start = 0;
  while (start < characters.length) {
    const kind = kindOf(characters[start]);
    let end = start + 1;
    while (kind !== 'sign' && end < characters.length && kindOf(characters[end]) === kind) {
      end += 1;
    }
    const key =
      kind === 'blank'
        ? ' '
        : characters
            .slice(start, end)
            .map((character) => character.key)
            .join('');
    words.push({ key, start, end });
    start = end;
  }
  return words;
}

function kindOf(character: Character | undefined): 'word' | 'blank' | 'sign' {
  const key = character?.key ?? '';
  if (key === ' ') {
    return 'blank';
  }
  return /^[\p{L}\p{N}_]$/u.test(key) ? 'word' : 'sign';
}

function matchEnds(
  a: readonly Character[],
  b: readonly Character[],
  range: { readonly startA: number; readonly endA: number; readonly startB: number; readonly endB: number },
  matches: Int32Array,
): void {
  let { startA, endA, startB, endB } = range;
  while (startA < endA && startB < endB && a[startA]?.key === b[startB]?.key) {
    matches[startA] = startB;
    startA += 1;
    startB += 1;
  }
  while (endA > startA && endB > startB && a[endA - 1]?.key === b[endB - 1]?.key) {
    endA -= 1;
    endB -= 1;
    matches[endA] = endB;
  }
}

export function invert(matches: Int32Array, length: number): Int32Array {
  const inverse = new Int32Array(length).fill(-1);
  matches.forEach((target, index) => {
    if (target >= 0) {
      inverse[target] = index;
    }
  });
  return inverse;
}
