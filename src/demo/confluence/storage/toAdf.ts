import * as adf from '../../adf.ts';
import type { AdfNode } from '../../jira/model.ts';
import { type ImportOptions, InlineReader, isBlank, isInline, type XmlNode } from './inlineToAdf.ts';
import { type BlockReader, macroNode } from './macros.ts';
import { childOf, parseXml, textOf, type XmlElement } from './xml.ts';

/** Storage format as ADF, as far as ADF can say it; what it cannot say keeps its text. Throws XmlError. */
export function toAdf(storage: string, options: ImportOptions): AdfNode {
  return adf.doc(...new Reader(options).blocks(parseXml(storage)));
}

class Reader implements BlockReader {
  private readonly options: ImportOptions;
  private readonly inlineReader: InlineReader;

  constructor(options: ImportOptions) {
    this.options = options;
    this.inlineReader = new InlineReader(options);
  }

  /** Blocks of mixed content: runs of inline nodes become paragraphs. */
  blocks(nodes: readonly XmlNode[]): AdfNode[] {
    const result: AdfNode[] = [];
    let run: XmlNode[] = [];
    const flush = (): void => {
      const content = run.every(isBlank) ? [] : this.inline(run);
      if (content.length > 0) result.push(adf.p(...content));
      run = [];
    };
    for (const node of nodes) {
      if (typeof node === 'string' || isInline(node)) run.push(node);
      else {
        flush();
        result.push(...this.block(node));
      }
    }
    flush();
    return result;
  }

  /** Never empty, for parents that must have content. */
  someBlocks(nodes: readonly XmlNode[]): AdfNode[] {
    const blocks = this.blocks(nodes);
    return blocks.length > 0 ? blocks : [adf.p()];
  }

