import { type AdfDocument, type AdfNode, checkDocument, contentOf, stringAttribute } from './document.ts';
import type { MarkdownToAdfOptions } from './fromMarkdown.ts';
import type { MarkdownOptions } from './inlineText.ts';
import { BlockKeys, childrenOf, type MarkdownBlock } from './markdownBlock.ts';
import { mergeBlock } from './mergeBlock.ts';
import { type MergeContext, sameOr, viewsOf } from './mergeContext.ts';
import { mergeLevel } from './mergeLevel.ts';
import { isAllowedIn } from './nesting.ts';
import type { KnownPerson } from './parseInline.ts';
import { parseMarkdown } from './parseMarkdown.ts';
import { renderSequence } from './renderBlocks.ts';
import type { RenderedBlock } from './rendered.ts';
import { NodeWriter } from './writeNodes.ts';

/** The options of reading must be the ones the edited text was read with. */
export interface EditOptions extends MarkdownOptions, MarkdownToAdfOptions {}

/**
 * Writes an edited reading of a document back into it. Only blocks whose Markdown changed are touched, and in those
 * only the words that changed: media, macros, layouts, comment marks, ids and whatever else Markdown does not say
 * stays. An unchanged text gives the very same document. Rejects like `checkDocument` and `markdownToAdf`.
 */
export function applyMarkdownEdit(original: unknown, editedMarkdown: string, options: EditOptions = {}): AdfDocument {
  const document = checkDocument(original);
  const content = editBlocks(document.content, editedMarkdown, 'doc', options);
  return content === document.content ? document : { ...document, content };
}

/** The same for the content of any node that holds blocks; `container` is its type. */
export function editBlocks(
  original: readonly AdfNode[],
  editedMarkdown: string,
  container: string,
  options: EditOptions,
): readonly AdfNode[] {
  const rendered = renderSequence(original, options);
  const markdown = rendered.lines.join('\n');
  if (normalized(editedMarkdown) === normalized(markdown)) {
    return original;
  }
  const keys = new BlockKeys();
  const inlineOptions = { people: [...(options.people ?? []), ...mentionedIn(original)] };
  const before = parseMarkdown(markdown, inlineOptions, keys);
  const after = parseMarkdown(editedMarkdown, inlineOptions, keys);
  const edit = new Edit(options, keys);
  return sameOr(original, edit.run(rendered.blocks, before, after, container));
}

function normalized(markdown: string): string {
  return markdown.replace(/\r\n?/g, '\n').trimEnd();
}

/** People mentioned in the original: when their name turns up in an edited block it is the same mention. */
function mentionedIn(nodes: readonly AdfNode[]): KnownPerson[] {
  return nodes.flatMap((node): KnownPerson[] => {
    if (node.type !== 'mention') {
      return mentionedIn(contentOf(node));
    }
    const accountId = stringAttribute(node, 'id');
    const displayName = stringAttribute(node, 'text')?.replace(/^@/, '');
    return accountId === undefined || displayName === undefined ? [] : [{ accountId, displayName }];
  });
}

/** One run of a write-back. New blocks are put in last, when it is known which blocks were only moved. */
class Edit implements MergeContext {
  readonly options: MarkdownOptions;
  readonly keys: BlockKeys;
  private readonly writer: NodeWriter;
  private readonly insertions = new Map<AdfNode, { readonly block: MarkdownBlock; readonly container: string }>();
  /** Original blocks that were taken out, by what they say. */
  private readonly spare = new Map<number, { readonly node: AdfNode; readonly container: string }[]>();

  constructor(options: EditOptions, keys: BlockKeys) {
    this.options = options;
    this.keys = keys;
    this.writer = new NodeWriter(options.newLocalId, (block, target) => this.takeSpare(block, target));
  }

  run(
    blocks: readonly RenderedBlock[],
    before: readonly MarkdownBlock[],
    after: readonly MarkdownBlock[],
    container: string,
  ): readonly AdfNode[] {
    return this.fill(this.level(blocks, before, after, container));
  }

  level(
    blocks: readonly RenderedBlock[],
    before: readonly MarkdownBlock[],
    after: readonly MarkdownBlock[],
    container: string,
  ): readonly AdfNode[] {
    return mergeLevel(this, blocks, before, after, container);
  }

  block(
    block: RenderedBlock,
    before: MarkdownBlock,
    after: MarkdownBlock,
    container: string,
  ): readonly AdfNode[] | undefined {
    return mergeBlock(this, block, before, after, container);
  }

  insert(block: MarkdownBlock, container: string): AdfNode {
    const node: AdfNode = { type: 'insertion' };
    this.insertions.set(node, { block, container });
    return node;
  }

  removed(block: RenderedBlock, before: readonly MarkdownBlock[], container: string): void {
    const [view] = before;
    if (block.role !== 'own' || view === undefined || before.length > 1) {
      return;
    }
    const nodes = this.spare.get(view.key) ?? [];
    nodes.push({ node: block.node, container });
    this.spare.set(view.key, nodes);
    const inner = childrenOf(view);
    viewsOf(block.children, inner).forEach((views, index) => {
      const child = block.children[index];
      if (child !== undefined) {
        this.removed(child, views, block.node.type);
      }
    });
  }

  private takeSpare(block: MarkdownBlock, container: string): AdfNode | undefined {
    const nodes = this.spare.get(block.key) ?? [];
    // Marks of blocks (alignment, width) are not allowed everywhere.
    const index = nodes.findIndex(
      ({ node, container: home }) =>
        home === container || ((node.marks ?? []).length === 0 && isAllowedIn(container, node.type)),
    );
    return index < 0 ? undefined : nodes.splice(index, 1)[0]?.node;
  }

  private fill(nodes: readonly AdfNode[]): readonly AdfNode[] {
    if (this.insertions.size === 0) {
      return nodes;
    }
    const filled = nodes.flatMap((node): readonly AdfNode[] => {
      const insertion = this.insertions.get(node);
      if (insertion !== undefined) {
        return this.writer.any(insertion.block, insertion.container);
      }
      const content = node.content === undefined ? undefined : this.fill(node.content);
      return [content === undefined || content === node.content ? node : { ...node, content }];
    });
    return sameOr(nodes, filled);
  }
}
