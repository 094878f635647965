import { fail } from '#domain/errors.ts';

/** A mark on a text node (`strong`, `link`, `annotation` …). */
export interface AdfMark {
  readonly type: string;
  readonly attrs?: AdfAttributes;
}

export type AdfAttributes = Readonly<Record<string, unknown>>;

/** A node of the Atlassian Document Format. `type` is open: sites send nodes newer than any list of ours. */
export interface AdfNode {
  readonly type: string;
  readonly attrs?: AdfAttributes;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly AdfMark[];
  readonly text?: string;
}

export interface AdfDocument {
  readonly type: 'doc';
  readonly version: number;
  readonly content: readonly AdfNode[];
}

/** Real pages nest about 20 deep; the rest of this folder recurses, so this is also its stack bound. */
const maxDepth = 200;
const maxNodes = 500_000;
/** Characters of a document that comes as a JSON string. */
const maxJsonLength = 50_000_000;

export const emptyDocument: AdfDocument = { type: 'doc', version: 1, content: [] };

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Attribute `name` when it is a string that is not empty. */
export function stringAttribute(node: { readonly attrs?: AdfAttributes }, name: string): string | undefined {
  const value = node.attrs?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberAttribute(node: { readonly attrs?: AdfAttributes }, name: string): number | undefined {
  const value = node.attrs?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function contentOf(node: { readonly content?: readonly AdfNode[] }): readonly AdfNode[] {
  return node.content ?? [];
}

/** Plain text of all text nodes inside, without any separators. */
export function textOf(node: AdfNode): string {
  if (node.text !== undefined) {
    return node.text;
  }
  return contentOf(node).map(textOf).join('');
}

/**
 * The value as a document, for writing back: the very same objects, so nothing can get lost on the way. Confluence
 * sends documents as JSON strings; both are taken. Rejects with `unexpectedAnswer` what is not wholly well formed,
 * nests deeper than `maxDepth` or has more than `maxNodes` nodes.
 */
export function checkDocument(value: unknown): AdfDocument {
  const parsed = parseJson(value);
  if (!isRecord(parsed) || parsed['type'] !== 'doc' || !Array.isArray(parsed['content'])) {
    return fail({ code: 'unexpectedAnswer', detail: 'not an Atlassian document' });
  }
  walk(parsed, (node, path) => {
    const problem = problemOf(node);
    if (problem !== undefined) {
      fail({ code: 'unexpectedAnswer', detail: `malformed Atlassian document: ${problem} in ${path}` });
    }
  });
  return asDocument(parsed);
}

/**
 * The value as a document, for reading: malformed parts are left out rather than refused, `null` is the empty
 * document, and a string that is not JSON is its text. Size and depth are limited as in `checkDocument`.
 */
export function readDocument(value: unknown): AdfDocument {
  if (value === null || value === undefined) {
    return emptyDocument;
  }
  if (typeof value === 'string' && !value.trimStart().startsWith('{')) {
    return plainDocument(value);
  }
  const parsed = parseJson(value);
  if (!isRecord(parsed) || !Array.isArray(parsed['content'])) {
    return emptyDocument;
  }
  let isClean = true;
  walk(parsed, (node) => {
    isClean &&= problemOf(node) === undefined;
  });
  return asDocument(isClean ? parsed : { ...parsed, content: cleanNodes(parsed['content']) });
}

function asDocument(value: Readonly<Record<string, unknown>>): AdfDocument {
  const content = value['content'];
  if (value['type'] === 'doc' && isDocument(value)) {
    return value;
  }
  return { type: 'doc', version: 1, content: isNodeList(content) ? content : [] };
}

// Both are called only on values that `walk` has checked node by node.
function isDocument(
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, unknown>> & AdfDocument {
  return typeof value['version'] === 'number' && isNodeList(value['content']);
}

function isNodeList(value: unknown): value is readonly AdfNode[] {
  return Array.isArray(value);
}

function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  if (value.length > maxJsonLength) {
    return fail({ code: 'unexpectedAnswer', detail: `document of ${value.length} characters` });
  }
  try {
    return JSON.parse(value);
  } catch (cause) {
    return fail({ code: 'unexpectedAnswer', detail: 'document is not valid JSON' }, { cause });
  }
}

/** Visits every node below the document, without recursion: the depth of foreign input must not reach the stack. */
function walk(document: Readonly<Record<string, unknown>>, visit: (node: unknown, path: string) => void): void {
  let count = 0;
  let level: { readonly nodes: readonly unknown[]; readonly path: string }[] = [
    { nodes: arrayOf(document['content']), path: 'doc' },
  ];
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { nodes, path } of level) {
      count += nodes.length;
      if (count > maxNodes) {
        fail({ code: 'unexpectedAnswer', detail: `document with more than ${maxNodes} nodes` });
      }
      for (const node of nodes) {
        visit(node, path);
        const inner = isRecord(node) ? arrayOf(node['content']) : [];
        if (inner.length > 0) {
          next.push({ nodes: inner, path: isRecord(node) && depth < 9 ? `${path}/${String(node['type'])}` : path });
        }
      }
    }
    if (depth > maxDepth) {
      fail({ code: 'unexpectedAnswer', detail: `document nested deeper than ${maxDepth} levels` });
    }
    level = next;
  }
}

function problemOf(node: unknown): string | undefined {
  if (!isRecord(node)) {
    return 'a node that is no object';
  }
  const { type, attrs, content, marks, text } = node;
  if (typeof type !== 'string') {
    return 'a node without type';
  }
  if (type === 'text' ? typeof text !== 'string' : text !== undefined && typeof text !== 'string') {
    return `${type} without text`;
  }
  if (attrs !== undefined && !isRecord(attrs)) {
    return `${type}.attrs`;
  }
  if (content !== undefined && !Array.isArray(content)) {
    return `${type}.content`;
  }
  if (marks !== undefined && !(Array.isArray(marks) && marks.every(isMark))) {
    return `${type}.marks`;
  }
  return undefined;
}

function isMark(value: unknown): value is AdfMark {
  return (
    isRecord(value) && typeof value['type'] === 'string' && (value['attrs'] === undefined || isRecord(value['attrs']))
  );
}

/** Recursion is bounded: `walk` has checked the depth. */
function cleanNodes(nodes: readonly unknown[]): AdfNode[] {
  return nodes.flatMap((node): AdfNode[] => {
    if (!isRecord(node) || typeof node['type'] !== 'string') {
      return [];
    }
    const { type, attrs, content, marks, text } = node;
    if (type === 'text' && typeof text !== 'string') {
      return [];
    }
    return [
      {
        type,
        ...(isRecord(attrs) ? { attrs } : {}),
        ...(Array.isArray(content) ? { content: cleanNodes(content) } : {}),
        ...(Array.isArray(marks) ? { marks: marks.filter(isMark) } : {}),
        ...(typeof text === 'string' ? { text } : {}),
      },
    ];
  });
}

function plainDocument(text: string): AdfDocument {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  return {
    type: 'doc',
    version: 1,
    content: lines.map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] })),
  };
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
