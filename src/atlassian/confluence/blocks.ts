import type { PageBlock } from '#domain/page.ts';
import { type AdfDocument, type AdfNode, contentOf, stringAttribute } from '../adf/document.ts';
import { type MarkdownOptions, macroName } from '../adf/inlineText.ts';
import { safeHref } from '../adf/links.ts';
import { isThrough, renderSequence } from '../adf/renderBlocks.ts';
import type { PlacedSection } from './outline.ts';
import { plainText } from './plainText.ts';

/** The parts of a document, in order; those that show nothing are left out. */
export function blocksOf(
  document: AdfDocument,
  sections: readonly PlacedSection[],
  options: MarkdownOptions,
): PageBlock[] {
  const reader = new BlockReader(sections, options);
  reader.level(document.content, []);
  return reader.blocks;
}

const kinds: Readonly<Record<string, PageBlock['kind']>> = {
  heading: 'heading',
  codeBlock: 'code',
  mediaSingle: 'media',
  mediaGroup: 'media',
  extension: 'macro',
};
/** Blocks that say nothing but, perhaps, a title. */
const containers = new Set(['expand', 'nestedExpand', 'panel', 'blockquote']);

type Facts = Omit<PageBlock, 'kind' | 'markdown' | 'text' | 'path' | 'section' | 'macros' | 'links'>;

class BlockReader {
  readonly blocks: PageBlock[] = [];
  private readonly sections: readonly PlacedSection[];
  private readonly options: MarkdownOptions;
  private readonly macros: string[] = [];
  private section: PlacedSection['shown'] | undefined;

  constructor(sections: readonly PlacedSection[], options: MarkdownOptions) {
    this.sections = sections;
    this.options = options;
  }

  /** Blocks of the page, or of what stands between others without being seen, where sections begin and end. */
  level(nodes: readonly AdfNode[], path: readonly number[]): void {
    const around = this.section;
    const key = path.join();
    const here = this.sections.filter(({ place }) => place.path.join() === key);
    nodes.forEach((node, index) => {
      this.section = here.findLast(({ place }) => place.start <= index && index < place.end)?.shown ?? around;
      if (!isThrough(node)) {
        this.block(node);
        return;
      }
      const isMacro = node.type === 'bodiedExtension';
      if (isMacro) {
        this.macros.push(macroName(node));
      }
      this.level(contentOf(node), [...path, index]);
      if (isMacro) {
        this.macros.pop();
      }
    });
    this.section = around;
  }

  private block(node: AdfNode): void {
    const kind = kinds[node.type];
    if (node.type.endsWith('List')) {
      this.items(node);
    } else if (node.type === 'table') {
      this.rows(node);
    } else if (containers.has(node.type)) {
      const title = stringAttribute(node, 'title') ?? '';
      this.push('paragraph', title, { type: node.type }, title, {});
      for (const child of contentOf(node)) {
        this.block(child);
      }
    } else {
      this.add(kind ?? 'paragraph', node, [node]);
    }
  }

  /** Each item by itself; lists in it have items of their own. */
  private items(list: AdfNode): void {
    for (const item of contentOf(list)) {
      if (item.type.endsWith('List')) {
        this.items(item);
        continue;
      }
      const isNested = ({ type }: AdfNode) => type.endsWith('List');
      const own = { ...item, content: contentOf(item).filter((child) => !isNested(child)) };
      const [kind, facts] = itemFacts(item);
      this.add(kind, own, [{ ...list, content: [own] }], facts);
      for (const nested of contentOf(item).filter(isNested)) {
        this.items(nested);
      }
    }
  }

  private rows(table: AdfNode): void {
    let columns: readonly string[] | undefined;
    contentOf(table).forEach((row, index) => {
      const cells = contentOf(row).map((cell) => plainText(cell, this.options));
      const isHeader = index === 0 && contentOf(row).every(({ type }) => type === 'tableHeader');
      const written = contentOf(row).map((cell) =>
        renderSequence(contentOf(cell), this.options).lines.join(' ').replace(/\s+/g, ' '),
      );
      const facts = { cells, ...(isHeader ? { isHeader } : columns && { columns }) };
      this.push('row', `| ${written.join(' | ')} |`, row, cells.join(' | '), facts);
      columns = isHeader ? cells : columns;
    });
  }

  private add(kind: PageBlock['kind'], node: AdfNode, shown: readonly AdfNode[], facts: Facts = {}): void {
    this.push(kind, renderSequence(shown, this.options).lines.join('\n'), node, plainText(node, this.options), facts);
  }

  private push(kind: PageBlock['kind'], markdown: string, node: AdfNode, text: string, facts: Facts): void {
    if (markdown.replace(/[|\s]/g, '') === '') {
      return;
    }
    const links = [...new Set(this.linksIn(node))];
    this.blocks.push({
      kind,
      markdown,
      text,
      path: this.section?.path ?? [],
      ...(this.section && { section: this.section.number }),
      ...facts,
      ...(this.macros.length > 0 && { macros: [...this.macros] }),
      ...(links.length > 0 && { links }),
    });
  }

  private linksIn(node: AdfNode): string[] {
    const addresses = [
      ...(node.marks ?? []).map(({ type, attrs }) => (type === 'link' ? attrs?.['href'] : undefined)),
      /Card$/.test(node.type) ? node.attrs?.['url'] : undefined,
    ];
    const own = addresses.flatMap((address) => safeHref(address, this.options.baseUrl) ?? []);
    return [...own, ...contentOf(node).flatMap((child) => this.linksIn(child))];
  }
}

function itemFacts(item: AdfNode): [PageBlock['kind'], Facts] {
  const state = stringAttribute(item, 'state');
  const localId = stringAttribute(item, 'localId');
  const id = localId === undefined ? {} : { id: localId };
  switch (item.type) {
    case 'taskItem':
    case 'blockTaskItem':
      return ['task', { state: state === 'DONE' ? 'done' : 'todo', ...id }];
    case 'decisionItem':
      return ['decision', { state: state === 'DECIDED' ? 'decided' : 'undecided', ...id }];
    default:
      return ['item', {}];
  }
}
