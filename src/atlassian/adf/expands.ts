import type { AdfNode } from './document.ts';
import type { BlockContent, BlockOrHtml, MarkdownBlock } from './markdownBlock.ts';

type Place = (content: BlockContent, line: number) => MarkdownBlock;

interface OpenExpand {
  readonly html: string;
  readonly title: string;
  readonly line: number;
  readonly children: MarkdownBlock[];
}

/** Makes `<details>` … `</details>` among siblings expands, nested ones too. All other HTML is shown as text. */
export function joinExpands(blocks: readonly BlockOrHtml[], place: Place): MarkdownBlock[] {
  const root: MarkdownBlock[] = [];
  const open: OpenExpand[] = [];
  const siblings = (): MarkdownBlock[] => open.at(-1)?.children ?? root;
  const addText = (html: string, line: number): void => {
    if (html.trim() !== '') {
      siblings().push(place({ kind: 'paragraph', inline: lines(html.trim()) }, line));
    }
  };
  const closeLast = (): void => {
    const expand = open.pop();
    if (expand !== undefined) {
      const { title, children, line } = expand;
      siblings().push(place({ kind: 'expand', title, children }, line));
    }
  };
  for (const block of blocks) {
    if (block.kind !== 'html') {
      siblings().push(block);
      continue;
    }
    const { line } = block;
    const start = /^<details(?:\s[^>]*)?>\s*(?:<summary>([\s\S]*?)<\/summary>)?/i.exec(block.html);
    const end = /<\/details>$/i.exec(block.html);
    if (start === null) {
      if (end !== null && open.length > 0) {
        addText(block.html.slice(0, end.index), line);
        closeLast();
      } else {
        addText(block.html, line);
      }
      continue;
    }
    open.push({ html: start[0], title: unescapeHtml(start[1] ?? ''), line, children: [] });
    addText(block.html.slice(start[0].length, end?.index), line);
    if (end !== null) {
      closeLast();
    }
  }
  // What was never closed was no expand after all.
  while (open.length > 0) {
    const unclosed = open.pop();
    if (unclosed !== undefined) {
      addText(unclosed.html, unclosed.line);
      for (const child of unclosed.children) {
        siblings().push(child);
      }
    }
  }
  return root;
}

function lines(html: string): AdfNode[] {
  return html
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((text, index): AdfNode[] => [...(index > 0 ? [{ type: 'hardBreak' }] : []), { type: 'text', text }]);
}

function unescapeHtml(html: string): string {
  const text = html
    .replace(/<[^<>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
