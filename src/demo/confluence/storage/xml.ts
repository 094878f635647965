/** Just enough XML for Confluence's storage format: elements, attributes, text, CDATA, comments, entities. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

export class XmlError extends Error {}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  laquo: '«',
  raquo: '»',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  ecirc: 'ê',
  ocirc: 'ô',
  ucirc: 'û',
  icirc: 'î',
  acirc: 'â',
  ugrave: 'ù',
  euro: '€',
  rarr: '→',
  times: '×',
  bull: '•',
};

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);?/gi, (_, name: string) => {
    const point = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    if (name.startsWith('#')) return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    const value = entities[name.toLowerCase()];
    if (value === undefined) throw new XmlError(`The entity "${name}" was referenced, but not declared.`);
    return value;
  });
}

const maximumDepth = 200;
const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|[^<]+|</g;

/** The children of a fragment's invisible root. Throws XmlError when it is not well formed. */
export function parseXml(source: string): (XmlElement | string)[] {
  const root: { name: string; attributes: Record<string, string>; children: (XmlElement | string)[] } = {
    name: '',
    attributes: {},
    children: [],
  };
  const open = [root];
  for (const match of source.matchAll(token)) {
    const [whole, closing, opening, attributes = '', selfClosing] = match;
    const current = open.at(-1) ?? root;
    if (whole.startsWith('<!--')) continue;
    if (whole.startsWith('<![CDATA[')) current.children.push(whole.slice(9, -3));
    else if (closing !== undefined) {
      if (open.length === 1 || current.name !== closing) throw new XmlError(`Unexpected close tag </${closing}>`);
      open.pop();
    } else if (opening !== undefined) {
      const element = { name: opening, attributes: parseAttributes(attributes), children: [] };
      current.children.push(element);
      if (selfClosing !== '/') open.push(element);
      if (open.length > maximumDepth) throw new XmlError('Nested too deeply');
    } else if (whole === '<') throw new XmlError('Unexpected character <');
    else current.children.push(decodeEntities(whole));
  }
  if (open.length > 1) throw new XmlError(`Missing close tag </${open.at(-1)?.name ?? ''}>`);
  return root.children;
}

function parseAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(/([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
    attributes[name] = decodeEntities(value.slice(1, -1));
  }
  return attributes;
}

export function textOf(nodes: readonly (XmlElement | string)[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) if (typeof child !== 'string' && child.name === name) return child;
  return undefined;
}
