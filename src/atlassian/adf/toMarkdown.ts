import { type AdfDocument, readDocument } from './document.ts';
import type { MarkdownOptions } from './inlineText.ts';
import { renderSequence } from './renderBlocks.ts';
import type { Rendered } from './rendered.ts';

/**
 * An Atlassian document (or its JSON, as Confluence sends it) as GitHub-flavoured Markdown. `null` and malformed parts
 * give nothing; rejects with `unexpectedAnswer` what is too large or too deep to be a page.
 */
export function adfToMarkdown(document: unknown, options: MarkdownOptions = {}): string {
  return render(readDocument(document), options).markdown;
}

/** The same, with the lines every block stands in. */
export function render(document: AdfDocument, options: MarkdownOptions): Rendered {
  const { lines, blocks } = renderSequence(document.content, options);
  return { markdown: lines.join('\n'), blocks };
}
