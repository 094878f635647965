import type { AdfDocument } from './document.ts';
import type { InlineOptions } from './parseInline.ts';
import { parseMarkdown } from './parseMarkdown.ts';
import { NodeWriter } from './writeNodes.ts';

export interface MarkdownToAdfOptions extends InlineOptions {
  /** Ids for task and decision lists and items, which need one. Random UUIDs when not given. */
  readonly newLocalId?: () => string;
}

/**
 * GitHub-flavoured Markdown as an Atlassian document that is valid by its schema, whatever the text. What the site
 * cannot nest or show is written as the nearest thing that keeps the text. Addresses become links; `@Name` stays text
 * unless the person is among `people`; links other than http, https and mailto stay text.
 */
export function markdownToAdf(markdown: string, options: MarkdownToAdfOptions = {}): AdfDocument {
  const writer = new NodeWriter(options.newLocalId);
  return { type: 'doc', version: 1, content: writer.blocks(parseMarkdown(markdown, options), 'doc') };
}
