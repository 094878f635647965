import AjvDraft04 from 'ajv-draft-04';
import type { AdfNode, DemoUser } from './jira/model.ts';
import adfSchema from './schema/adf-full.json' with { type: 'json' };

/** Builders of Atlassian Document Format, and the vendor's own schema to check it by. Strings stand for plain text. */
type Inline = string | AdfNode;
type Block = string | AdfNode;
type Mark = NonNullable<AdfNode['marks']>[number];

const inline = (content: readonly Inline[]): AdfNode[] =>
  content.filter((part) => part !== '').map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part));
const block = (content: readonly Block[]): AdfNode[] =>
  content.map((part) => (typeof part === 'string' ? p(part) : part));
const withContent = (type: string, content: readonly AdfNode[]): AdfNode =>
  content.length === 0 ? { type } : { type, content };

export const doc = (...content: Block[]): AdfNode => ({ type: 'doc', version: 1, content: block(content) });
export const p = (...content: Inline[]): AdfNode => withContent('paragraph', inline(content));
export const text = (value: string, ...marks: Mark[]): AdfNode =>
  marks.length === 0 ? { type: 'text', text: value } : { type: 'text', text: value, marks };
export const strong = (value: string): AdfNode => text(value, { type: 'strong' });
export const em = (value: string): AdfNode => text(value, { type: 'em' });
export const strike = (value: string): AdfNode => text(value, { type: 'strike' });
export const code = (value: string): AdfNode => text(value, { type: 'code' });
export const link = (value: string, href: string): AdfNode => text(value, { type: 'link', attrs: { href } });
export const annotated = (value: string, id: string): AdfNode =>
  text(value, { type: 'annotation', attrs: { id, annotationType: 'inlineComment' } });
export const hardBreak = (): AdfNode => ({ type: 'hardBreak' });
export const rule = (): AdfNode => ({ type: 'rule' });

export const heading = (level: 1 | 2 | 3 | 4 | 5 | 6, ...content: Inline[]): AdfNode => ({
  ...withContent('heading', inline(content)),
  attrs: { level },
});
/** An empty language leaves the attribute away. */
export const codeBlock = (language: string, source: string): AdfNode => ({
  ...withContent('codeBlock', inline([source])),
  attrs: language === '' ? {} : { language },
});
export const blockquote = (...content: Block[]): AdfNode => ({ type: 'blockquote', content: block(content) });
export const panel = (
  type: 'info' | 'note' | 'tip' | 'warning' | 'error' | 'success',
  ...content: Block[]
): AdfNode => ({
  type: 'panel',
  attrs: { panelType: type },
  content: block(content),
});
export const expand = (title: string, ...content: Block[]): AdfNode => ({
  type: 'expand',
  attrs: { title },
  content: block(content),
});

const listItem = (item: Block | readonly Block[]): AdfNode => ({
  type: 'listItem',
  content: block(typeof item === 'string' || 'type' in item ? [item] : item),
});
/** Each item is one paragraph, or several blocks. */
export const bulletList = (...items: (Block | readonly Block[])[]): AdfNode => ({
  type: 'bulletList',
  content: items.map(listItem),
});
export const orderedList = (...items: (Block | readonly Block[])[]): AdfNode => ({
  type: 'orderedList',
  attrs: { order: 1 },
  content: items.map(listItem),
});

type Cell = Block | readonly Block[];
const cell = (type: 'tableHeader' | 'tableCell', content: Cell): AdfNode => ({
  type,
  attrs: {},
  content: block(typeof content === 'string' || 'type' in content ? [content] : content),
});
/** The first row is the header. */
export const table = (head: readonly Cell[], ...rows: (readonly Cell[])[]): AdfNode => ({
  type: 'table',
  attrs: { isNumberColumnEnabled: false, layout: 'default' },
  content: [
    { type: 'tableRow', content: head.map((content) => cell('tableHeader', content)) },
    ...rows.map((row) => ({ type: 'tableRow', content: row.map((content) => cell('tableCell', content)) })),
  ],
});
/** A table whose header is the first column, as page properties have it. */
export const propertyTable = (rows: readonly (readonly [Cell, Cell])[]): AdfNode => ({
  type: 'table',
  attrs: { isNumberColumnEnabled: false, layout: 'default' },
  content: rows.map(([name, value]) => ({
    type: 'tableRow',
    content: [cell('tableHeader', name), cell('tableCell', value)],
  })),
});

