import { matchSequences } from './diff.ts';
import { type AdfNode, contentOf } from './document.ts';
import type { MarkdownBlock } from './markdownBlock.ts';
import { mergeCell } from './mergeCell.ts';
import type { MergeContext } from './mergeContext.ts';
import type { RenderedBlock, RenderedCell } from './rendered.ts';
import { spanOf } from './renderTable.ts';
import { paragraph } from './writeNodes.ts';

type Table = MarkdownBlock & { readonly kind: 'table' };
type Row = MarkdownBlock & { readonly kind: 'row' };

/** Applies an edit to a table: rows and columns may come and go, the others keep their cells with all attributes. */
export function mergeTable(
  context: MergeContext,
  block: RenderedBlock,
  before: Table,
  after: Table,
): AdfNode | undefined {
  const { node } = block;
  const columns = matchColumns(before, after);
  const fitted =
    columns === undefined
      ? { rows: block.children, before: before.children }
      : recolumn(context, block, before, columns);
  // A header row that is new comes first; `level` would write it as a common row.
  const isNewHeader = after.hasHeader && !before.hasHeader;
  const header = isNewHeader ? after.children.slice(0, 1) : [];
  const content = [
    ...header.map((row) => context.insert(row, 'tableHeaderRow')),
    ...context.level(fitted.rows, fitted.before, after.children.slice(header.length), 'table'),
  ];
  return content.length === 0 ? undefined : { ...node, content };
}

/** For each edited column the one it was, or -1; undefined when the columns did not change. */
function matchColumns(before: Table, after: Table): Int32Array | undefined {
  const signatures = (table: Table): string[] => {
    const row = table.children[0];
    return row?.kind === 'row' ? row.cells.map((cell) => JSON.stringify(cell)) : [];
  };
  const [old, edited] = [signatures(before), signatures(after)];
  if (old.length === edited.length || old.length === 0 || edited.length === 0) {
    return undefined;
  }
  return matchSequences(edited, old);
}

/** The original's rows with their cells moved to the edited columns. Cells that spanned several are one cell then. */
function recolumn(
  context: MergeContext,
  block: RenderedBlock,
  before: Table,
  columns: Int32Array,
): { rows: RenderedBlock[]; before: MarkdownBlock[] } {
  const rows = block.children.map((row): RenderedBlock => {
    const byColumn = new Map(row.cells?.map((cell) => [cell.column, cell]));
    const moved = Array.from(columns, (source, column): RenderedCell => {
      const cell = byColumn.get(source);
      const node = cell === undefined ? emptyCell(row) : withoutSpan(cell.node);
      return { leaves: [], ...cell, node, column };
    });
    return { ...row, node: { ...row.node, content: moved.map(({ node }) => node) }, cells: moved };
  });
  const views = before.children.map((row) =>
    row.kind === 'row'
      ? context.keys.place({ kind: 'row', cells: Array.from(columns, (source) => row.cells[source] ?? []) }, row.line)
      : row,
  );
  return { rows, before: views };
}

function withoutSpan(cell: AdfNode): AdfNode {
  if (spanOf(cell, 'colspan') === 1 && spanOf(cell, 'rowspan') === 1) {
    return cell;
  }
  const { colspan: _colspan, rowspan: _rowspan, colwidth: _colwidth, ...attrs } = cell.attrs ?? {};
  return { ...cell, attrs };
}

/** Of the kind of the row's last cell, so that header rows stay header rows. */
function emptyCell(row: RenderedBlock): AdfNode {
  const type = contentOf(row.node).at(-1)?.type ?? 'tableCell';
  return { type, content: [paragraph([])] };
}

export function mergeRow(context: MergeContext, block: RenderedBlock, before: Row, after: Row): AdfNode {
  const cells = block.cells ?? [];
  const content = cells.map((cell, index) => {
    const end = cells[index + 1]?.column ?? Math.max(cell.column + 1, after.cells.length);
    const edited = after.cells[cell.column] ?? [];
    const was = before.cells[cell.column] ?? [];
    // What was written into the columns a wide cell covers goes into that cell: there is no other place for it.
    const spilled = after.cells.slice(cell.column + 1, end).filter((extra) => extra.length > 0);
    const isSame = spilled.length === 0 && JSON.stringify(edited) === JSON.stringify(was);
    return isSame ? cell.node : mergeCell(context.options, cell, was, [edited, ...spilled]);
  });
  const missing = cells.length === 0 ? after.cells.filter((cell) => cell.length > 0) : [];
  const added = missing.map((cell): AdfNode => ({ type: 'tableCell', content: [paragraph(cell)] }));
  return { ...block.node, content: [...content, ...added] };
}
