import type { AdfNode } from './document.ts';
import { codeSpan, escapeLineStart, escapeText } from './escape.ts';
import { type Run, runsOf, type VisibleMark } from './inlineRuns.ts';
import type { MarkdownOptions } from './inlineText.ts';
import { linkDestination } from './links.ts';

type Token =
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'open' | 'close'; readonly mark: VisibleMark; readonly span: number };

const delimiters: Partial<Record<VisibleMark, string>> = { strong: '**', em: '*', strike: '~~' };
const tags: Partial<Record<VisibleMark, string>> = {
  strong: 'strong',
  em: 'em',
  strike: 'del',
  sub: 'sub',
  sup: 'sup',
};

/**
 * Inline content as Markdown. `isSingleLine`: inside headings and table cells line breaks are `<br>`. The result has no
 * blank ends; it is empty when there is nothing to see.
 */
export function renderInline(nodes: readonly AdfNode[], options: MarkdownOptions, isSingleLine = false): string {
  return renderInlineLines(nodes, options, isSingleLine).join(isSingleLine ? '<br>' : '\\\n');
}

/** The same, cut at its hard breaks. */
export function renderInlineLines(nodes: readonly AdfNode[], options: MarkdownOptions, isSingleLine = true): string[] {
  const runs = trimBreaks(runsOf(nodes, options));
  const [only] = runs;
  if (runs.length === 1 && only?.kind === 'text' && only.marks.size === 0) {
    return [writeAtLineStart(only, false, isSingleLine).trimEnd()]; // most text is plain
  }
  const tokens = tokensOf(runs);
  return write(tokens, chooseTags(tokens), isSingleLine);
}

/** A break at the end would be a backslash, and says nothing. */
function trimBreaks(runs: readonly Run[]): readonly Run[] {
  let end = runs.length;
  while (end > 0 && isInvisible(runs[end - 1])) {
    end -= 1;
  }
  return runs.slice(0, end);
}

function isInvisible(run: Run | undefined): boolean {
  return run === undefined || run.kind === 'break' || (run.kind === 'text' && run.text.trim() === '');
}

/** Nests the marks: of those that begin together the one that ends last is outermost. */
function tokensOf(runs: readonly Run[]): Token[] {
  const spanEnd: Map<VisibleMark, number>[] = new Array(runs.length);
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const ends = new Map<VisibleMark, number>();
    for (const mark of runs[index]?.marks ?? []) {
      ends.set(mark, spanEnd[index + 1]?.get(mark) ?? index);
    }
    spanEnd[index] = ends;
  }
  const tokens: Token[] = [];
  const stack: { readonly mark: VisibleMark; readonly span: number }[] = [];
  let spans = 0;
  const closeTo = (depth: number): void => {
    while (stack.length > depth) {
      const top = stack.pop();
      if (top !== undefined) {
        tokens.push({ kind: 'close', ...top });
      }
    }
  };
  runs.forEach((run, index) => {
    const ended = stack.findIndex(({ mark }) => !run.marks.has(mark));
    if (ended >= 0) {
      closeTo(ended);
    }
    const ends = spanEnd[index];
    const missing = [...run.marks].filter((mark) => !stack.some((open) => open.mark === mark));
    missing.sort((a, b) => (ends?.get(b) ?? 0) - (ends?.get(a) ?? 0) || rank(a) - rank(b));
    for (const mark of missing) {
      spans += 1;
      stack.push({ mark, span: spans });
      tokens.push({ kind: 'open', mark, span: spans });
    }
    tokens.push({ kind: 'run', run });
  });
  closeTo(0);
  return tokens;
}

function rank(mark: VisibleMark): number {
  return isLink(mark) ? 0 : ['strong', 'em', 'strike', 'sub', 'sup'].indexOf(mark) + 1;
}

function isLink(mark: VisibleMark): mark is `link ${string}` {
  return mark.startsWith('link ');
}

/**
 * The spans that need HTML tags, because delimiters there would not count as such (CommonMark's flanking rules) or would
 * run into each other. Tags change the neighbourhood of other delimiters, hence the rounds.
 */
function chooseTags(tokens: readonly Token[]): ReadonlySet<number> {
  const tagged = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== 'run' && (token.mark === 'sub' || token.mark === 'sup')) {
      tagged.add(token.span);
    }
  }
  for (let round = 0; round < 6; round += 1) {
    const before = tagged.size;
    let stars = 0; // open spans that are written with stars
    tokens.forEach((token, index) => {
      if (token.kind === 'run' || isLink(token.mark) || tagged.has(token.span)) {
        return;
      }
      if (token.kind === 'close' && delimiterOf(token, tagged) === '*') {
        stars -= 1;
      }
      if (round === 5 || !isSafeDelimiter(tokens, index, tagged, stars > 0)) {
        tagged.add(token.span);
      } else if (token.kind === 'open' && delimiterOf(token, tagged) === '*') {
        stars += 1;
      }
    });
    if (tagged.size === before) {
      break;
    }
  }
  return tagged;
}

