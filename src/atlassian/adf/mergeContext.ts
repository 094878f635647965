import type { AdfNode } from './document.ts';
import type { MarkdownOptions } from './inlineText.ts';
import type { BlockKeys, MarkdownBlock } from './markdownBlock.ts';
import type { RenderedBlock } from './rendered.ts';

/** What the steps of a write-back share, and by which they call each other. */
export interface MergeContext {
  readonly options: MarkdownOptions;
  readonly keys: BlockKeys;
  /** Siblings: the original's blocks, how they read, and how they read now. Gives the new content of `container`. */
  level(
    blocks: readonly RenderedBlock[],
    before: readonly MarkdownBlock[],
    after: readonly MarkdownBlock[],
    container: string,
  ): readonly AdfNode[];
  /** One block that was changed; undefined when the edited block is none of its kind. */
  block(
    block: RenderedBlock,
    before: MarkdownBlock,
    after: MarkdownBlock,
    container: string,
  ): readonly AdfNode[] | undefined;
  /** A place for a new block. What is put there is decided when all is known that was taken out elsewhere. */
  insert(block: MarkdownBlock, container: string): AdfNode;
  /** Tells of a block that is no longer where it was. It may turn up elsewhere. */
  removed(block: RenderedBlock, before: readonly MarkdownBlock[], container: string): void;
}

/** `nodes` as an array, or `original` itself when nothing changed: untouched parts of a page stay the same objects. */
export function sameOr(original: readonly AdfNode[] | undefined, nodes: readonly AdfNode[]): readonly AdfNode[] {
  const isSame = original?.length === nodes.length && nodes.every((node, index) => node === original[index]);
  return isSame && original !== undefined ? original : nodes;
}

/** Splits what belongs to the blocks of one level: for each block the Markdown that begins in its lines. */
export function viewsOf(blocks: readonly RenderedBlock[], before: readonly MarkdownBlock[]): MarkdownBlock[][] {
  const views: MarkdownBlock[][] = blocks.map(() => []);
  let index = 0;
  for (const block of before) {
    while (index + 1 < blocks.length && (blocks[index]?.end ?? 0) <= block.line) {
      index += 1;
    }
    views[index]?.push(block);
  }
  return views;
}
