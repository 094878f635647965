import { matchSequences } from './diff.ts';
import { type AdfNode, contentOf } from './document.ts';
import type { MarkdownOptions } from './inlineText.ts';
import { mergeInline } from './mergeInline.ts';
import type { RenderedCell } from './rendered.ts';
import { isCellLeaf } from './renderTable.ts';
import { paragraph } from './writeNodes.ts';

type Line = readonly AdfNode[];

const hardBreak: AdfNode = { type: 'hardBreak' };

/** Applies an edit to a table cell. Its blocks stand one a line there, parted by `<br>`. */
export function mergeCell(options: MarkdownOptions, cell: RenderedCell, before: Line, after: readonly Line[]): AdfNode {
  const { leaves } = cell;
  const was = linesOf(before);
  const now = after.flatMap(linesOf);
  const only = leaves.length === 1 ? leaves[0] : undefined;
  if (only !== undefined && only.node.type === 'paragraph') {
    const merged = mergeInline(contentOf(only.node), before, joined(now), options);
    return rebuild(cell, [merged], new Map());
  }
  const matches = matchSequences(
    was.map((line) => JSON.stringify(line)),
    now.map((line) => JSON.stringify(line)),
  );
  /** For each leaf: `true` when it stays, its new content, or undefined when it was taken out. */
  const fates: (true | readonly AdfNode[] | undefined)[] = [];
  const inserted = new Map<number, Line[]>();
  let next = 0; // edited lines before this one are placed
  const insertUpTo = (end: number, leaf: number): void => {
    for (; next < end; next += 1) {
      const line = now[next] ?? [];
      if (line.length > 0) {
        const lines = inserted.get(leaf) ?? [];
        lines.push(line);
        inserted.set(leaf, lines);
      }
    }
  };
  leaves.forEach((leaf, index) => {
    const targets = matches.subarray(leaf.start, leaf.end);
    const first = targets[0] ?? -1;
    if (targets.every((target, offset) => target >= 0 && target === first + offset)) {
      if (targets.length > 0) {
        insertUpTo(first, index - 1);
        next = first + targets.length;
      }
      fates.push(true);
      return;
    }
    // Rewritten: it gets as many of the unplaced lines as it had, up to the next line that is unchanged.
    const rest = Array.from(matches.subarray(leaf.end)).filter((target) => target >= next);
    const end = Math.min(
      rest[0] ?? now.length,
      index === leaves.length - 1 ? now.length : next + (leaf.end - leaf.start),
    );
    const found = now.slice(next, end);
    if (found.length === 0 || !isText(leaf.node)) {
      fates.push(undefined);
      return;
    }
    next = end;
    const read = withoutPrefix(was.slice(leaf.start, leaf.end), leaf.prefix);
    const lines = withoutPrefix(found, leaf.prefix);
    fates.push(
      leaf.node.type === 'codeBlock'
        ? mergeInline(contentOf(leaf.node), code(read), code(lines), options)
        : mergeInline(contentOf(leaf.node), joined(read), joined(lines), options),
    );
  });
  insertUpTo(now.length, leaves.length - 1);
  return rebuild(cell, fates, inserted);
}

function isText(node: AdfNode): boolean {
  return ['paragraph', 'heading', 'caption', 'taskItem', 'decisionItem', 'codeBlock'].includes(node.type);
}

const itemPrefix = /^\s*(?:\[(?: |x|decision|undecided)\]|-|\d+\.)(?:\s+|$)/i;

function withoutPrefix(lines: readonly Line[], prefix: string): readonly Line[] {
  const [[first, ...words] = [], ...others] = lines;
  if (prefix === '' || first?.text === undefined) {
    return lines;
  }
  const text = first.text.replace(itemPrefix, '');
  return [text === '' ? words : [{ ...first, text }, ...words], ...others];
}

function linesOf(inline: Line): Line[] {
  const lines: AdfNode[][] = [[]];
  for (const node of inline) {
    if (node.type === 'hardBreak') {
      lines.push([]);
    } else {
      lines.at(-1)?.push(node);
    }
  }
  return lines;
}

function joined(lines: readonly Line[]): Line {
  return lines.flatMap((line, index) => (index === 0 ? line : [hardBreak, ...line]));
}

/** Lines of code in a cell are code spans; in its block they are bare text. */
function code(lines: readonly Line[]): AdfNode[] {
  const text = lines.map((line) => line.map((node) => node.text ?? '').join('')).join('\n');
  return text === '' ? [] : [{ type: 'text', text }];
}

/** The cell with each leaf, in the order they were written, put to its fate. */
function rebuild(
  cell: RenderedCell,
  fates: readonly (true | readonly AdfNode[] | undefined)[],
  inserted: ReadonlyMap<number, readonly Line[]>,
): AdfNode {
  let leaf = -1;
  const visit = (node: AdfNode): AdfNode | undefined => {
    if (isCellLeaf(node)) {
      leaf += 1;
      const fate = fates[leaf];
      return fate === true ? node : fate && { ...node, content: fate };
    }
    const children = contentOf(node);
    const content = children.map(visit).filter((child) => child !== undefined);
    if (content.length === 0 && children.length > 0) {
      return undefined;
    }
    if (node.type === 'mediaSingle' && !content.some(({ type }) => type === 'media')) {
      return paragraph(contentOf(content[0] ?? { type: 'caption' })); // the picture is gone, its caption is not
    }
    return content.length === children.length && content.every((child, index) => child === children[index])
      ? node
      : { ...node, content };
  };
  const content: AdfNode[] = (inserted.get(-1) ?? []).map(paragraph);
  for (const child of contentOf(cell.node)) {
    const first = leaf + 1;
    const kept = visit(child);
    if (kept !== undefined) {
      content.push(kept);
    }
    for (let index = first; index <= leaf; index += 1) {
      content.push(...(inserted.get(index) ?? []).map(paragraph));
    }
  }
  return { ...cell.node, content: content.length === 0 ? [paragraph([])] : content };
}
