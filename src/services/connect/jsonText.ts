import { isDeepStrictEqual } from 'node:util';

/** Where a value stands in a JSON text that may hold comments and trailing commas. */
interface JsonNode {
  readonly start: number;
  readonly end: number;
  /** Of an object. */
  readonly members?: readonly JsonMember[];
}

interface JsonMember {
  readonly key: string;
  readonly start: number;
  readonly value: JsonNode;
}

/** Sets one member of nested objects and touches no other byte; undefined when the text is not such JSON. */
export function setJsonMember(text: string, path: readonly string[], value: unknown): string | undefined {
  const source = text.trim() === '' ? '{}\n' : text;
  const root = parseObject(source);
  if (!root) {
    return undefined;
  }
  const { node, rest } = descend(root, path);
  const indent = indentOf(source);
  const [key, ...inner] = rest;
  if (key === undefined) {
    return isDeepStrictEqual(valueAt(source, node), value)
      ? text
      : replace(source, node, format(value, indent, path.length));
  }
  if (!node.members) {
    return undefined; // something else stands where an object is needed
  }
  const depth = path.length - rest.length + 1;
  const nested = inner.reduceRight<unknown>((built, name) => ({ [name]: built }), value);
  const member = `${JSON.stringify(key)}: ${format(nested, indent, depth)}`;
  const last = node.members.at(-1);
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  if (!last) {
    const open = `{${newline}${indent.repeat(depth)}${member}`;
    const inside = source.slice(node.start + 1, node.end - 1).trimEnd(); // comments
    return replace(source, node, `${open}${inside}${newline}${indent.repeat(depth - 1)}}`);
  }
  const line = `${newline}${indent.repeat(depth)}${member}`;
  const after = source.slice(last.value.end);
  const comma = commaBefore.exec(after)?.[0];
  const place = last.value.end + (comma ?? '').length;
  const remark = restOfLine.exec(source.slice(place))?.[0] ?? '';
  const head = source.slice(0, place) + (comma === undefined ? ',' : '') + remark;
  return head + line + (comma === undefined ? '' : ',') + source.slice(place + remark.length);
}

const commaBefore = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*,/;
const restOfLine = /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\n]*?\*\/)/;

/** Removes one member; objects that only held it go too. The text itself when there is no such member. */
export function removeJsonMember(text: string, path: readonly string[]): string | undefined {
  const root = parseObject(text);
  if (!root) {
    return text.trim() === '' ? text : undefined;
  }
  const { rest, trail } = descend(root, path);
  if (rest.length > 0) {
    return text;
  }
  // The outermost member that holds nothing else.
  let at = trail.length - 1;
  while (at > 0 && trail[at]?.parent.members?.length === 1) {
    at -= 1;
  }
  const found = trail[at];
  return found ? cutMember(text, found.parent, found.member) : text;
}

export function readJsonMember(text: string, path: readonly string[]): unknown {
  const root = parseObject(text);
  const found = root && descend(root, path);
  return found && found.rest.length === 0 ? valueAt(text, found.node) : undefined;
}

function cutMember(text: string, parent: JsonNode, member: JsonMember): string {
  const members = parent.members ?? [];
  const index = members.indexOf(member);
  const before = members[index - 1];
  const after = text.slice(member.value.end);
  const comma = commaBefore.exec(after)?.[0];
  if (before) {
    const between = text.slice(before.value.end, member.start).trimEnd();
    const first = commaBefore.exec(between)?.[0] ?? '';
    // One of the two commas goes with the member: a remark beside the one before stays where it is.
    const kept = comma === undefined ? first.slice(0, -1) + between.slice(first.length) : between;
    return text.slice(0, before.value.end) + kept + after.slice((comma ?? '').length);
  }
  const next = members[index + 1];
  return next
    ? text.slice(0, member.start) + text.slice(next.start)
    : `${text.slice(0, parent.start + 1)}${text.slice(member.value.end).replace(/^\s*,?\s*(?=\})/, '')}`;
}

function descend(root: JsonNode, path: readonly string[]) {
  const trail: Array<{ readonly parent: JsonNode; readonly member: JsonMember }> = [];
  let node = root;
  for (const [index, key] of path.entries()) {
    const member = node.members?.findLast((candidate) => candidate.key === key); // the last one counts
    if (!member) {
      return { node, rest: path.slice(index), trail };
    }
    trail.push({ parent: node, member });
    node = member.value;
  }
  return { node, rest: [], trail };
}

function replace(text: string, { start, end }: JsonNode, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function format(value: unknown, indent: string, depth: number): string {
  return JSON.stringify(value, null, indent).replaceAll('\n', `\n${indent.repeat(depth)}`);
}

function indentOf(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
}

function valueAt(text: string, node: JsonNode): unknown {
  if (node.members) {
    return Object.fromEntries(node.members.map(({ key, value }) => [key, valueAt(text, value)]));
  }
  try {
    return JSON.parse(text.slice(node.start, node.end));
  } catch {
    return undefined; // an array with comments
  }
}

function parseObject(text: string): JsonNode | undefined {
  const reader = new JsonReader(text);
  try {
    const node = reader.document();
    return node.members ? node : undefined;
  } catch {
    return undefined;
  }
}

/** Finds where values stand; what they are is `JSON.parse`'s business. */
class JsonReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonNode {
    const node = this.value();
    this.space();
    return this.at === this.text.length ? node : this.wrong();
  }

  private value(): JsonNode {
    this.space();
    const start = this.at;
    const first = this.text[start];
    if (first === '{') {
      const members = this.list('}', () => this.member());
      return { start, end: this.at, members };
    }
    if (first === '[') {
      this.list(']', () => this.value());
      return { start, end: this.at };
    }
    const [scalar] = this.match(/"(?:[^"\\\n]|\\.)*"|[\w.+-]+/y);
    JSON.parse(scalar);
    return { start, end: this.at };
  }

  private member(): JsonMember {
    this.space();
    const start = this.at;
    const [key] = this.match(/"(?:[^"\\\n]|\\.)*"/y);
    this.space();
    this.match(/:/y);
    return { key: String(JSON.parse(key)), start, value: this.value() };
  }

  private list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    this.at += 1;
    for (this.space(); this.text[this.at] !== close; this.space()) {
      items.push(item());
      this.space();
      if (this.text[this.at] === ',') {
        this.at += 1;
      } else if (this.text[this.at] !== close) {
        this.wrong();
      }
    }
    this.at += 1;
    return items;
  }

  private space(): void {
    this.match(/(?:[\s\ufeff]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y);
  }

  private match(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? this.wrong();
    this.at += found[0].length;
    return found;
  }

  private wrong(): never {
    throw new SyntaxError(`unexpected text at ${this.at}`);
  }
}
