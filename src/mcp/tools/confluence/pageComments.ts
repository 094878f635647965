import type { StoredPageComment } from '#domain/page.ts';
import { clip, takeWithin } from '../../output.ts';

const bodyBytes = 1000;
const textBudgetBytes = 6500;

/** The conversation on a page as a list in Markdown, replies indented below what they reply to; `offset` counts comments. */
export function commentsOf(
  { items, isComplete }: { readonly items: readonly StoredPageComment[]; readonly isComplete: boolean },
  offset: number,
) {
  const shown = takeWithin(items.slice(offset).map(describe), textBudgetBytes);
  const nextOffset = offset + shown.length;
  const isRest = nextOffset < items.length;
  const isCut = !isRest && !isComplete;
  return {
    body: [...shown, ...(isCut ? ['(Older ones: in Confluence only.)'] : [])].join('\n'),
    truncated: isRest || !isComplete,
    ...(isRest && { nextOffset }),
  };
}

function describe({ id, parentId, author, created, passage, body }: StoredPageComment): string {
  const indent = parentId === undefined ? '' : '  ';
  const on = passage === undefined ? '' : ` on "${clip(passage, 150)}"`;
  const head = `${indent}- ${id} ${clip(author?.displayName ?? '?', 60)}, ${created ?? '?'}${on}:`;
  const lines = clip(body.trim(), bodyBytes).split('\n');
  return [head, ...lines.map((line) => `${indent}  ${line}`)].join('\n');
}
