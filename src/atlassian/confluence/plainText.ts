import { type AdfNode, contentOf } from '../adf/document.ts';
import { inlineText, type MarkdownOptions } from '../adf/inlineText.ts';
import { isInlineContent } from '../adf/renderBlocks.ts';

/** What a node says, in one line and without marks: for titles and for comparing. */
export function plainText(node: AdfNode, options: MarkdownOptions): string {
  return spoken(node, options).replace(/\s+/gu, ' ').trim();
}

function spoken(node: AdfNode, options: MarkdownOptions): string {
  if (node.text !== undefined && node.type === 'text') {
    return node.text;
  }
  if (node.type === 'hardBreak' || node.type === 'inlineExtension') {
    return ' ';
  }
  const content = contentOf(node);
  if (content.length === 0) {
    return isAtom(node) ? inlineText(node, options).text : '';
  }
  return content.map((child) => spoken(child, options)).join(isInlineContent(content) ? '' : ' ');
}

/** Nodes that say something without holding anything. */
function isAtom(node: AdfNode): boolean {
  return /^(?:mention|emoji|date|status|placeholder|media|mediaInline|.+Card|extension)$/.test(node.type);
}
