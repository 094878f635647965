import type { PageBlock } from '#domain/page.ts';

/** The parts of a comment or field, which come as Markdown, as the rules read them. */
export function blocksOfMarkdown(markdown: string): PageBlock[] {
  const blocks: PageBlock[] = [];
  let path: readonly string[] = [];
  let isCode = false;
  for (const paragraph of linesOf(markdown)) {
    const fence = /^\s*(?:```|~~~)/.test(paragraph);
    if (fence || isCode) {
      isCode = fence ? !isCode : isCode;
      continue;
    }
    const [, marks, title] = /^(#{1,6})\s+(.+)$/.exec(paragraph) ?? [];
    if (marks !== undefined && title !== undefined) {
      path = [...path.slice(0, marks.length - 1), plain(title)];
      continue;
    }
    const isQuote = /^\s*>/.test(paragraph);
    const body = paragraph.replace(/^\s*(?:>\s?)+/, '');
    const [, indent = '', item] = /^(\s*)(?:[-*+]|\d+[.)])\s+(.+)$/s.exec(body) ?? [];
    const [, mark, decision] = /^\[(decision|undecided|x| )\]\s*(.*)$/is.exec(item ?? '') ?? [];
    const text = plain(decision ?? item ?? body);
    if (text === '' || mark === 'x' || mark === ' ') {
      continue;
    }
    blocks.push({
      kind: mark ? 'decision' : item === undefined ? 'paragraph' : 'item',
      markdown: body.trim(),
      text,
      path,
      ...(mark && { state: mark === 'undecided' ? 'undecided' : 'decided' }),
      ...(indent.length > 1 && { depth: Math.floor(indent.length / 2) }),
      ...(isQuote && { containers: [{ kind: 'quote', number: 1 }] }),
      links: [...body.matchAll(/\]\((https?:\/\/[^\s)]+)\)/g)].flatMap(([, link]) => link ?? []),
    });
  }
  return blocks;
}

/** A line each for headings, items and quotes; lines of a paragraph belong together. */
function linesOf(markdown: string): string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const line of markdown.split('\n')) {
    const isOwn = /^\s*(?:#{1,6}\s|>|[-*+]\s|\d+[.)]\s|```|~~~)/.test(line);
    if (line.trim() === '') {
      isOpen = false;
    } else if (isOpen && !isOwn) {
      lines.push(`${lines.pop() ?? ''} ${line.trim()}`);
    } else {
      lines.push(line);
      isOpen = !/^\s*(?:#|```|~~~)/.test(line);
    }
  }
  return lines;
}

function plain(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}\\])[*_](.+?)[*_](?![\p{L}\p{N}])/gu, '$1')
    .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