function isSafeDelimiter(
  tokens: readonly Token[],
  index: number,
  tagged: ReadonlySet<number>,
  isInStars: boolean,
): boolean {
  const token = tokens[index];
  if (token === undefined || token.kind === 'run') {
    return true;
  }
  const character = delimiterOf(token, tagged);
  let start = index;
  let end = index;
  while (delimiterOf(tokens[start - 1], tagged) === character) {
    start -= 1;
  }
  while (delimiterOf(tokens[end + 1], tagged) === character) {
    end += 1;
  }
  const kinds = new Set(tokens.slice(start, end + 1).map(({ kind }) => kind));
  if (kinds.size > 1) {
    return token.kind === 'close'; // a closing and an opening run meet: the opening one gives way
  }
  const before = edge(tokens[start - 1], 'last', tagged);
  const after = edge(tokens[end + 1], 'first', tagged);
  const couldClose = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after));
  if (token.kind === 'open' && isInStars && couldClose && start === index) {
    return false; // it would be taken for the end of the span around it
  }
  const [inner, outer] = token.kind === 'open' ? [after, before] : [before, after];
  return !isSpace(inner) && (!isPunctuation(inner) || isSpace(outer) || isPunctuation(outer));
}

function delimiterOf(token: Token | undefined, tagged: ReadonlySet<number>): string | undefined {
  return token === undefined || token.kind === 'run' || tagged.has(token.span)
    ? undefined
    : delimiters[token.mark]?.[0];
}

/** The character a token shows to its neighbour. */
function edge(token: Token | undefined, side: 'first' | 'last', tagged: ReadonlySet<number>): string {
  if (token === undefined) {
    return ' ';
  }
  if (token.kind !== 'run') {
    return tagged.has(token.span) || isLink(token.mark) ? '<' : '*';
  }
  switch (token.run.kind) {
    case 'text':
      return (side === 'first' ? /^./su : /.$/su).exec(token.run.text)?.[0] ?? ' ';
    case 'break':
      return ' ';
    default:
      return '[';
  }
}

/** White space as CommonMark has it, which is less than `\s`. */
function isSpace(character: string): boolean {
  return /[\t-\r\p{Zs}]/u.test(character);
}

function isPunctuation(character: string): boolean {
  return /[\p{P}\p{S}]/u.test(character);
}

function write(tokens: readonly Token[], tagged: ReadonlySet<number>, isSingleLine: boolean): string[] {
  const lines: string[] = [];
  let line = '';
  let linkDepth = 0;
  let skipTo = -1;
  const append = (piece: string): void => {
    if (piece.startsWith('[') && line.endsWith('!')) {
      line = `${line.slice(0, -1)}\\!`;
    }
    line += /^[(:]/.test(piece) && line.endsWith(']') ? `\\${piece}` : piece;
  };
  tokens.forEach((token, index) => {
    if (index <= skipTo) {
      return;
    }
    if (token.kind === 'run') {
      const { run } = token;
      if (run.kind === 'break') {
        lines.push(line.trimEnd());
        line = '';
      } else {
        append(line === '' ? writeAtLineStart(run, linkDepth > 0, isSingleLine) : writeRun(run, linkDepth > 0));
      }
    } else if (isLink(token.mark)) {
      const href = token.mark.slice('link '.length);
      if (token.kind === 'open' && isAutolink(tokens, index, href)) {
        append(`<${href}>`);
        skipTo = index + 2;
        return;
      }
      linkDepth += token.kind === 'open' ? 1 : -1;
      append(token.kind === 'open' ? '[' : `](${linkDestination(href)})`);
    } else if (tagged.has(token.span)) {
      append(`<${token.kind === 'open' ? '' : '/'}${tags[token.mark] ?? 'span'}>`);
    } else {
      append(delimiters[token.mark] ?? '');
    }
  });
  lines.push(line.trimEnd());
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

function isAutolink(tokens: readonly Token[], open: number, href: string): boolean {
  const [run, close] = [tokens[open + 1], tokens[open + 2]];
  return (
    run?.kind === 'run' &&
    run.run.kind === 'text' &&
    run.run.text === href &&
    close?.kind === 'close' &&
    !/[<>]/.test(href)
  );
}

/** Items that begin so are tasks, decisions or alerts. */
const reservedBracket = /^(?:x| ?|decision|undecided|!\w+)$/i;

function writeAtLineStart(run: Run, isInLink: boolean, isSingleLine: boolean): string {
  if (run.kind === 'text') {
    const text = escapeText(run.text.trimStart(), isInLink);
    return isSingleLine ? text : escapeLineStart(text);
  }
  const piece = writeRun(run, isInLink);
  return run.kind === 'bracketed' && reservedBracket.test(run.text) ? `\\${piece}` : piece;
}

function writeRun(run: Run, isInLink: boolean): string {
  switch (run.kind) {
    case 'code':
      return codeSpan(run.text);
    case 'bracketed':
      return `[${escapeText(run.text, true)}]`;
    case 'link':
      return writeLink(run.text, run.href ?? '');
    case 'image':
      return `![${escapeText(run.text, true)}](${linkDestination(run.href ?? '')})`;
    default:
      return escapeText(run.text, isInLink);
  }
}

function writeLink(text: string, href: string): string {
  return text === href && !/[<>]/.test(href) ? `<${href}>` : `[${escapeText(text, true)}](${linkDestination(href)})`;
}
