/** What a body in storage format holds, counted; by names that are the same for the Atlassian document. */
export interface StorageCensus {
  readonly things: ReadonlyMap<string, number>;
  readonly words: ReadonlyMap<string, number>;
  /** Marks and formats that occur at all: how often is not comparable, as neighbours get joined. */
  readonly formats: ReadonlySet<string>;
  /** Values of macro parameters, with the name to tell them by. */
  readonly parameters: readonly { readonly name: string; readonly words: readonly string[] }[];
  /** Elements and styles that no Atlassian document can say. */
  readonly foreign: readonly string[];
}

const thingOfElement: Readonly<Record<string, string>> = {
  pre: 'code block',
  blockquote: 'quote',
  hr: 'rule',
  li: 'list item',
  table: 'table',
  tr: 'table row',
  td: 'table cell',
  th: 'table cell',
  time: 'date',
  'ac:image': 'image',
  'ac:emoticon': 'emoji',
  'ac:placeholder': 'placeholder',
  'ac:task': 'task',
  'ri:user': 'mention',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, 'heading'])),
};

/** Macros that are nodes of their own in a document. */
export const thingOfMacro: Readonly<Record<string, string>> = {
  code: 'code block',
  noformat: 'code block',
  info: 'panel',
  tip: 'panel',
  note: 'panel',
  warning: 'panel',
  panel: 'panel',
  status: 'status',
  expand: 'expand',
};

const formatOfElement: Readonly<Record<string, string>> = {
  strong: 'bold text',
  b: 'bold text',
  em: 'italic text',
  i: 'italic text',
  u: 'underlined text',
  s: 'struck text',
  del: 'struck text',
  code: 'code',
  sub: 'sub- or superscript',
  sup: 'sub- or superscript',
  'ac:inline-comment-marker': 'inline comment',
};

const formatOfStyle: Readonly<Record<string, string | undefined>> = {
  color: 'coloured text',
  'text-align': 'alignment',
  // Where things stand and how wide they are is kept by other means, or does not matter.
  'background-color': undefined,
  width: undefined,
  'min-width': undefined,
  'max-width': undefined,
  'margin-left': undefined,
  'vertical-align': undefined,
};

/** Elements that go on in the same word. */
const inline = new Set([...Object.keys(formatOfElement), 'a', 'span']);
const expressible = new Set([
  ...inline,
  ...Object.keys(thingOfElement),
  ...'p br ul ol thead tbody tfoot colgroup col div section'.split(' '),
  ...'link link-body plain-text-link-body caption adf-mark structured-macro parameter rich-text-body plain-text-body'
    .split(' ')
    .map((name) => `ac:${name}`),
  ...'layout layout-section layout-cell task-list task-id task-uuid task-status task-body'
    .split(' ')
    .map((name) => `ac:${name}`),
  ...'extension node attribute content fallback'.split(' ').map((name) => `ac:adf-${name}`),
]);
/** Their text is no text of the page. */
const silent = new Set(['ac:task-id', 'ac:task-uuid', 'ac:task-status', 'ac:adf-attribute', 'ac:parameter']);
/** Parameters that say how a macro looks, which documents say in other words. */
const looks = /^(?:language|colou?r|breakout(?:Mode|Width)|panelIcon\w*|bgColor|wrap|atlassian-macro-output-type)$/;

const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>|[^<]+|</g;

export function readStorage(storage: string): StorageCensus {
  const reader = new StorageReader();
  for (const [whole, cdata, closing, opening, attributes] of storage.matchAll(token)) {
    if (closing !== undefined) {
      reader.close(closing);
    } else if (opening !== undefined) {
      reader.open(opening, attributes ?? '');
      if (attributes?.endsWith('/')) {
        reader.close(opening);
      }
    } else if (!whole.startsWith('<!--')) {
      reader.text(cdata ?? decode(whole));
    }
  }
  return reader.census();
}

class StorageReader {
  private readonly things = new Map<string, number>();
  private readonly formats = new Set<string>();
  private readonly foreign = new Set<string>();
  private readonly parameters: { readonly name: string; readonly words: readonly string[] }[] = [];
  private readonly spoken: string[] = [];
  private readonly stack: string[] = [];
  private readonly macros: string[] = [];
  private parameter: { readonly name: string; text: string } | undefined;
  /** Cells of each layout section that is open. */
  private readonly cells: number[] = [];
  /** How many fallbacks are open: these say once more, for others, what was said already. */
  private fallbacks = 0;

