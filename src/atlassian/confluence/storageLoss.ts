import { type AdfDocument, type AdfNode, contentOf, isRecord } from '../adf/document.ts';
import { countWords, readStorage, thingOfMacro } from './storageCensus.ts';

const mostParts = 20;

/**
 * What a page in storage format holds that its Atlassian document does not, in a few words each: writing the document
 * back would lose it. The site converts pages of the old editor as well as it can and does not say what it left out,
 * so both are counted. Empty for pages of the new editor, whose storage format is made from the document.
 */
export function storageLoss(storage: string, document: AdfDocument): string[] {
  const written = readStorage(storage);
  const kept = new DocumentCensus(document);
  const things = [...written.things].filter(([thing, count]) => count > (kept.things.get(thing) ?? 0));
  const formats = [...written.formats].filter((format) => !kept.formats.has(format));
  const parameters = written.parameters.filter(({ words }) => words.some((word) => !kept.words.has(word)));
  const words = [...written.words].filter(([word, count]) => count > (kept.words.get(word) ?? 0));
  const lost = [
    ...written.foreign,
    ...things.map(([thing]) => thing),
    ...formats,
    ...parameters.map(({ name }) => name),
    ...words.map(([word]) => `text "${word}"`),
  ];
  return [...new Set(lost)].slice(0, mostParts);
}

const thingOfNode: Readonly<Record<string, string>> = {
  heading: 'heading',
  codeBlock: 'code block',
  blockquote: 'quote',
  rule: 'rule',
  listItem: 'list item',
  panel: 'panel',
  expand: 'expand',
  nestedExpand: 'expand',
  status: 'status',
  media: 'image',
  mediaInline: 'image',
  mention: 'mention',
  date: 'date',
  emoji: 'emoji',
  placeholder: 'placeholder',
  table: 'table',
  tableRow: 'table row',
  tableCell: 'table cell',
  tableHeader: 'table cell',
  taskItem: 'task',
  blockTaskItem: 'task',
  decisionItem: 'decision',
  layoutColumn: 'column',
  inlineCard: 'link',
  blockCard: 'link',
  embedCard: 'link',
};

const formatOfMark: Readonly<Record<string, string>> = {
  strong: 'bold text',
  em: 'italic text',
  underline: 'underlined text',
  strike: 'struck text',
  code: 'code',
  subsup: 'sub- or superscript',
  annotation: 'inline comment',
  textColor: 'coloured text',
  alignment: 'alignment',
};

class DocumentCensus {
  readonly things = new Map<string, number>();
  readonly formats = new Set<string>();
  readonly words: ReadonlyMap<string, number>;
  private readonly spoken: string[] = [];

  constructor(document: AdfDocument) {
    for (const node of document.content) {
      this.visit(node);
    }
    this.words = countWords(this.spoken.join(''));
  }

  private visit(node: AdfNode): void {
    this.count(thingOfNode[node.type]);
    if (/extension$/i.test(node.type)) {
      const key = String(node.attrs?.['extensionKey']);
      this.count(`macro ${key}`);
      this.count(thingOfMacro[key]);
    }
    for (const { type } of node.marks ?? []) {
      const format = formatOfMark[type];
      if (format !== undefined) {
        this.formats.add(format);
      }
      this.count(type === 'link' ? 'link' : undefined);
    }
    if (node.type === 'text') {
      this.spoken.push(node.text ?? '');
      return;
    }
    this.spoken.push(' ', ...stringsIn(node.attrs).map((text) => `${text} `));
    for (const child of contentOf(node)) {
      this.visit(child);
    }
    this.spoken.push(' ');
  }

  private count(thing: string | undefined): void {
    if (thing !== undefined) {
      this.things.set(thing, (this.things.get(thing) ?? 0) + 1);
    }
  }
}

/** All strings in attributes: what macros and cards say is there. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  const inner = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return inner.flatMap(stringsIn);
}
