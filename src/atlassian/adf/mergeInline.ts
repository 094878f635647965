import type { AdfMark, AdfNode } from './document.ts';
import type { MarkdownOptions } from './inlineText.ts';
import { type Character, charactersOf, invert, matchCharacters } from './matchText.ts';
import { mergeMarks, type PassageMarks, passageMarks, sameMarks } from './mergeMarks.ts';

/**
 * Applies to `original` what changed between `before` (how the original reads as Markdown) and `after` (the edited
 * Markdown). Text that is still there keeps all its marks, and mentions, dates, cards and macros that are still there
 * stay themselves; new words inside a commented passage belong to it.
 */
export function mergeInline(
  original: readonly AdfNode[],
  before: readonly AdfNode[],
  after: readonly AdfNode[],
  options: MarkdownOptions,
): readonly AdfNode[] {
  return new InlineMerge(original, before, after, options).run();
}

class InlineMerge {
  private readonly nodes: {
    readonly original: readonly AdfNode[];
    readonly before: readonly AdfNode[];
    readonly after: readonly AdfNode[];
  };
  private readonly original: readonly Character[];
  private readonly before: readonly Character[];
  private readonly after: readonly Character[];
  private readonly originalToBefore: Int32Array;
  private readonly afterToBefore: Int32Array;
  /** For every edited character the original one it is, or -1. */
  private readonly sources: Int32Array;
  private readonly isKept: ReadonlySet<number>;
  /** Nodes other than text that are still there as a whole. */
  private readonly whole: ReadonlySet<number>;
  private readonly writer = new Writer();
  /** Original characters up to here are done. */
  private done = -1;

  constructor(
    original: readonly AdfNode[],
    before: readonly AdfNode[],
    after: readonly AdfNode[],
    options: MarkdownOptions,
  ) {
    this.nodes = { original, before, after };
    this.original = charactersOf(original, options);
    this.before = charactersOf(before, options);
    this.after = charactersOf(after, options);
    this.originalToBefore = matchCharacters(this.original, this.before);
    this.afterToBefore = invert(matchCharacters(this.before, this.after), this.after.length);
    const beforeToOriginal = invert(this.originalToBefore, this.before.length);
    this.sources = this.afterToBefore.map((index) => (index < 0 ? -1 : (beforeToOriginal[index] ?? -1)));
    this.isKept = new Set(this.sources);
    this.whole = this.findWhole();
  }

  run(): readonly AdfNode[] {
    for (let index = 0; index < this.after.length; ) {
      index = this.keep(index) ?? this.add(index);
    }
    this.keepUnsaid(this.original.length);
    return this.writer.nodes;
  }

  /** Writes the character at `index` from the original if it is there; gives the next index. */
  private keep(index: number): number | undefined {
    const source = this.sources[index] ?? -1;
    const character = this.original[source];
    const node = this.nodes.original[character?.node ?? -1];
    if (character === undefined || node === undefined || !(node.type === 'text' || this.whole.has(character.node))) {
      return undefined;
    }
    this.keepUnsaid(source);
    const read = this.nodes.before[this.before[this.afterToBefore[index] ?? -1]?.node ?? -1];
    const edited = this.nodes.after[this.after[index]?.node ?? -1];
    const marks = node.type === 'text' ? mergeMarks(node.marks, read?.marks, edited?.marks) : node.marks;
    this.writer.add(node, character.text, marks, `original ${character.node}`);
    this.done = source;
    return index + 1;
  }

  /** Writes what is new at `index`, up to where something of the original follows; gives the next index. */
  private add(index: number): number {
    const first = this.after[index];
    const node = this.nodes.after[first?.node ?? -1];
    if (first === undefined || node === undefined) {
      return index + 1;
    }
    if (this.isDecoration(index)) {
      return index + 1;
    }
    let end = index + 1;
    while (
      end < this.after.length &&
      this.after[end]?.node === first.node &&
      this.sources[end] === -1 &&
      !this.isDecoration(end)
    ) {
      end += 1;
    }
    this.keepUnsaidBeforeChange();
    const text = this.after
      .slice(index, end)
      .map((character) => character.text)
      .join('');
    const marks = node.type === 'text' ? passageMarks(node.marks ?? [], this.passage(end)) : node.marks;
    this.writer.add(node, text, marks, `edited ${first.node}`);
    return end;
  }