  open(name: string, written: string): void {
    this.stack.push(name);
    if (name === 'ac:adf-fallback') {
      this.fallbacks += 1;
    }
    if (this.fallbacks > 0 || this.parameter) {
      return;
    }
    if (!inline.has(name)) {
      this.spoken.push(' ');
    }
    if (!expressible.has(name) && !name.startsWith('ri:')) {
      this.foreign.add(`element ${name}`);
    }
    const attributes = attributesOf(written);
    this.element(name, attributes);
    for (const [, property = ''] of (attributes.get('style') ?? '').matchAll(/(?:^|;)\s*([\w-]+)\s*:/g)) {
      if (!Object.hasOwn(formatOfStyle, property)) {
        this.foreign.add(`style ${property}`);
      }
      const format = formatOfStyle[property];
      if (format !== undefined && !(format === 'alignment' && /text-align:\s*(?:left|start)/.test(written))) {
        this.formats.add(format);
      }
    }
  }

  private element(name: string, attributes: ReadonlyMap<string, string>): void {
    const thing = Object.hasOwn(thingOfElement, name) ? thingOfElement[name] : undefined;
    if (thing !== undefined) {
      this.count(thing);
    }
    const macro = attributes.get('ac:name') ?? '';
    switch (name) {
      case 'a':
        this.count(attributes.has('href') ? 'link' : undefined);
        break;
      case 'ac:link':
        this.count('link');
        break;
      case 'ri:user':
        this.count('link', -1); // the link around it is a mention
        break;
      case 'ac:structured-macro':
        this.macros.push(macro);
        this.count((Object.hasOwn(thingOfMacro, macro) ? thingOfMacro[macro] : undefined) ?? `macro ${macro}`);
        break;
      case 'ac:parameter':
        this.parameter = { name: macro, text: '' };
        break;
      case 'ac:layout-section':
        this.cells.push(0);
        break;
      case 'ac:layout-cell':
        this.cells.push((this.cells.pop() ?? 0) + 1);
        break;
      case 'ac:adf-node': {
        const type = attributes.get('type');
        this.count(type === 'decision-item' ? 'decision' : type === 'panel' ? 'panel' : undefined);
      }
    }
  }

  close(name: string): void {
    this.stack.pop();
    if (name === 'ac:adf-fallback') {
      this.fallbacks -= 1;
    }
    if (this.fallbacks > 0) {
      return;
    }
    if (!inline.has(name)) {
      this.spoken.push(' ');
    }
    if (name === 'ac:structured-macro') {
      this.macros.pop();
    } else if (name === 'ac:layout-section') {
      const cells = this.cells.pop() ?? 0;
      this.count(cells > 1 ? 'column' : undefined, cells); // one alone is how text beside layouts is written
    } else if (name === 'ac:parameter' && this.parameter) {
      const { name: parameter, text } = this.parameter;
      if (!looks.test(parameter)) {
        this.parameters.push({ name: `macro ${this.macros.at(-1)}: ${parameter}`, words: wordsOf(text) });
      }
      this.parameter = undefined;
    }
  }

  text(text: string): void {
    if (this.parameter) {
      this.parameter.text += text;
    }
    if (this.fallbacks > 0 || silent.has(this.stack.at(-1) ?? '')) {
      return;
    }
    this.spoken.push(text);
    if (text.trim() !== '') {
      for (const name of this.stack) {
        const format = Object.hasOwn(formatOfElement, name) ? formatOfElement[name] : undefined;
        if (format !== undefined) {
          this.formats.add(format);
        }
      }
    }
  }

  census(): StorageCensus {
    const { things, formats, parameters } = this;
    return { things, formats, parameters, foreign: [...this.foreign], words: countWords(this.spoken.join('')) };
  }

  private count(thing: string | undefined, by = 1): void {
    if (thing !== undefined) {
      this.things.set(thing, (this.things.get(thing) ?? 0) + by);
    }
  }
}

function attributesOf(written: string): ReadonlyMap<string, string> {
  const found = written.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return new Map([...found].map(([, name = '', double, single]) => [name, decode(double ?? single ?? '')]));
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Names of letters are left out, as letters beyond ASCII are when words are compared. */
function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (_, hex?: string, decimal?: string, name = '') => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : (named[String(name)] ?? '');
  });
}

/** Words by their ASCII letters: entities stand for the others, and there are hundreds of those. */
export function wordsOf(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII
  return text.replace(/[^\u0000-\u007f]/g, '').match(/[A-Za-z0-9]+/g) ?? [];
}

export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
