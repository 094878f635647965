import type { PageBlock, PageContainer } from '#domain/page.ts';
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
const containerKinds: Readonly<Record<string, PageContainer['kind']>> = {
  expand: 'expand',
  nestedExpand: 'expand',
  panel: 'panel',
  blockquote: 'quote',
};

type Facts = Pick<PageBlock, 'state' | 'id' | 'cells' | 'columns' | 'isHeader' | 'depth' | 'table'>;

class BlockReader {
  readonly blocks: PageBlock[] = [];
  private readonly sections: readonly PlacedSection[];
  private readonly options: MarkdownOptions;
  private readonly macros: string[] = [];
  private readonly containers: PageContainer[] = [];
  private containerCount = 0;
  private tableCount = 0;
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
    const container = containerKinds[node.type];
    if (node.type.endsWith('List')) {
      this.items(node, 0);
    } else if (node.type === 'table') {
      this.rows(node);
    } else if (container !== undefined) {
      this.inside(node, container);
    } else {
      this.add(kinds[node.type] ?? 'paragraph', node, [node]);
    }
  }

  private inside(node: AdfNode, kind: PageContainer['kind']): void {
    const title = stringAttribute(node, 'title') ?? '';
    this.containerCount += 1;
    this.containers.push({ kind, number: this.containerCount, ...(title !== '' && { title }) });
    this.push('paragraph', title, { type: node.type }, title, {});
    for (const child of contentOf(node)) {
      this.block(child);
    }
    this.containers.pop();
  }

  /** Each item by itself; lists in it have items of their own. */
  private items(list: AdfNode, depth: number): void {
    for (const item of contentOf(list)) {
      if (item.type.endsWith('List')) {
        this.items(item, depth + 1);
        continue;
      }
      const isNested = ({ type }: AdfNode) => type.endsWith('List');
      const own = { ...item, content: contentOf(item).filter((child) => !isNested(child)) };
      const [kind, facts] = itemFacts(item);
      this.add(kind, own, [{ ...list, content: [own] }], { ...facts, ...(depth > 0 && { depth }) });
      for (const nested of contentOf(item).filter(isNested)) {
        this.items(nested, depth + 1);
      }
    }
  }

  private rows(table: AdfNode): void {
    let columns: readonly string[] | undefined;
    this.tableCount += 1;
    const place = { table: this.tableCount };
    contentOf(table).forEach((row, index) => {
      const cells = contentOf(row).map((cell) => plainText(cell, this.options));
      const isHeader = index === 0 && contentOf(row).every(({ type }) => type === 'tableHeader');
      const written = contentOf(row).map((cell) =>
        renderSequence(contentOf(cell), this.options).lines.join(' ').replace(/\s+/g, ' '),
      );
      const facts = { cells, ...place, ...(isHeader ? { isHeader } : columns && { columns }) };
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
      ...(this.containers.length > 0 && { containers: [...this.containers] }),
      ...marksOf(node, this.options),
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

/** What stands out in the text: people, lozenges, placeholders. */
function marksOf(node: AdfNode, options: MarkdownOptions): Pick<PageBlock, 'people' | 'statuses' | 'placeholders'> {
  const atoms = atomsOf(node);
  const textsOf = (type: string) =>
    atoms.flatMap((atom) => (atom.type === type ? [plainText(atom, options)] : [])).filter((text) => text !== '');
  const people = atoms.flatMap((atom) => {
    const accountId = atom.type === 'mention' ? stringAttribute(atom, 'id') : undefined;
    return accountId === undefined ? [] : [{ accountId, name: plainText(atom, options).replace(/^@/, '') }];
  });
  const [statuses, placeholders] = [textsOf('status'), textsOf('placeholder')];
  return {
    ...(people.length > 0 && { people }),
    ...(statuses.length > 0 && { statuses }),
    ...(placeholders.length > 0 && { placeholders }),
  };
}

function atomsOf(node: AdfNode): AdfNode[] {
  const content = contentOf(node);
  return content.length === 0 ? [node] : content.flatMap(atomsOf);
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