  private block(element: XmlElement): AdfNode[] {
    const { name, children } = element;
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level !== undefined) {
      return [{ type: 'heading', attrs: { level: Number(level) }, content: this.inline(children) }];
    }
    switch (name) {
      case 'p':
        return this.blocksOfParagraph(children);
      case 'hr':
        return [adf.rule()];
      case 'ul':
      case 'ol':
        return this.list(element);
      case 'blockquote':
        return [
          {
            type: 'blockquote',
            content: this.someBlocks(children).flatMap(onlyIn('paragraph', 'bulletList', 'orderedList', 'codeBlock')),
          },
        ];
      case 'pre':
        return [adf.codeBlock('', textOf(children))];
      case 'table':
        return this.table(element);
      case 'ac:task-list':
        return this.tasks(element);
      case 'ac:layout':
        return this.blocks(children);
      case 'ac:layout-section':
        return this.layout(element);
      case 'ac:image':
        return this.image(element);
      case 'ac:adf-extension':
        return this.adfExtension(element);
      case 'ac:structured-macro':
        return macroNode(element, this);
      default:
        return this.blocks(children); // div, section and whatever else only groups
    }
  }

  private blocksOfParagraph(children: readonly XmlNode[]): AdfNode[] {
    // Older editors put images and macros inside a paragraph, where ADF has blocks only beside it.
    if (children.every(isInline)) return [adf.p(...this.inline(children))];
    return this.blocks(children);
  }

  private list(element: XmlElement): AdfNode[] {
    const items = element.children.filter((child) => typeof child !== 'string' && child.name === 'li');
    if (items.length === 0) return [];
    const content = items.map((item) => ({
      type: 'listItem',
      content: this.someBlocks(typeof item === 'string' ? [] : item.children).flatMap(
        onlyIn('paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle', 'taskList', 'extension'),
      ),
    }));
    return element.name === 'ul'
      ? [{ type: 'bulletList', content }]
      : [{ type: 'orderedList', attrs: { order: Number(element.attributes['start'] ?? 1) || 1 }, content }];
  }

  private table(element: XmlElement): AdfNode[] {
    const rows: AdfNode[] = [];
    const visit = (parent: XmlElement): void => {
      for (const child of parent.children) {
        if (typeof child === 'string') continue;
        if (child.name === 'tr') rows.push({ type: 'tableRow', content: this.cells(child) });
        else if (child.name !== 'colgroup') visit(child);
      }
    };
    visit(element);
    return rows.length === 0 ? [] : [{ type: 'table', attrs: { layout: 'default' }, content: rows }];
  }

  private cells(row: XmlElement): AdfNode[] {
    const cells: AdfNode[] = [];
    for (const cell of row.children) {
      if (typeof cell === 'string' || (cell.name !== 'th' && cell.name !== 'td')) continue;
      const attrs: Record<string, number> = {};
      for (const name of ['colspan', 'rowspan']) {
        const count = Number(cell.attributes[name]);
        if (count > 1) attrs[name] = count;
      }
      const content = this.someBlocks(cell.children).flatMap(notIn('table', 'layoutSection', 'bodiedExtension'));
      cells.push({ type: cell.name === 'th' ? 'tableHeader' : 'tableCell', attrs, content });
    }
    return cells;
  }

  private tasks(element: XmlElement): AdfNode[] {
    const items: AdfNode[] = [];
    for (const task of element.children) {
      if (typeof task === 'string' || task.name !== 'ac:task') continue;
      const read = (name: string): string => textOf(childOf(task, name)?.children ?? []).trim();
      const content = this.inline(childOf(task, 'ac:task-body')?.children ?? []);
      const localId = read('ac:task-uuid') || adf.localIdOf(['task', read('ac:task-id'), content]);
      const state = read('ac:task-status') === 'complete' ? 'DONE' : 'TODO';
      items.push({ type: 'taskItem', attrs: { localId, state }, content });
    }
    return items.length === 0 ? [] : [{ type: 'taskList', attrs: { localId: adf.localIdOf(items) }, content: items }];
  }

  private layout(section: XmlElement): AdfNode[] {
    const cells = section.children.filter((child): child is XmlElement => typeof child !== 'string');
    if (cells.length === 1) return this.blocks(cells[0]?.children ?? []);
    return [adf.columns(...cells.map((cell) => this.someBlocks(cell.children).flatMap(notIn('layoutSection'))))];
  }

  private image(element: XmlElement): AdfNode[] {
    const external = childOf(element, 'ri:url')?.attributes['ri:value'];
    const alt = element.attributes['ac:alt'] ?? '';
    if (external !== undefined) {
      return [
        {
          type: 'mediaSingle',
          attrs: { layout: 'center' },
          content: [{ type: 'media', attrs: { type: 'external', url: external, alt } }],
        },
      ];
    }
    const fileName = childOf(element, 'ri:attachment')?.attributes['ri:filename'] ?? '';
    const fileId = this.options.fileId(fileName);
    return fileId === undefined ? [adf.p(adf.em(fileName || 'image'))] : [adf.image(fileId, '', alt || fileName)];
  }

  private adfExtension(element: XmlElement): AdfNode[] {
    const node = childOf(element, 'ac:adf-node');
    if (node?.attributes['type'] === 'decision-list') return this.decisions(node);
    if (node?.attributes['type'] === 'panel') {
      const content = childOf(node, 'ac:adf-content')?.children ?? [];
      return [{ type: 'panel', attrs: { panelType: 'note' }, content: this.panelBlocks(content) }];
    }
    return this.blocks(childOf(element, 'ac:adf-fallback')?.children ?? []);
  }

  panelBlocks(children: readonly XmlNode[]): AdfNode[] {
    return this.someBlocks(children).flatMap(
      onlyIn(
        'paragraph',
        'heading',
        'bulletList',
        'orderedList',
        'codeBlock',
        'taskList',
        'decisionList',
        'rule',
        'mediaSingle',
      ),
    );
  }

  private decisions(list: XmlElement): AdfNode[] {
    const attributeOf = (node: XmlElement, key: string): string => {
      for (const child of node.children) {
        if (typeof child !== 'string' && child.attributes['key'] === key) return textOf(child.children).trim();
      }
      return '';
    };
    const items: AdfNode[] = [];
    for (const item of list.children) {
      if (typeof item === 'string' || item.attributes['type'] !== 'decision-item') continue;
      const content = this.inline(childOf(item, 'ac:adf-content')?.children ?? []);
      const localId = attributeOf(item, 'local-id') || adf.localIdOf(content);
      items.push({ type: 'decisionItem', attrs: { localId, state: attributeOf(item, 'state') || 'DECIDED' }, content });
    }
    const localId = attributeOf(list, 'local-id') || adf.localIdOf(items);
    return items.length === 0 ? [] : [{ type: 'decisionList', attrs: { localId }, content: items }];
  }

  private inline(nodes: readonly XmlNode[]): AdfNode[] {
    return this.inlineReader.inline(nodes, []);
  }
}

/** Keeps the nodes that the parent may hold, and the text of the others. */
function onlyIn(...types: string[]): (node: AdfNode) => AdfNode[] {
  return (node) => (types.includes(node.type) ? [node] : paragraphsOf(node));
}

function notIn(...types: string[]): (node: AdfNode) => AdfNode[] {
  return (node) => (types.includes(node.type) ? paragraphsOf(node) : [node]);
}

function paragraphsOf(node: AdfNode): AdfNode[] {
  const found: AdfNode[] = [];
  const visit = (current: AdfNode): void => {
    const isLine = ['paragraph', 'heading', 'decisionItem', 'taskItem'].includes(current.type);
    if (isLine) found.push(adf.p(...(current.content ?? [])));
    else for (const child of current.content ?? []) visit(child);
  };
  visit(node);
  return found.length > 0 ? found : [adf.p()];
}
