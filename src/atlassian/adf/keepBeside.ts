import type { AdfNode } from './document.ts';
import type { MarkdownBlock } from './markdownBlock.ts';
import { paragraph } from './writeNodes.ts';

/** Text written directly before or after the line that stands for a macro or picture does not replace it. */
export function keepBeside(node: AdfNode, before: MarkdownBlock, after: MarkdownBlock): readonly AdfNode[] | undefined {
  if (
    before.kind !== 'paragraph' ||
    after.kind !== 'paragraph' ||
    node.type === 'paragraph' ||
    node.type === 'heading'
  ) {
    return undefined;
  }
  const rest = withoutStart(after.inline, before.inline);
  if (rest !== undefined) {
    return rest.length === 0 ? [node] : [node, paragraph(rest)];
  }
  const start = withoutEnd(after.inline, before.inline);
  return start === undefined ? undefined : [paragraph(start), node];
}

function withoutStart(inline: readonly AdfNode[], start: readonly AdfNode[]): readonly AdfNode[] | undefined {
  const last = start.length - 1;
  const [end, found] = [start[last], inline[last]];
  const isSame = start.slice(0, last).every((node, index) => JSON.stringify(node) === JSON.stringify(inline[index]));
  if (
    end === undefined ||
    found === undefined ||
    !isSame ||
    !isSameStyle(end, found) ||
    !found.text?.startsWith(end.text ?? '')
  ) {
    return undefined;
  }
  return trimmed(found, found.text.slice(end.text?.length ?? 0), inline.slice(last + 1), []);
}

function withoutEnd(inline: readonly AdfNode[], end: readonly AdfNode[]): readonly AdfNode[] | undefined {
  const offset = inline.length - end.length;
  const [first, found] = [end[0], inline[offset]];
  const isSame = end
    .slice(1)
    .every((node, index) => JSON.stringify(node) === JSON.stringify(inline[offset + 1 + index]));
  if (
    first === undefined ||
    found === undefined ||
    !isSame ||
    !isSameStyle(first, found) ||
    !found.text?.endsWith(first.text ?? '')
  ) {
    return undefined;
  }
  return trimmed(
    found,
    found.text.slice(0, found.text.length - (first.text?.length ?? 0)),
    [],
    inline.slice(0, offset),
  );
}

function trimmed(
  found: AdfNode,
  text: string,
  rest: readonly AdfNode[],
  start: readonly AdfNode[],
): readonly AdfNode[] {
  const word = text.trim();
  const all = [...start, ...(word === '' ? [] : [{ ...found, text: word }]), ...rest];
  return all[0]?.type === 'hardBreak' ? all.slice(1) : all.at(-1)?.type === 'hardBreak' ? all.slice(0, -1) : all;
}

function isSameStyle(a: AdfNode, b: AdfNode): boolean {
  return a.type === 'text' && b.type === 'text' && JSON.stringify(a.marks ?? []) === JSON.stringify(b.marks ?? []);
}
