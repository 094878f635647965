import type { AdfNode } from '../jira/model.ts';

/** Every node of a document, parents before children. */
export function* walk(node: AdfNode): Generator<AdfNode> {
  yield node;
  for (const child of node.content ?? []) yield* walk(child);
}

const ownText = (node: AdfNode): string => {
  const shown = node.type === 'status' || node.type === 'mention' || node.type === 'emoji' ? node.attrs?.['text'] : '';
  if (node.text !== undefined) return node.text;
  if (node.type === 'hardBreak') return '\n';
  if (node.type === 'date') return dayOf(node.attrs?.['timestamp']);
  if (node.type === 'inlineCard' || node.type === 'blockCard' || node.type === 'embedCard') {
    return String(node.attrs?.['url'] ?? '');
  }
  if (node.type === 'expand' || node.type === 'nestedExpand') return `${String(node.attrs?.['title'] ?? '')}\n`;
  return typeof shown === 'string' ? shown : '';
};

/** `yyyy-mm-dd` of an ADF date's timestamp; empty when it is none. */
export function dayOf(timestamp: unknown): string {
  const instant = Number(timestamp);
  return Number.isFinite(instant) && Math.abs(instant) < 8e15 ? new Date(instant).toISOString().slice(0, 10) : '';
}

const blocks = new Set('paragraph heading codeBlock decisionItem taskItem rule blockCard embedCard media'.split(' '));

/** What a reader sees, one line a block. The search index and its excerpts are made of it. */
export function plainText(node: AdfNode): string {
  const parts: string[] = [];
  const visit = (current: AdfNode): void => {
    parts.push(ownText(current));
    for (const child of current.content ?? []) visit(child);
    if (blocks.has(current.type)) parts.push('\n');
  };
  visit(node);
  return parts
    .join('')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
