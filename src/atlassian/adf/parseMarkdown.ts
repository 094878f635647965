import MarkdownIt, { type MarkdownIt as MarkdownParser, type Token } from 'markdown-it';
import { fail } from '#domain/errors.ts';
import type { AdfNode } from './document.ts';
import { joinExpands } from './expands.ts';
import { safeHref } from './links.ts';
import {
  type Alert,
  type BlockContent,
  BlockKeys,
  type BlockOrHtml,
  type ItemState,
  type MarkdownBlock,
} from './markdownBlock.ts';
import { type InlineOptions, inlineNodes } from './parseInline.ts';

const maxLength = 2_000_000;
/** The parser drops what nests deeper, so that is refused. More than the depth a document of ours may have. */
const maxNesting = 420;

// markdown-it rather than micromark: as small, about ten times as fast, and bounded on hostile input (micromark took
// 10 s for 10 KB of nested list markers). It also gives the source lines of blocks, which editing needs.
const parser = createParser();

function createParser(): MarkdownParser {
  const markdownIt = new MarkdownIt({ html: true, maxNesting });
  markdownIt.validateLink = (url) => safeHref(url) !== undefined; // a link that is refused stays text
  markdownIt.normalizeLink = (url) => url;
  markdownIt.normalizeLinkText = (text) => text;
  return markdownIt;
}

/** Parses GitHub-flavoured Markdown. Rejects with `invalidArgument` what is too long or too deep. */
export function parseMarkdown(
  markdown: string,
  options: InlineOptions = {},
  keys = new BlockKeys(false),
): MarkdownBlock[] {
  if (markdown.length > maxLength) {
    fail({ code: 'invalidArgument', argument: 'markdown', reason: `longer than ${maxLength} characters` });
  }
  const tokens = parser.parse(markdown, {});
  if (tokens.some(({ level }) => level >= maxNesting - 2)) {
    fail({ code: 'invalidArgument', argument: 'markdown', reason: 'nested too deeply' });
  }
  return new BlockBuilder(options, keys).build(tokens);
}

interface Frame {
  readonly type: string;
  readonly token: Token | undefined;
  readonly children: BlockOrHtml[];
  /** Of a paragraph, heading or cell. */
  inline: Token | undefined;
  /** Of a list item that begins with `[ ]`, `[x]`, `[decision]` or `[undecided]`. */
  state: ItemState;
  /** Of a quotation that begins with `[!NOTE]` or another of GitHub's alerts. */
  alert: Alert | undefined;
  /** Of a table row. */
  readonly cells: (readonly AdfNode[])[];
}

class BlockBuilder {
  private readonly options: InlineOptions;
  private readonly keys: BlockKeys;
  /** Line of the innermost open block that has one: some tokens have none. */
  private line = 0;

  constructor(options: InlineOptions, keys: BlockKeys) {
    this.options = options;
    this.keys = keys;
  }

  build(tokens: readonly Token[]): MarkdownBlock[] {
    const root = newFrame('root', undefined);
    const frames = [root];
    for (const token of tokens) {
      const top = frames.at(-1) ?? root;
      this.line = token.map?.[0] ?? this.line;
      if (token.nesting === 1) {
        frames.push(newFrame(token.type.replace(/_open$/, ''), token));
      } else if (token.nesting === -1) {
        frames.pop();
        this.close(top, frames.at(-1) ?? root);
      } else if (token.type === 'inline') {
        top.inline = token;
      } else {
        this.leaf(token, top);
      }
    }
    return this.finish(root.children);
  }

  private leaf(token: Token, parent: Frame): void {
    switch (token.type) {
      case 'fence':
      case 'code_block': {
        const language = token.type === 'fence' ? (token.info.trim().split(/\s+/)[0] ?? '') : '';
        this.add(parent, { kind: 'code', language, text: token.content.replace(/\n$/, '') }, token);
        break;
      }
      case 'hr':
        this.add(parent, { kind: 'rule' }, token);
        break;
      case 'html_block':
        parent.children.push({ kind: 'html', html: token.content.trim(), line: this.line });
        break;
      default:
        break;
    }
  }

  private close(frame: Frame, parent: Frame): void {
    const { token } = frame;
    switch (frame.type) {
      case 'paragraph':
        this.addParagraph(frame, parent);
        break;
      case 'heading':
        this.add(
          parent,
          { kind: 'heading', level: Number(token?.tag.slice(1) ?? 1), inline: this.inline(frame) },
          token,
        );
        break;
      case 'blockquote': {
        const children = this.finish(frame.children);
        const { alert } = frame;
        this.add(parent, alert === undefined ? { kind: 'quote', children } : { kind: 'panel', alert, children }, token);
        break;
      }
      case 'bullet_list':
      case 'ordered_list':
        this.addLists(frame, parent);
        break;
      case 'list_item':
        this.add(parent, { kind: 'item', state: frame.state, children: this.finish(frame.children) }, token);
        break;
      case 'th':
      case 'td':
        parent.cells.push(this.inline(frame));
        break;
      case 'tr':
        this.add(parent, { kind: 'row', cells: frame.cells }, token);
        break;
      case 'table':
        this.addTable(frame, parent);
        break;
      default: // thead, tbody
        for (const child of frame.children) {
          parent.children.push(child);
        }
    }
  }