  /** Something that only Markdown has: it is neither in the original nor new. */
  private isDecoration(index: number): boolean {
    return (this.afterToBefore[index] ?? -1) >= 0 && this.sources[index] === -1;
  }

  /** The original text that new text ending at `end` replaces, or else stands between. */
  private passage(end: number): (PassageMarks | undefined)[] {
    let next = end;
    while (next < this.sources.length && (this.sources[next] ?? -1) < 0) {
      next += 1;
    }
    const to = this.sources[next] ?? this.original.length;
    const replaced: PassageMarks[] = [];
    for (let index = this.done + 1; index < to && index < this.done + maxReplaced; index += 1) {
      const found = this.marksAt(index);
      if (found !== undefined) {
        replaced.push(found);
      }
    }
    return replaced.length > 0 ? replaced : [this.marksAt(this.done), this.marksAt(to)];
  }

  private marksAt(index: number): PassageMarks | undefined {
    const node = this.nodes.original[this.original[index]?.node ?? -1];
    const read = this.nodes.before[this.before[this.originalToBefore[index] ?? -1]?.node ?? -1];
    return node?.type === 'text' && read !== undefined ? { own: node.marks ?? [], shown: read.marks ?? [] } : undefined;
  }

  private isUnsaid(index: number): boolean {
    return (this.originalToBefore[index] ?? -1) < 0;
  }

  /** What does not show in Markdown was not edited: it stays where it was. */
  private keepUnsaid(end: number): void {
    for (let index = this.done + 1; index < end; index += 1) {
      const character = this.original[index];
      const node = this.nodes.original[character?.node ?? -1];
      if (character !== undefined && node !== undefined && this.isUnsaid(index)) {
        this.writer.add(node, character.text, node.marks, `original ${character.node}`);
      }
    }
    this.done = Math.max(this.done, end - 1);
  }

  /** What does not show before a word that was replaced stays before its replacement. */
  private keepUnsaidBeforeChange(): void {
    let end = this.done + 1;
    while (end < this.original.length && this.isUnsaid(end)) {
      end += 1;
    }
    if (this.done < 0 || (end < this.original.length && !this.isKept.has(end))) {
      this.keepUnsaid(end);
    }
  }

  private findWhole(): ReadonlySet<number> {
    const targets = invert(this.sources, this.original.length);
    const broken = new Set<number>();
    this.original.forEach(({ node }, index) => {
      const target = targets[index] ?? -1;
      const isFirst = this.original[index - 1]?.node !== node;
      if (target < 0 || !(isFirst || target === (targets[index - 1] ?? -1) + 1)) {
        broken.add(node);
      }
    });
    return new Set(
      [...this.nodes.original.keys()].filter(
        (index) => this.nodes.original[index]?.type !== 'text' && !broken.has(index),
      ),
    );
  }
}

/** Longest stretch of replaced text that is looked at. */
const maxReplaced = 400;

class Writer {
  readonly nodes: AdfNode[] = [];
  private lastWhole = '';

  /** Writes a part of a text node, or, once for all its characters, the node itself. */
  add(node: AdfNode, text: string, marks: readonly AdfMark[] | undefined, identity: string): void {
    if (node.type !== 'text') {
      if (this.lastWhole !== identity) {
        this.nodes.push(node);
      }
      this.lastWhole = identity;
      return;
    }
    this.lastWhole = '';
    const last = this.nodes.at(-1);
    if (last?.type === 'text' && sameMarks(last.marks, marks)) {
      this.nodes[this.nodes.length - 1] = { ...last, text: `${last.text ?? ''}${text}` };
    } else if (text !== '') {
      const isBare = marks === undefined || (marks.length === 0 && node.marks === undefined);
      this.nodes.push({ type: 'text', text, ...(isBare ? {} : { marks }) });
    }
  }
}
