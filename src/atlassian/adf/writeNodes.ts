import type { AdfMark, AdfNode } from './document.ts';
import type { Alert, MarkdownBlock } from './markdownBlock.ts';
import { childrenOf } from './markdownBlock.ts';
import { isAllowedIn } from './nesting.ts';

const panelTypes: Readonly<Record<Alert, string>> = {
  NOTE: 'info',
  IMPORTANT: 'note',
  TIP: 'success',
  WARNING: 'warning',
  CAUTION: 'error',
};

export function panelTypeOf(alert: Alert): string {
  return panelTypes[alert];
}

const hardBreak: AdfNode = { type: 'hardBreak' };
const strong: AdfMark = { type: 'strong' };

/** An existing node that says the same as the block and may stand in the container, if there is one to be used again. */
type Reuse = (block: MarkdownBlock, container: string) => AdfNode | undefined;

/** Turns parsed Markdown into nodes that the schema allows where they are to stand. */
export class NodeWriter {
  private readonly newLocalId: () => string;
  private readonly reuse: Reuse;

  constructor(newLocalId: () => string = () => crypto.randomUUID(), reuse: Reuse = () => undefined) {
    this.newLocalId = newLocalId;
    this.reuse = reuse;
  }

  blocks(blocks: readonly MarkdownBlock[], container: string): AdfNode[] {
    return blocks.flatMap((block) => this.block(block, container));
  }

  /** Any block for any container, lists and tables included. */
  any(block: MarkdownBlock, container: string): AdfNode[] {
    if (block.kind === 'item' && container.endsWith('List')) {
      return [this.item(block, container.replace('List', ''))];
    }
    const reused = this.reuse(block, container);
    if (block.kind === 'row' && reused === undefined && container.startsWith('table')) {
      return [this.row(block, container === 'tableHeaderRow')];
    }
    return reused === undefined ? this.block(block, container) : [reused];
  }

  block(block: MarkdownBlock, container: string): AdfNode[] {
    const fits = (type: string): boolean => isAllowedIn(container, type);
    const reused = this.reuse(block, container);
    if (reused !== undefined) {
      return [reused];
    }
    switch (block.kind) {
      case 'paragraph':
        return [paragraph(block.inline)];
      case 'heading':
        return fits('heading')
          ? [{ type: 'heading', attrs: { level: block.level }, content: block.inline }]
          : [paragraph(bold(block.inline))];
      case 'code':
        return [codeBlock(block.text, block.language)];
      case 'rule':
        return fits('rule') ? [{ type: 'rule' }] : [paragraph([{ type: 'text', text: '———' }])];
      case 'quote':
        return fits('blockquote')
          ? [{ type: 'blockquote', content: this.filled(block.children, 'blockquote') }]
          : this.blocks(block.children, container);
      case 'panel': {
        const attrs = { panelType: panelTypeOf(block.alert) };
        return fits('panel')
          ? [{ type: 'panel', attrs, content: this.filled(block.children, 'panel') }]
          : this.blocks(block.children, container);
      }
      case 'expand':
        return this.expand(block, container);
      case 'list':
        return this.list(block, container);
      case 'item':
        return this.blocks(block.children, container);
      case 'table':
        return fits('table') ? this.table(block) : childrenOf(block).flatMap((row) => this.block(row, container));
      case 'row':
        return [paragraph(joined(block.cells, { type: 'text', text: ' | ' }))];
    }
  }

  /** Content of a node that must not be empty. */
  filled(blocks: readonly MarkdownBlock[], container: string): AdfNode[] {
    const content = this.blocks(blocks, container);
    return content.length > 0 ? content : [paragraph([])];
  }

  item(item: MarkdownBlock, listType: string): AdfNode {
    const reused = this.reuse(item, `${listType}List`);
    if (reused !== undefined) {
      return reused;
    }
    const children = item.kind === 'item' ? item.children : [item];
    if (listType === 'task' || listType === 'decision') {
      const content = joined(
        children.flatMap((child) => linesOf(child, '')),
        hardBreak,
      );
      const state = item.kind === 'item' ? item.state : 'none';
      const attrs = { localId: this.newLocalId(), state: stateName(state, listType) };
      return { type: listType === 'task' ? 'taskItem' : 'decisionItem', attrs, content };
    }
    return { type: 'listItem', content: this.filled(children, 'listItem') };
  }

  row(row: MarkdownBlock, isHeader: boolean): AdfNode {
    const cells = row.kind === 'row' ? row.cells : [];
    return { type: 'tableRow', content: cells.map((cell) => this.cell(cell, isHeader ? 'tableHeader' : 'tableCell')) };
  }

  cell(inline: readonly AdfNode[], type: string): AdfNode {
    return { type, content: [paragraph(inline)] };
  }

