import { matchSequences } from './diff.ts';
import type { AdfMark, AdfNode } from './document.ts';
import { inlineText, type MarkdownOptions } from './inlineText.ts';

/** A word, a blank or a sign of inline content, and the node it comes from. */
interface Token {
  readonly key: string;
  readonly text: string;
  /** Index of its node. */
  readonly node: number;
}

/** Marks that Markdown shows; of the others an edit says nothing. */
const sayable: ReadonlySet<string> = new Set(['strong', 'em', 'strike', 'link', 'code', 'subsup']);

/**
 * Applies to `original` what changed between `before` (how the original reads as Markdown) and `after` (the edited
 * Markdown). Words that are still there keep all their marks, and mentions, dates, cards and macros that are still
 * there stay themselves; new words inside a commented passage belong to it.
 */
export function mergeInline(
  original: readonly AdfNode[],
  before: readonly AdfNode[],
  after: readonly AdfNode[],
  options: MarkdownOptions,
): readonly AdfNode[] {
  const tokens = {
    original: tokenize(original, options),
    before: tokenize(before, options),
    after: tokenize(after, options),
  };
  const originalToBefore = match(tokens.original, tokens.before);
  const afterToBefore = invert(match(tokens.before, tokens.after), tokens.after.length);
  const beforeToOriginal = invert(originalToBefore, tokens.before.length);
  const sources = Array.from(afterToBefore, (index) => (index < 0 ? -1 : (beforeToOriginal[index] ?? -1)));
  const whole = wholeNodes(tokens.original, original, sources);
  const writer = new Writer();
  let emitted = -1; // original tokens up to here are done
  const keepUnsaid = (end: number): void => {
    for (let index = emitted + 1; index < end; index += 1) {
      const token = tokens.original[index];
      const node = token === undefined ? undefined : original[token.node];
      if (token !== undefined && node !== undefined && (originalToBefore[index] ?? -1) < 0) {
        writer.part(token, node, node.marks);
      }
    }
    emitted = Math.max(emitted, end - 1);
  };
  tokens.after.forEach((token, index) => {
    const node = after[token.node];
    const source = sources[index] ?? -1;
    const from = tokens.original[source];
    const origin = from === undefined ? undefined : original[from.node];
    if (node === undefined) {
      return;
    }
    if (from !== undefined && origin !== undefined && (origin.type === 'text' || whole.has(from.node))) {
      keepUnsaid(source);
      const read = before[tokens.before[afterToBefore[index] ?? -1]?.node ?? -1];
      writer.part(
        from,
        origin,
        origin.type === 'text' ? mergeMarks(origin.marks, read?.marks, node.marks) : origin.marks,
      );
      emitted = source;
    } else if (from === undefined && (afterToBefore[index] ?? -1) >= 0) {
      // Decoration that only Markdown has (the bullet of a list in a table cell): nothing to write.
    } else {
      const inherited = node.type === 'text' ? inheritedMarks(index, sources, tokens.original, original) : [];
      writer.part(token, node, withInherited(node.marks, inherited), token.node);
    }
  });
  keepUnsaid(tokens.original.length);
  return writer.nodes;
}

function tokenize(nodes: readonly AdfNode[], options: MarkdownOptions): Token[] {
  return nodes.flatMap((node, index): Token[] => {
    if (node.type === 'hardBreak') {
      return [{ key: '\n', text: '\n', node: index }];
    }
    const words = plainText(node, options).match(/[\p{L}\p{N}_]+|\s+|./gsu) ?? [];
    if (words.length === 0) {
      return [{ key: `\u0000${index}`, text: '', node: index }]; // shows nothing, so it matches nothing
    }
    return words.map((text) => ({ key: text.trim() === '' ? ' ' : text, text, node: index }));
  });
}

function plainText(node: AdfNode, options: MarkdownOptions): string {
  if (node.type === 'text') {
    return node.text ?? '';
  }
  const shown = inlineText(node, options);
  return shown.kind === 'brackets' ? `[${shown.text}]` : shown.text;
}

function match(a: readonly Token[], b: readonly Token[]): Int32Array {
  const keys = (tokens: readonly Token[]): string[] => tokens.map(({ key }) => key);
  return matchSequences(keys(a), keys(b), (key) => (key === ' ' ? 0.1 : key.length));
}

function invert(matches: Int32Array, length: number): Int32Array {
  const inverse = new Int32Array(length).fill(-1);
  matches.forEach((target, index) => {
    if (target >= 0) {
      inverse[target] = index;
    }
  });
  return inverse;
}

