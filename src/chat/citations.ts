import type { Translate } from '#shared/l10n.ts';
import { markdownLink, plainLine } from './markdownText.ts';
import type { Source } from './sources.ts';
import { unitLength } from './statementUnits.ts';

export interface CitationOptions {
  /** Asked at each citation: sources may be added while the answer is written. */
  readonly sources: { get(id: number): Source | undefined; at(url: string): Source | undefined };
  /** Statements that cite nothing are marked. */
  readonly isCited: boolean;
  readonly t: Translate;
}

export interface CitationReport {
  /** Ids of given sources, in the order they were first cited. */
  readonly cited: readonly number[];
  /** Ids that stand for no source. */
  readonly invented: readonly number[];
  readonly uncitedStatements: number;
  /** Addresses that were written without being sources. */
  readonly strangeAddresses: number;
}

/**
 * Turns what a model writes, as it comes, into Markdown that can be shown: citations `[1]` become links to the source
 * they name, those of sources that were not given are marked, and so are statements without a source. Nothing else
 * becomes a link, an image or HTML, however it is written. Whatever chunks the text comes in, the result is the same.
 */
export class CitationCheck {
  private readonly options: CitationOptions;
  private buffer = '';
  /** Start of the line that is being written, as far as it has been passed on. */
  private line = '';
  private isLineStart = true;
  private isInTable = false;
  private fence: string | undefined;
  private readonly cited = new Set<number>();
  private readonly invented = new Set<number>();
  private uncitedStatements = 0;
  private strangeAddresses = 0;

  constructor(options: CitationOptions) {
    this.options = options;
  }

  get report(): CitationReport {
    const { uncitedStatements, strangeAddresses } = this;
    return { cited: [...this.cited], invented: [...this.invented], uncitedStatements, strangeAddresses };
  }

  /** What can be shown now. */
  write(chunk: string): string {
    this.buffer += chunk.replace(/\r/g, '');
    return this.take(false);
  }

  /** What is left. */
  end(): string {
    const rest = this.take(true);
    const isOpen = this.fence !== undefined;
    this.fence = undefined;
    return isOpen ? `${rest}${rest.endsWith('\n') || rest === '' ? '' : '\n'}${ownFence}\n` : rest;
  }

  private take(isEnd: boolean): string {
    let shown = '';
    for (;;) {
      const length = this.nextLength(isEnd);
      if (length === 0) {
        return shown;
      }
      shown += this.show(this.buffer.slice(0, length));
      this.buffer = this.buffer.slice(length);
    }
  }