  private addParagraph(frame: Frame, parent: Frame): void {
    const line = frame.token?.map?.[0] ?? this.line;
    const taken = parent.children.length === 0 ? takeLead(frame, parent) : undefined;
    const inline = this.inline(frame);
    if (taken === undefined || inline.length > 0) {
      const content: BlockContent = { kind: 'paragraph', inline };
      parent.children.push(this.keys.place(content, taken === 'line' ? line + 1 : line));
    }
  }

  private add(parent: Frame, content: BlockContent, token: Token | undefined): void {
    parent.children.push(this.keys.place(content, token?.map?.[0] ?? this.line));
  }

  private inline(frame: Frame): AdfNode[] {
    return inlineNodes(frame.inline?.children ?? [], this.options);
  }

  private finish(children: readonly BlockOrHtml[]): MarkdownBlock[] {
    return joinExpands(children, (content, line) => this.keys.place(content, line));
  }

  /** Markdown lets plain items and tasks share a list; the site does not, so such a list becomes several. */
  private addLists(frame: Frame, parent: Frame): void {
    const isOrdered = frame.type === 'ordered_list';
    const start = isOrdered ? Number(frame.token?.attrGet('start') ?? 1) : 1;
    let index = 0;
    let run: MarkdownBlock[] = [];
    let runType = '';
    let runStart = start;
    const flush = (): void => {
      const first = run[0];
      if (first !== undefined) {
        const listType = runType === 'task' || runType === 'decision' ? runType : isOrdered ? 'ordered' : 'bullet';
        const children = listType === 'task' ? run.flatMap((item) => this.hoistTasks(item)) : run;
        const content: BlockContent = {
          kind: 'list',
          listType,
          start: listType === 'ordered' ? runStart : 1,
          children,
        };
        parent.children.push(this.keys.place(content, first.line));
      }
      run = [];
    };
    for (const child of this.finish(frame.children)) {
      const type = child.kind === 'item' ? stateType(child.state) : '';
      if (type !== runType) {
        flush();
        runType = type;
        runStart = start + index;
      }
      run.push(child);
      index += 1;
    }
    flush();
  }

  /** The site nests task lists beside the item they belong to. */
  private hoistTasks(item: MarkdownBlock): MarkdownBlock[] {
    if (item.kind !== 'item') {
      return [item];
    }
    const isTasks = (child: MarkdownBlock): boolean => child.kind === 'list' && child.listType === 'task';
    const nested = item.children.filter(isTasks);
    if (nested.length === 0) {
      return [item];
    }
    const { state, line } = item;
    const children = item.children.filter((child) => !isTasks(child));
    return [this.keys.place({ kind: 'item', state, children }, line), ...nested];
  }

  private addTable(frame: Frame, parent: Frame): void {
    const rows = this.finish(frame.children);
    const header = rows[0];
    const hasHeader = header?.kind === 'row' && header.cells.some((cell) => cell.length > 0);
    this.add(parent, { kind: 'table', hasHeader, children: hasHeader ? rows : rows.slice(1) }, frame.token);
  }
}

function newFrame(type: string, token: Token | undefined): Frame {
  return { type, token, children: [], inline: undefined, state: 'none', alert: undefined, cells: [] };
}

const alerts: readonly Alert[] = ['NOTE', 'TIP', 'IMPORTANT', 'WARNING', 'CAUTION'];
const itemStates: Readonly<Record<string, ItemState>> = {
  ' ': 'todo',
  x: 'done',
  decision: 'decided',
  undecided: 'undecided',
};

/**
 * Takes the lead off the first paragraph of an item or quotation. It is looked for in the source, where text that only
 * looks like it is escaped.
 */
function takeLead(paragraph: Frame, parent: Frame): 'word' | 'line' | undefined {
  const tokens = paragraph.inline?.children ?? [];
  const source = paragraph.inline?.content ?? '';
  const first = tokens[0];
  if (first?.type !== 'text') {
    return undefined;
  }
  if (parent.type === 'list_item') {
    const lead = /^\[( |x|decision|undecided)\](?=\s|$)/i.exec(source);
    const state = itemStates[lead?.[1]?.toLowerCase() ?? ''];
    if (lead !== null && state !== undefined && first.content.startsWith(lead[0])) {
      parent.state = state;
      first.content = first.content.slice(lead[0].length).trimStart();
      return 'word';
    }
  }
  if (parent.type === 'blockquote') {
    const lead = /^\[!([a-z]+)\][ \t]*(?:\n|$)/i.exec(source);
    const alert = alerts.find((name) => name === lead?.[1]?.toUpperCase());
    if (alert !== undefined && first.content.trim() === `[!${lead?.[1] ?? ''}]`) {
      parent.alert = alert;
      tokens.splice(0, 2); // it and the line break after it
      return 'line';
    }
  }
  return undefined;
}

function stateType(state: ItemState): string {
  switch (state) {
    case 'todo':
    case 'done':
      return 'task';
    case 'decided':
    case 'undecided':
      return 'decision';
    default:
      return 'plain';
  }
}