/** A UUID made from the content: the same document always gets the same ids. */
export function localIdOf(value: unknown): string {
  const source = JSON.stringify(value) ?? '';
  let digits = '';
  for (let round = 0; round < 4; round++) {
    let hash = 0x811c9dc5 ^ (round * 0x9e3779b1);
    for (let index = 0; index < source.length; index++) hash = Math.imul(hash ^ source.charCodeAt(index), 0x01000193);
    digits += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

export type DecisionState = 'DECIDED' | 'UNDECIDED';
/** An item alone is decided. Confluence keeps items that are not decided with any other state. */
export const decisionList = (...items: (readonly [DecisionState, ...Inline[]])[]): AdfNode => ({
  type: 'decisionList',
  attrs: { localId: localIdOf(['decisions', items]) },
  content: items.map(([state, ...content]) => ({
    ...withContent('decisionItem', inline(content)),
    attrs: { localId: localIdOf(content), state },
  })),
});
export const taskList = (...items: (readonly ['TODO' | 'DONE', ...Inline[]])[]): AdfNode => ({
  type: 'taskList',
  attrs: { localId: localIdOf(['tasks', items]) },
  content: items.map(([state, ...content]) => ({
    ...withContent('taskItem', inline(content)),
    attrs: { localId: localIdOf(content), state },
  })),
});

export const mention = (user: Pick<DemoUser, 'accountId' | 'displayName'>): AdfNode => ({
  type: 'mention',
  attrs: { id: user.accountId, text: `@${user.displayName}`, accessLevel: '' },
});
/** `instant` in epoch milliseconds; ADF keeps the UTC midnight of that day, as a string. */
export const date = (instant: number): AdfNode => ({
  type: 'date',
  attrs: { timestamp: String(Math.floor(instant / 86_400_000) * 86_400_000) },
});
export const status = (
  label: string,
  color: 'neutral' | 'purple' | 'blue' | 'red' | 'yellow' | 'green' = 'neutral',
): AdfNode => ({ type: 'status', attrs: { text: label, color, localId: localIdOf(['status', label]), style: '' } });
export const emoji = (shortName: string, character: string): AdfNode => ({
  type: 'emoji',
  attrs: { shortName, text: character },
});
export const inlineCard = (url: string): AdfNode => ({ type: 'inlineCard', attrs: { url } });
export const blockCard = (url: string): AdfNode => ({ type: 'blockCard', attrs: { url } });

/** A picture: `fileId` is the media id of an attachment, `collection` that of its page or issue. */
export const image = (fileId: string, collection: string, alt: string, width = 800, height = 450): AdfNode => ({
  type: 'mediaSingle',
  attrs: { layout: 'center' },
  content: [{ type: 'media', attrs: { type: 'file', id: fileId, collection, alt, width, height } }],
});
/** Two or three columns of equal width. */
export const columns = (...contents: (readonly Block[])[]): AdfNode => ({
  type: 'layoutSection',
  content: contents.map((content) => ({
    type: 'layoutColumn',
    attrs: { width: Math.round(10_000 / contents.length) / 100 },
    content: block(content),
  })),
});

const macroAttrs = (key: string, parameters: Readonly<Record<string, string>>) => ({
  extensionType: 'com.atlassian.confluence.macro.core',
  extensionKey: key,
  parameters: {
    macroParams: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }])),
    macroMetadata: { macroId: { value: localIdOf([key, parameters]) }, schemaVersion: { value: '1' }, title: key },
  },
  localId: localIdOf(['macro', key, parameters]),
});
/** A Confluence macro without a body: `toc`, `children`, `recently-updated`. */
export const macro = (key: string, parameters: Readonly<Record<string, string>> = {}): AdfNode => ({
  type: 'extension',
  attrs: { layout: 'default', ...macroAttrs(key, parameters) },
});
/** A Confluence macro around content: `details` (page properties), `excerpt`. */
export const bodiedMacro = (
  key: string,
  parameters: Readonly<Record<string, string>>,
  ...content: Block[]
): AdfNode => ({
  type: 'bodiedExtension',
  attrs: { layout: 'default', ...macroAttrs(key, parameters) },
  content: block(content),
});
export const inlineMacro = (key: string, parameters: Readonly<Record<string, string>> = {}): AdfNode => ({
  type: 'inlineExtension',
  attrs: macroAttrs(key, parameters),
});

const maximumDepth = 60;
const maximumNodes = 50_000;
const maximumCharacters = 5_000_000;

/** Bounds what the recursive schema check will see, without recursion of its own. */
function tooBig(value: unknown): string | undefined {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  let nodes = 0;
  let characters = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value === 'string') characters += next.value.length;
    if (characters > maximumCharacters) return `longer than ${maximumCharacters} characters`;
    if (typeof next.value !== 'object' || next.value === null) continue;
    nodes += Array.isArray(next.value) ? 0 : 1;
    // A document nests two objects for each level the reader sees: the node and its content array.
    if (next.depth > maximumDepth * 2) return `nested deeper than ${maximumDepth} levels`;
    if (nodes > maximumNodes) return `more than ${maximumNodes} nodes`;
    for (const child of Object.values(next.value)) open.push({ value: child, depth: next.depth + 1 });
  }
  return undefined;
}

function compileAdfSchema(): (value: unknown) => string[] {
  // The schema has keywords that only its authors' tools know, hence not strict.
  const validate = new AjvDraft04.default({ strict: false, logger: false }).compile(adfSchema);
  return (value) => {
    if (validate(value)) return [];
    // Every alternative that did not fit reports itself; the deepest one is about the node that is wrong.
    const errors = validate.errors ?? [];
    const deepest = Math.max(...errors.map((error) => error.instancePath.split('/').length));
    const said = errors
      .filter((error) => error.keyword !== 'anyOf' && error.instancePath.split('/').length === deepest)
      .map((error) => `${error.instancePath || '/'} ${error.message ?? error.keyword}`);
    return said.length === 0 ? ['/ does not match the schema'] : [...new Set(said)].slice(0, 5);
  };
}

/** What is wrong with a document, by the vendor's schema; empty when nothing is. Never throws. */
export const validateAdf: (value: unknown) => string[] = (() => {
  // Compiling takes a third of a second: only when first asked, and once.
  let check: ((value: unknown) => string[]) | undefined;
  return (value) => {
    const excess = tooBig(value);
    if (excess !== undefined) return [`/ ${excess}`];
    check ??= compileAdfSchema();
    return check(value);
  };
})();
