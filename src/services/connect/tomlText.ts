import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'smol-toml';

/**
 * Sets one table `[section.name]` and touches no other line; undefined when the text is not TOML, or holds the entry in
 * a form that only its author can change. What comes out is read back: everything else must be as it was.
 */
export function setTomlTable(
  text: string,
  path: readonly [section: string, name: string],
  value: Readonly<Record<string, unknown>>,
): string | undefined {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = [`[${path.join('.')}]`, ...linesOf(value)].join(newline) + newline;
  const blocks = findBlocks(text, path);
  const [own] = blocks;
  let after: string;
  if (own) {
    const rest = blocks
      .slice(1)
      .reduceRight((left, { start, bodyEnd }) => left.slice(0, start) + left.slice(bodyEnd), text);
    after = rest.slice(0, own.start) + block + rest.slice(own.bodyEnd);
  } else {
    const isOpenLine = text !== '' && !text.endsWith('\n');
    after = `${text}${isOpenLine ? newline : ''}${text.trim() === '' ? '' : newline}${block}`;
  }
  return isOnlyChange(text, after, path, value) ? after : undefined;
}

/** The text itself when there is no such table. */
export function removeTomlTable(text: string, path: readonly [string, string]): string | undefined {
  let after = text;
  for (const { start, end, bodyEnd } of findBlocks(text, path).reverse()) {
    const isLast = end === after.length;
    // The blank line that came with the table goes with it.
    const head = isLast ? after.slice(0, start).replace(/(\r?\n)\r?\n$/, '$1') : after.slice(0, start);
    after = head + after.slice(isLast ? end : bodyEnd).replace(/^\r?\n/, isLast ? '' : '$&');
  }
  return isOnlyChange(text, after, path, undefined) ? after : undefined;
}

export function readTomlTable(text: string, path: readonly [string, string]): unknown {
  const [section, name] = path;
  return member(member(read(text), section), name);
}

interface Block {
  readonly start: number;
  /** Where the last line with something in it ends. */
  readonly bodyEnd: number;
  readonly end: number;
}

/** The table's own lines and those of its sub-tables; headers inside multi-line strings are none. */
function findBlocks(text: string, [section, name]: readonly [string, string]): Block[] {
  const part = (key: string) => `(?:${escaped(key)}|"${escaped(key)}"|'${escaped(key)}')`;
  const own = new RegExp(`^\\s*\\[\\s*${part(section)}\\s*\\.\\s*${part(name)}\\s*[.\\]]`);
  const blocks: Array<{ start: number; bodyEnd: number; end: number }> = [];
  let current: { start: number; bodyEnd: number; end: number } | undefined;
  let quote: string | undefined;
  let at = 0;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (quote === undefined && /^\s*\[/.test(line)) {
      current = own.test(line) ? { start: at, bodyEnd: at, end: at } : undefined;
      if (current) {
        blocks.push(current);
      }
    }
    quote = openQuote(line, quote);
    at += line.length;
    if (current) {
      current.end = at;
      // Comments at the end of a table's lines rather belong to what follows them.
      if (quote !== undefined || !/^\s*(#.*)?$/.test(line.trimEnd())) {
        current.bodyEnd = at;
      }
    }
  }
  return blocks;
}

/** The kind of multi-line string that the line leaves open. */
function openQuote(line: string, open: string | undefined): string | undefined {
  let quote = open;
  for (const [token] of line.matchAll(/"""|'''|\\.|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#/g)) {
    if (quote !== undefined) {
      quote = token === quote ? undefined : quote;
    } else if (token === '#') {
      return undefined;
    } else if (token === '"""' || token === "'''") {
      quote = token;
    }
  }
  return quote;
}

function linesOf(value: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(value).map(([key, member]) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) {
      return stringify({ [key]: member }).trimEnd();
    }
    const inner = Object.entries(member).map((entry) => stringify(Object.fromEntries([entry])).trimEnd());
    return `${key} = { ${inner.join(', ')} }`;
  });
}

function isOnlyChange(before: string, after: string, [section, name]: readonly [string, string], value: unknown) {
  const expected = read(before);
  const found = read(after);
  if (!expected || !found) {
    return false;
  }
  const { [section]: servers = {}, ...others } = expected;
  const { [section]: foundServers = {}, ...foundOthers } = found;
  return (
    isDeepStrictEqual(plain(others), plain(foundOthers)) &&
    isDeepStrictEqual(without(servers, name), without(foundServers, name)) &&
    isDeepStrictEqual(plain(member(foundServers, name)), plain(value))
  );
}

function without(table: unknown, name: string): unknown {
  return Object.fromEntries(
    Object.entries(table ?? {})
      .filter(([key]) => key !== name)
      .map(([key, value]) => [key, plain(value)]),
  );
}

/** Without the prototypes of the parser's tables, and with dates as texts. */
function plain(value: unknown): unknown {
  return value === undefined
    ? undefined
    : JSON.parse(JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? String(part) : part)));
}

function member(table: unknown, name: string): unknown {
  return typeof table === 'object' && table !== null
    ? Object.entries(table).find(([key]) => key === name)?.[1]
    : undefined;
}

function read(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch {
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