  private nextLength(isEnd: boolean): number {
    const newline = this.buffer.indexOf('\n');
    const line = newline < 0 ? this.buffer : this.buffer.slice(0, newline);
    const isWhole = newline >= 0 || isEnd;
    // What a line is can depend on its end: code, tables and headings are passed on as a whole.
    const isDivisible = this.fence === undefined && !/^\s*([`~|#>]|$)/.test(this.line + line);
    const length = isDivisible ? unitLength(line, this.line) : undefined;
    return length ?? (isWhole ? line.length + (newline < 0 ? 0 : 1) : 0);
  }

  private show(unit: string): string {
    const isLineEnd = unit.endsWith('\n');
    const text = isLineEnd ? unit.slice(0, -1) : unit;
    const shown = this.isLineStart && isFence(text, this.fence) ? this.turnFence(text) : this.showText(text);
    this.line = isLineEnd ? '' : this.line + text;
    this.isLineStart = isLineEnd;
    return isLineEnd ? `${shown}\n` : shown;
  }

  /** Fences are written anew at the margin, so that the renderer sees the same code as this does. */
  private turnFence(text: string): string {
    if (this.fence !== undefined) {
      this.fence = undefined;
      return ownFence;
    }
    const [, marks = '', language = ''] = /^\s*(`{3,}|~{3,})\s*([\w#+.-]*)/.exec(text) ?? [];
    this.fence = marks;
    return `\n${ownFence}${language}`;
  }

  private showText(text: string): string {
    if (this.fence !== undefined) {
      return text.replace(/`{8,}/g, '```');
    }
    const isRow = /^\s*\|/.test(this.line + text);
    const isFirstRow = isRow && !this.isInTable;
    this.isInTable = isRow;
    let citations = 0;
    const shown = safeMarkdown(text, {
      cite: (id) => {
        citations += 1;
        return this.cite(id);
      },
      link: (label, url) => {
        const source = this.options.sources.at(url);
        citations += source ? 1 : 0;
        return this.link(label, url, source);
      },
    });
    if (!this.options.isCited || citations > 0 || isFirstRow || !isStatement(text, this.line)) {
      return shown;
    }
    this.uncitedStatements += 1;
    const { t } = this.options;
    return withMark(shown, t('no source'), isRow);
  }

  private cite(id: number): string {
    const source = this.options.sources.get(id);
    if (source) {
      this.cited.add(id);
      return markdownLink(`\\[${id}\\]`, source.url, source.title);
    }
    this.invented.add(id);
    const { t } = this.options;
    return `\\[${id}\\] ⚠ *${t('source not given: unverified')}*`;
  }

  private link(label: string | undefined, url: string, source: Source | undefined): string {
    if (source) {
      this.cited.add(source.id);
      return markdownLink(label === undefined ? `\\[${source.id}\\]` : plainLine(label), source.url, source.title);
    }
    this.strangeAddresses += 1;
    return label === undefined ? plainLine(url) : `${plainLine(label)} (${plainLine(url)})`;
  }
}

/** Longer than any that is let through inside. */
const ownFence = '`'.repeat(8);

function isFence(text: string, open: string | undefined): boolean {
  if (open === undefined) {
    return /^\s*(`{3,}[^`]*|~{3,}.*)$/.test(text);
  }
  const closing = text.trim();
  return closing.startsWith(open) && closing === (open[0] ?? '').repeat(closing.length);
}

interface Makers {
  cite(id: number): string;
  /** `label` is absent where the address stands alone. */
  link(label: string | undefined, url: string): string;
}

const escaped = String.raw`\\[!-/:-@[-\x60{-~]`;
const code = String.raw`(?<ticks>\x60+)(?!\x60)(?<code>[^\n]*?[^\x60])\k<ticks>(?!\x60)`;
const address = String.raw`<?(?<url>[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+["'(][^)\n]*)?\s*`;
const link = String.raw`!?\[(?<label>[^\[\]\n]*)\]\(\s*${address}\)`;
const citation = String.raw`\[\^?(?<ids>\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\]|【(?<wide>\d{1,4})[^】\n]*】`;
const bare = String.raw`<?(?<bare>(?:[a-z][a-z0-9+.-]*:\/\/|www\.)[^\s<>\x60|\]]+)>?`;
const other = String.raw`[<[\]\x60]|!(?=\[)|@(?=\w)`;
const tokens = new RegExp([escaped, code, link, citation, bare, other].join('|'), 'gi');

function safeMarkdown(text: string, { cite, link }: Makers): string {
  return text.replace(tokens, (...match: unknown[]) => {
    const token = String(match[0]);
    const groups: Readonly<Record<string, string | undefined>> = Object.assign({}, match.at(-1));
    const { ids = groups['wide'], url, label } = groups;
    if (ids !== undefined) return idsOf(ids).map(cite).join(' ');
    // A number is what we cite by, whatever address a model puts behind it.
    if (label !== undefined && /^\^?\d{1,4}$/.test(label)) return cite(Number(label.replace('^', '')));
    if (url !== undefined) return url === '' ? plainLine(label ?? '') : link(label, url);
    if (groups['bare'] !== undefined) return bareLink(groups['bare'], link);
    return token.length > 1 ? token : `\\${token}`;
  });
}

/** Punctuation after an address belongs to the sentence. */
function bareLink(written: string, link: Makers['link']): string {
  const [url = written] = /^.*[^.,;:!?'")*_]/.exec(written) ?? [];
  return `${link(undefined, url)}${written.slice(url.length).replace(/[*_]/g, '\\$&')}`;
}

/** "1, 3-5" */
function idsOf(list: string): number[] {
  return list.split(/[,;]/).flatMap((part) => {
    const [first = 0, last = first] = part.split(/[–-]/).map(Number);
    return last - first > 0 && last - first < 30
      ? Array.from({ length: last - first + 1 }, (_, index) => first + index)
      : [...new Set([first, last])];
  });
}

/** Headings, introductions ("Blocked:"), questions and bare names say nothing that could have a source. */
function isStatement(text: string, lineBefore: string): boolean {
  const line = (lineBefore + text).trim();
  if (/^(#{1,6}\s|[-*_]{3,}$|\|?[\s|:-]+$|\*\*[^*]+\*\*:?$)/.test(line)) {
    return false;
  }
  const said = text.replace(/^\s*(>\s*)*([-*+]|\d+[.)])\s+/, '').replace(/[\s*_|»"')]+$/, '');
  return !/[:?]$/.test(said) && (said.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []).length >= 3;
}

function withMark(shown: string, mark: string, isRow: boolean): string {
  const [end = ''] = (isRow ? /\s*\|?\s*$/ : /\s*$/).exec(shown) ?? [];
  return `${shown.slice(0, shown.length - end.length)} ⚠ *${mark}*${end}`;
}
