import type { AdfNode } from '../../jira/model.ts';

/** Text of a block's inline children where they stand; what is no text breaks a selection. */
interface Run {
  readonly node: AdfNode;
  readonly start: number;
}

const isTextBlock = (node: AdfNode): boolean => (node.content ?? []).some(({ type }) => type === 'text');
const gap = '\u0000';

function textOfBlock(node: AdfNode): string {
  return (node.content ?? []).map((child) => child.text ?? gap).join('');
}

/** How often the text stands in the document, within one block each time. */
export function countMatches(body: AdfNode, selection: string): number {
  const own = isTextBlock(body) && selection !== '' ? textOfBlock(body).split(selection).length - 1 : 0;
  return (body.content ?? []).reduce((count, child) => count + countMatches(child, selection), own);
}

/** The document with the `index`-th occurrence of the text marked as commented upon; undefined when there is none. */
export function markText(body: AdfNode, selection: string, index: number, markerRef: string): AdfNode | undefined {
  let left = index;
  let isMarked = false;
  const visit = (node: AdfNode): AdfNode => {
    if (isMarked || !node.content) return node;
    if (!isTextBlock(node)) return { ...node, content: node.content.map(visit) };
    const text = textOfBlock(node);
    for (let at = text.indexOf(selection); at >= 0; at = text.indexOf(selection, at + selection.length)) {
      if (left === 0) {
        isMarked = true;
        return { ...node, content: markRange(node.content, at, at + selection.length, markerRef) };
      }
      left -= 1;
    }
    return node;
  };
  const marked = selection === '' ? body : visit(body);
  return isMarked ? marked : undefined;
}

function markRange(content: readonly AdfNode[], start: number, end: number, markerRef: string): AdfNode[] {
  const runs: Run[] = [];
  let position = 0;
  for (const node of content) {
    runs.push({ node, start: position });
    position += node.text?.length ?? gap.length;
  }
  const mark = { type: 'annotation', attrs: { id: markerRef, annotationType: 'inlineComment' } };
  return runs.flatMap(({ node, start: from }) => {
    const { text } = node;
    if (text === undefined || from >= end || from + text.length <= start) return [node];
    const [first, last] = [Math.max(0, start - from), Math.min(text.length, end - from)];
    const parts = [
      { ...node, text: text.slice(0, first) },
      { ...node, text: text.slice(first, last), marks: [...(node.marks ?? []), mark] },
      { ...node, text: text.slice(last) },
    ];
    return parts.filter((part) => part.text !== '');
  });
}
