import type { AdfNode } from './document.ts';

/**
 * Where a block stands in the Markdown it was written to. Lines count from 0; a block that shows nothing has
 * `start === end`. Prefixes (`> `, indentation) never change line numbers, so blocks inside others have them too.
 */
export interface RenderedBlock {
  readonly node: AdfNode;
  /**
   * `own`: the block reads as one Markdown block. `through`: it does not show, its children stand among its
   * neighbours (layouts). `before` and `after`: the lines that name a macro with a body; they belong to that macro.
   */
  readonly role: 'own' | 'through' | 'before' | 'after';
  readonly start: number;
  readonly end: number;
  readonly children: readonly RenderedBlock[];
  /** Of a table row: its cells, with the grid column each begins in. */
  readonly cells?: readonly RenderedCell[];
}

export interface RenderedCell {
  readonly node: AdfNode;
  readonly column: number;
  readonly leaves: readonly CellLeaf[];
}

/** A text block somewhere in a table cell, and the lines it has there (lines of a cell are parted by `<br>`). */
export interface CellLeaf {
  readonly node: AdfNode;
  readonly start: number;
  readonly end: number;
  /** What stands before the first line because Markdown has no lists in cells: `- `, `[ ] `; often empty. */
  readonly prefix: string;
}

export interface Rendered {
  readonly markdown: string;
  readonly blocks: readonly RenderedBlock[];
}

/** Lines of a block, and the blocks in them by lines relative to the first. */
export interface Fragment {
  readonly lines: readonly string[];
  readonly blocks: readonly RenderedBlock[];
}

export function shifted(block: RenderedBlock, by: number): RenderedBlock {
  if (by === 0) {
    return block;
  }
  const children = block.children.map((child) => shifted(child, by));
  return { ...block, start: block.start + by, end: block.end + by, children };
}