/** Nodes other than text all of whose tokens are still there, one after the other. */
function wholeNodes(
  tokens: readonly Token[],
  nodes: readonly AdfNode[],
  sources: readonly number[],
): ReadonlySet<number> {
  const targets = new Map<number, number>();
  sources.forEach((source, index) => {
    if (source >= 0) {
      targets.set(source, index);
    }
  });
  const broken = new Set<number>();
  tokens.forEach((token, index) => {
    const target = targets.get(index);
    const isNext = tokens[index - 1]?.node !== token.node || target === (targets.get(index - 1) ?? -2) + 1;
    if (target === undefined || !isNext) {
      broken.add(token.node);
    }
  });
  return new Set(nodes.map((_, index) => index).filter((index) => nodes[index]?.type !== 'text' && !broken.has(index)));
}

class Writer {
  readonly nodes: AdfNode[] = [];
  private lastWhole: AdfNode | undefined;
  private lastIndex = -1;

  /** Writes a token of `node`: part of its text, or, once for all its tokens, the node itself. */
  part(token: Token, node: AdfNode, marks: readonly AdfMark[] | undefined, index = -2 - token.node): void {
    if (node.type !== 'text') {
      if (this.lastWhole !== node || this.lastIndex !== index) {
        this.nodes.push(node);
      }
      this.lastWhole = node;
      this.lastIndex = index;
      return;
    }
    this.lastWhole = undefined;
    const last = this.nodes.at(-1);
    if (last?.type === 'text' && sameMarks(last.marks, marks)) {
      this.nodes[this.nodes.length - 1] = { ...last, text: `${last.text ?? ''}${token.text}` };
    } else {
      this.nodes.push({
        type: 'text',
        text: token.text,
        ...(marks === undefined || (marks.length === 0 && node.marks === undefined) ? {} : { marks }),
      });
    }
  }
}

function sameMarks(a: readonly AdfMark[] | undefined, b: readonly AdfMark[] | undefined): boolean {
  return a === b || JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
}

/** The original's marks, with what the edit added and without what it took away. */
function mergeMarks(
  original: readonly AdfMark[] | undefined,
  before: readonly AdfMark[] | undefined,
  after: readonly AdfMark[] | undefined,
): readonly AdfMark[] | undefined {
  if (sameMarks(before, after)) {
    return original;
  }
  const has = (marks: readonly AdfMark[] | undefined, mark: AdfMark): boolean =>
    marks?.some((other) => JSON.stringify(other) === JSON.stringify(mark)) === true;
  const added = (after ?? []).filter((mark) => !has(before, mark));
  const removed = (before ?? []).filter((mark) => !has(after, mark));
  const changed = new Set([...added, ...removed].map(({ type }) => type));
  const kept = (original ?? []).filter(({ type }) => !changed.has(type));
  return allowed([...kept, ...added]);
}

/** Code goes with links and comments only. */
function allowed(marks: readonly AdfMark[]): readonly AdfMark[] {
  const isCode = marks.some(({ type }) => type === 'code');
  return isCode ? marks.filter(({ type }) => type === 'code' || type === 'link' || type === 'annotation') : marks;
}

/** What Markdown cannot say of the passage that the new token at `index` stands in or replaces. */
function inheritedMarks(
  index: number,
  sources: readonly number[],
  tokens: readonly Token[],
  original: readonly AdfNode[],
): readonly AdfMark[] {
  const marksAt = (position: number): readonly AdfMark[] | undefined => {
    const node = original[tokens[position]?.node ?? -1];
    return node?.type === 'text' ? (node.marks ?? []).filter(({ type }) => !sayable.has(type)) : undefined;
  };
  let previous = index;
  while (previous >= 0 && (sources[previous] ?? -1) < 0) {
    previous -= 1;
  }
  let next = index;
  while (next < sources.length && (sources[next] ?? -1) < 0) {
    next += 1;
  }
  const from = previous < 0 ? -1 : (sources[previous] ?? -1);
  const to = next >= sources.length ? tokens.length : (sources[next] ?? tokens.length);
  const replaced: (readonly AdfMark[] | undefined)[] = [];
  for (let position = from + 1; position < to; position += 1) {
    replaced.push(marksAt(position));
  }
  const around = replaced.length > 0 ? replaced : [marksAt(from), marksAt(to)];
  const [first, ...others] = around.filter((marks) => marks !== undefined);
  if (first === undefined || (replaced.length === 0 && others.length === 0)) {
    return [];
  }
  return first.filter((mark) =>
    others.every((marks) => marks.some((other) => JSON.stringify(other) === JSON.stringify(mark))),
  );
}

function withInherited(
  marks: readonly AdfMark[] | undefined,
  inherited: readonly AdfMark[],
): readonly AdfMark[] | undefined {
  if (inherited.length === 0) {
    return marks;
  }
  const own = new Set((marks ?? []).map(({ type }) => type));
  return allowed([...(marks ?? []), ...inherited.filter(({ type }) => !own.has(type))]);
}