  private expand(block: MarkdownBlock & { readonly kind: 'expand' }, container: string): AdfNode[] {
    const type = ['expand', 'nestedExpand'].find((candidate) => isAllowedIn(container, candidate));
    if (type !== undefined) {
      return [{ type, attrs: { title: block.title }, content: this.filled(block.children, type) }];
    }
    const title = block.title === '' ? [] : [paragraph([{ type: 'text', text: block.title, marks: [strong] }])];
    return [...title, ...this.blocks(block.children, container)];
  }

  private list(list: MarkdownBlock & { readonly kind: 'list' }, container: string): AdfNode[] {
    const type = `${list.listType}List`;
    if (!isAllowedIn(container, type)) {
      // A quotation can hold neither tasks nor decisions: plain items that say what they were.
      const content = list.children.flatMap((child) =>
        child.kind === 'item' ? [this.plainItem(child)] : this.plainItems(child),
      );
      return [{ type: 'bulletList', content }];
    }
    const content = list.children.flatMap((child): AdfNode[] =>
      child.kind === 'item' ? [this.item(child, list.listType)] : this.block(child, container),
    );
    switch (list.listType) {
      case 'ordered':
        return [{ type, ...(list.start === 1 ? {} : { attrs: { order: list.start } }), content }];
      case 'bullet':
        return [{ type, content }];
      default:
        return [{ type, attrs: { localId: this.newLocalId() }, content }];
    }
  }

  private plainItems(list: MarkdownBlock): AdfNode[] {
    return childrenOf(list).flatMap((child) =>
      child.kind === 'item' ? [this.plainItem(child)] : this.plainItems(child),
    );
  }

  private plainItem(item: MarkdownBlock & { readonly kind: 'item' }): AdfNode {
    const lead: AdfNode = { type: 'text', text: `${leadOf(item.state)}` };
    const [first, ...rest] = item.children;
    const text = first?.kind === 'paragraph' ? first.inline : [];
    const others = first?.kind === 'paragraph' || first === undefined ? rest : item.children;
    return { type: 'listItem', content: [paragraph([lead, ...text]), ...this.blocks(others, 'listItem')] };
  }

  private table(table: MarkdownBlock & { readonly kind: 'table' }): AdfNode[] {
    const rows = table.children.map((row, index) => this.row(row, table.hasHeader && index === 0));
    return rows.length === 0 ? [] : [{ type: 'table', content: rows }];
  }
}

export function paragraph(content: readonly AdfNode[]): AdfNode {
  return { type: 'paragraph', content };
}

export function codeBlock(text: string, language: string): AdfNode {
  return {
    type: 'codeBlock',
    ...(language === '' ? {} : { attrs: { language } }),
    ...(text === '' ? {} : { content: [{ type: 'text', text }] }),
  };
}

/** The inline lines a block comes down to where only inline content may stand. */
export function linesOf(block: MarkdownBlock, indent: string): (readonly AdfNode[])[] {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return [indented(block.inline, indent)];
    case 'code':
      return block.text
        .split('\n')
        .filter((line) => line !== '')
        .map((text) => [{ type: 'text', text, marks: [{ type: 'code' }] }]);
    case 'rule':
      return [];
    case 'row':
      return [joined(block.cells, { type: 'text', text: ' | ' })];
    case 'item': {
      const lines = block.children.flatMap((child) => linesOf(child, ''));
      return lines.map((line, index) =>
        indented(line, index === 0 ? `${indent}${leadOf(block.state) || '- '}` : `${indent}  `),
      );
    }
    case 'expand':
      return [
        [{ type: 'text', text: block.title || '…' }],
        ...block.children.flatMap((child) => linesOf(child, indent)),
      ];
    default:
      return childrenOf(block).flatMap((child) => linesOf(child, indent));
  }
}

function indented(inline: readonly AdfNode[], indent: string): readonly AdfNode[] {
  return indent === '' ? inline : [{ type: 'text', text: indent }, ...inline];
}

function joined(parts: readonly (readonly AdfNode[])[], separator: AdfNode): AdfNode[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [separator, ...part]));
}

/** Code keeps its own mark only: the schema lets no other formatting go with it. */
function bold(inline: readonly AdfNode[]): AdfNode[] {
  return inline.map((node) => {
    const marks = node.marks ?? [];
    const isFixed = node.type !== 'text' || marks.some(({ type }) => type === 'code' || type === 'strong');
    return isFixed ? node : { ...node, marks: [...marks, strong] };
  });
}

export function stateName(state: string, listType: string): string {
  if (listType === 'task') {
    return state === 'done' ? 'DONE' : 'TODO';
  }
  return state === 'undecided' ? 'UNDECIDED' : 'DECIDED';
}

function leadOf(state: string): string {
  switch (state) {
    case 'todo':
      return '☐ ';
    case 'done':
      return '☑ ';
    case 'decided':
      return '✔ ';
    case 'undecided':
      return '? ';
    default:
      return '';
  }
}
