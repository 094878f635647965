import * as adf from '../../adf.ts';
import type { AdfNode } from '../../jira/model.ts';
import { plainTextBody } from './macros.ts';
import { childOf, textOf, type XmlElement } from './xml.ts';

type Marks = NonNullable<AdfNode['marks']>;
export type XmlNode = XmlElement | string;

export interface ImportOptions {
  /** Media id of an attachment by its file name. */
  fileId(fileName: string): string | undefined;
  displayName(accountId: string): string;
}

const inlineNames = new Set(
  'a b strong i em u s del code sub sup span br time ac:link ac:emoticon ac:inline-comment-marker ac:placeholder'.split(
    ' ',
  ),
);
const simpleMarks: Readonly<Record<string, Marks[number]>> = {
  b: { type: 'strong' },
  strong: { type: 'strong' },
  i: { type: 'em' },
  em: { type: 'em' },
  u: { type: 'underline' },
  s: { type: 'strike' },
  del: { type: 'strike' },
  code: { type: 'code' },
  sub: { type: 'subsup', attrs: { type: 'sub' } },
  sup: { type: 'subsup', attrs: { type: 'sup' } },
};

/** Macros that stand in a line of text. */
const inlineMacros = new Set(['status', 'anchor', 'jira']);
const isInlineMacro = (node: XmlElement): boolean =>
  node.name === 'ac:structured-macro' && inlineMacros.has(node.attributes['ac:name'] ?? '');
export const isInline = (node: XmlNode): boolean =>
  typeof node === 'string' || inlineNames.has(node.name) || isInlineMacro(node);
export const isBlank = (node: XmlNode): boolean => typeof node === 'string' && node.trim() === '';

export class InlineReader {
  private readonly options: ImportOptions;

  constructor(options: ImportOptions) {
    this.options = options;
  }

  /** Inline content; blocks inside it give only their text. */
  inline(nodes: readonly XmlNode[], marks: Marks): AdfNode[] {
    return nodes.flatMap((node) =>
      typeof node === 'string' ? textNode(node, marks) : this.inlineElement(node, marks),
    );
  }

  private inlineElement(element: XmlElement, marks: Marks): AdfNode[] {
    const { name, attributes, children } = element;
    const mark = simpleMarks[name];
    if (mark) return this.inline(children, [...marks, mark]);
    switch (name) {
      case 'br':
        return [adf.hardBreak()];
      case 'a': {
        const href = attributes['href'] ?? '';
        if (attributes['data-card-appearance'] !== undefined) return [adf.inlineCard(href)];
        return this.inline(children, href ? [...marks, { type: 'link', attrs: { href } }] : marks);
      }
      case 'ac:inline-comment-marker': {
        const attrs = { id: attributes['ac:ref'] ?? '', annotationType: 'inlineComment' };
        return this.inline(children, [...marks, { type: 'annotation', attrs }]);
      }
      case 'time': {
        const instant = Date.parse(attributes['datetime'] ?? '');
        return Number.isNaN(instant) ? [] : [adf.date(instant)];
      }
      case 'ac:emoticon': {
        const shortName = attributes['ac:emoji-shortname'] ?? `:${attributes['ac:name'] ?? 'smile'}:`;
        return [adf.emoji(shortName, attributes['ac:emoji-fallback'] ?? shortName)];
      }
      case 'ac:placeholder':
        return [{ type: 'placeholder', attrs: { text: textOf(children) } }];
      case 'ac:link':
        return this.link(element, marks);
      case 'ac:structured-macro':
        return this.inlineMacro(element);
      default:
        return this.inline(children, marks);
    }
  }

  private link(element: XmlElement, marks: Marks): AdfNode[] {
    const accountId = childOf(element, 'ri:user')?.attributes['ri:account-id'];
    if (accountId !== undefined) return [adf.mention({ accountId, displayName: this.options.displayName(accountId) })];
    const body = childOf(element, 'ac:plain-text-link-body') ?? childOf(element, 'ac:link-body');
    const title = childOf(element, 'ri:page')?.attributes['ri:content-title'] ?? '';
    const content = body ? this.inline(body.children, marks) : textNode(title, marks);
    return content;
  }

  private inlineMacro(element: XmlElement): AdfNode[] {
    if (!isInlineMacro(element)) return textNode(textOf(element.children), []);
    const name = element.attributes['ac:name'] ?? '';
    if (name !== 'status') return [adf.inlineMacro(name, plainTextBody(element).parameters)];
    const { title = '', colour = 'Grey' } = plainTextBody(element).parameters;
    const color = {
      Grey: 'neutral',
      Purple: 'purple',
      Blue: 'blue',
      Red: 'red',
      Yellow: 'yellow',
      Green: 'green',
    } as const;
    const known = Object.entries(color).find(([name]) => name === colour)?.[1] ?? 'neutral';
    return title === '' ? [] : [adf.status(title, known)];
  }
}

function textNode(text: string, marks: Marks): AdfNode[] {
  const shown = text.replace(/[ \t\r\n]+/g, ' ');
  if (shown === '') return [];
  // Code may be a link or commented upon, but cannot be bold.
  const isCode = marks.some((mark) => mark.type === 'code');
  const kept = isCode ? marks.filter((mark) => ['code', 'link', 'annotation'].includes(mark.type)) : marks;
  const seen = new Set<string>();
  return [adf.text(shown, ...kept.filter((mark) => !seen.has(mark.type) && seen.add(mark.type)))];
}
