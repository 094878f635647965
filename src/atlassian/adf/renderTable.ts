import { type AdfNode, contentOf, numberAttribute, textOf } from './document.ts';
import { codeSpan } from './escape.ts';
import type { MarkdownOptions } from './inlineText.ts';
import type { CellLeaf, Fragment, RenderedBlock, RenderedCell } from './rendered.ts';
import { renderInlineLines } from './renderInline.ts';

const maxColumns = 1000;
const maxFilledColumns = 100;

interface Row {
  readonly node: AdfNode;
  readonly cells: RenderedCell[];
  /** Text by grid column; columns covered by a span of another cell stay empty. */
  readonly texts: string[];
}

/** A table as GitHub writes it. Markdown needs a header row: one without text stands in when the table has none. */
export function renderTable(table: AdfNode, options: MarkdownOptions): Fragment {
  const rows = layOut(table, options);
  const width = rows.reduce((widest, row) => Math.max(widest, row.texts.length), 1);
  const firstRow = rows[0];
  const hasHeader = firstRow !== undefined && isHeaderRow(firstRow.node);
  // One row as wide as that must not blow up all others; Markdown fills them up by itself.
  const fill = width > maxFilledColumns ? 1 : width;
  const write = (texts: readonly string[]): string =>
    `| ${Array.from({ length: Math.max(fill, texts.length) }, (_, column) => texts[column] ?? '').join(' | ')} |`;
  const lines = [write(hasHeader ? firstRow.texts : []), write(new Array<string>(width).fill('---'))];
  const blocks: RenderedBlock[] = [];
  rows.forEach((row, index) => {
    const isHeader = hasHeader && index === 0;
    const start = isHeader ? 0 : lines.length;
    if (!isHeader) {
      lines.push(write(row.texts));
    }
    blocks.push({ node: row.node, role: 'own', start, end: start + 1, children: [], cells: row.cells });
  });
  return { lines, blocks };
}

function isHeaderRow(row: AdfNode): boolean {
  const cells = contentOf(row);
  return cells.length > 0 && cells.every((cell) => cell.type === 'tableHeader');
}

export function spanOf(cell: AdfNode, name: 'colspan' | 'rowspan'): number {
  return Math.min(maxColumns, Math.max(1, Math.floor(numberAttribute(cell, name) ?? 1)));
}

/** Puts every cell into its grid column, past the cells of rows above that reach down. */
function layOut(table: AdfNode, options: MarkdownOptions): Row[] {
  /** Rows that still are covered, by column. */
  const covered: number[] = [];
  return contentOf(table).map((node) => {
    const row: Row = { node, cells: [], texts: [] };
    let column = 0;
    for (const cell of contentOf(node)) {
      while ((covered[column] ?? 0) > 0) {
        column += 1;
      }
      const { lines, leaves } = renderCell(cell, options);
      row.cells.push({ node: cell, column, leaves });
      const width = Math.min(spanOf(cell, 'colspan'), Math.max(1, maxColumns - column));
      for (let offset = 0; offset < width; offset += 1) {
        covered[column + offset] = spanOf(cell, 'rowspan');
        row.texts[column + offset] = '';
      }
      row.texts[column] = lines.join('<br>').replaceAll('|', '\\|');
      column += width;
    }
    for (let index = 0; index < covered.length; index += 1) {
      covered[index] = Math.max(0, (covered[index] ?? 0) - 1);
    }
    return row;
  });
}

const leafTypes: ReadonlySet<string> = new Set([
  'codeBlock',
  'rule',
  'paragraph',
  'heading',
  'caption',
  'taskItem',
  'decisionItem',
]);

/** A block in a cell that has lines of its own; of all others only what is in them shows. */
export function isCellLeaf(node: AdfNode): boolean {
  const isContainer = node.type.endsWith('List') || node.type === 'listItem' || node.type === 'blockTaskItem';
  return leafTypes.has(node.type) || (!isContainer && contentOf(node).length === 0);
}

function renderCell(cell: AdfNode, options: MarkdownOptions): { lines: string[]; leaves: CellLeaf[] } {
  const lines: string[] = [];
  const leaves: CellLeaf[] = [];
  const add = (node: AdfNode, own: readonly string[], prefix: string): void => {
    const start = lines.length;
    own.forEach((line, index) => {
      lines.push((index === 0 ? prefix : ' '.repeat(prefix.length)) + line);
    });
    leaves.push({ node, start, end: lines.length, prefix: prefix.trimStart() });
  };
  const visit = (node: AdfNode, prefix: string, indent: string): void => {
    const children = contentOf(node);
    switch (node.type) {
      case 'codeBlock':
        add(node, codeOf(node), prefix);
        return;
      case 'bulletList':
      case 'orderedList':
      case 'taskList':
      case 'decisionList':
        children.forEach((item, index) => {
          const inner = item.type.endsWith('List') ? `${indent}  ` : indent;
          visit(item, item.type.endsWith('List') ? '' : `${indent}${itemMarker(node, item, index)}`, inner);
        });
        return;
      case 'listItem':
      case 'blockTaskItem':
        children.forEach((child, index) => {
          visit(child, index === 0 && !child.type.endsWith('List') ? prefix : `${indent}  `, `${indent}  `);
        });
        return;
      case 'rule':
        add(node, ['---'], prefix);
        return;
      case 'paragraph':
      case 'heading':
      case 'caption':
      case 'taskItem':
      case 'decisionItem':
        add(node, renderInlineLines(children, options), prefix);
        return;
      default:
        if (children.length === 0) {
          add(node, renderInlineLines([node], options), prefix);
        }
        for (const child of children) {
          visit(child, prefix, indent);
        }
    }
  };
  for (const child of contentOf(cell)) {
    visit(child, '', '');
  }
  return { lines, leaves };
}

function itemMarker(list: AdfNode, item: AdfNode, index: number): string {
  switch (item.type) {
    case 'taskItem':
    case 'blockTaskItem':
      return item.attrs?.['state'] === 'DONE' ? '[x] ' : '[ ] ';
    case 'decisionItem':
      return item.attrs?.['state'] === 'UNDECIDED' ? '[undecided] ' : '[decision] ';
    default:
      return list.type === 'orderedList' ? `${(numberAttribute(list, 'order') ?? 1) + index}. ` : '- ';
  }
}

function codeOf(node: AdfNode): string[] {
  const lines = textOf(node).split(/\r\n?|\n/);
  return lines.filter((line) => line.trim() !== '').map((line) => codeSpan(line));
}
