import { type AdfNode, contentOf, numberAttribute, stringAttribute, textOf } from './document.ts';
import { escapeHtml, longestRun } from './escape.ts';
import { type MarkdownOptions, macroName } from './inlineText.ts';
import type { Fragment, RenderedBlock } from './rendered.ts';
import { shifted } from './rendered.ts';
import { renderInline } from './renderInline.ts';
import { renderTable } from './renderTable.ts';

/** GitHub's name for each kind of panel. */
const alerts: Readonly<Record<string, string>> = {
  info: 'NOTE',
  note: 'IMPORTANT',
  tip: 'TIP',
  success: 'TIP',
  warning: 'WARNING',
  error: 'CAUTION',
};

const inlineTypes: ReadonlySet<string> = new Set([
  'text',
  'hardBreak',
  'mention',
  'emoji',
  'date',
  'status',
  'placeholder',
  'inlineCard',
  'inlineExtension',
  'mediaInline',
]);

/** Containers that have no Markdown of their own: their children are shown in order. */
const throughTypes: ReadonlySet<string> = new Set(['layoutSection', 'layoutColumn', 'bodiedSyncBlock']);

export function isInlineContent(nodes: readonly AdfNode[]): boolean {
  return nodes.some((node) => inlineTypes.has(node.type));
}

/** A block that may hold other blocks without being seen in Markdown, or only by a line before and after them. */
export function isThrough(node: AdfNode): boolean {
  return (
    throughTypes.has(node.type) ||
    node.type === 'bodiedExtension' ||
    (!ownTypes.has(node.type) && contentOf(node).length > 0 && !isInlineContent(contentOf(node)))
  );
}

const ownTypes: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'codeBlock',
  'blockquote',
  'panel',
  'expand',
  'nestedExpand',
  'bulletList',
  'orderedList',
  'taskList',
  'decisionList',
  'table',
  'mediaSingle',
  'mediaGroup',
  'rule',
]);

/** Writes sibling blocks one after the other. */
export function renderSequence(nodes: readonly AdfNode[], options: MarkdownOptions, isInItem = false): Fragment {
  const writer = new SequenceWriter(options, isInItem);
  const blocks = nodes.map((node) => writer.add(node));
  return { lines: writer.lines, blocks };
}

class SequenceWriter {
  readonly lines: string[] = [];
  private readonly options: MarkdownOptions;
  private readonly isInItem: boolean;
  private lastType = '';
  private lastMarker = '';

  constructor(options: MarkdownOptions, isInItem: boolean) {
    this.options = options;
    this.isInItem = isInItem;
  }

  add(node: AdfNode): RenderedBlock {
    if (!isThrough(node)) {
      return this.append(node, 'own', this.renderOwn(node));
    }
    const start = this.lines.length;
    const name = node.type === 'bodiedExtension' ? escapedName(node) : undefined;
    const before = name === undefined ? [] : [this.append(node, 'before', single(`[macro: ${name}]`))];
    const inside = contentOf(node).map((child) => this.add(child));
    const after = name === undefined ? [] : [this.append(node, 'after', single(`[/macro: ${name}]`))];
    return { node, role: 'through', start, end: this.lines.length, children: [...before, ...inside, ...after] };
  }

  private append(node: AdfNode, role: RenderedBlock['role'], fragment: Fragment): RenderedBlock {
    const first = fragment.lines[0];
    if (first === undefined) {
      return { node, role, start: this.lines.length, end: this.lines.length, children: fragment.blocks };
    }
    // A list may follow its item's text directly, but only where that cannot be read as part of the text.
    const isTight =
      this.isInItem && this.lastType === 'paragraph' && /^(?:[-*]|1[.)]) \S/.test(first) && node.type !== 'paragraph';
    if (this.lines.length > 0 && !isTight) {
      this.lines.push('');
    }
    const start = this.lines.length;
    for (const line of fragment.lines) {
      this.lines.push(line);
    }
    this.lastType = node.type;
    this.lastMarker = markerOf(node.type, first);
    const children = fragment.blocks.map((block) => shifted(block, start));
    return { node, role, start, end: this.lines.length, children };
  }

  private renderOwn(node: AdfNode): Fragment {
    switch (node.type) {
      case 'paragraph':
        return text(renderInline(contentOf(node), this.options));
      case 'heading': {
        const title = renderInline(contentOf(node), this.options, true).replace(/#$/, '\\#');
        return text(title === '' ? '' : `${'#'.repeat(headingLevel(node))} ${title}`);
      }
      case 'codeBlock':
        return { lines: codeLines(node), blocks: [] };
      case 'rule':
        return single(this.isInItem ? '___' : '---');
      case 'blockquote':
        return quoted(renderSequence(contentOf(node), this.options), []);
      case 'panel':
        return renderPanel(node, this.options);
      case 'expand':
      case 'nestedExpand':
        return renderExpand(node, this.options);
      case 'bulletList':
      case 'orderedList':
      case 'taskList':
      case 'decisionList':
        return renderList(node, this.lastMarker, this.options);
      case 'table':
        return renderTable(node, this.options);
      case 'mediaSingle':
      case 'mediaGroup':
        return text(renderMedia(node, this.options));
      default:
        return text(renderInline(isInlineContent(contentOf(node)) ? contentOf(node) : [node], this.options));
    }
  }
}

/** The list marker a following list must not repeat: two lists with the same one would become one. */
function markerOf(type: string, firstLine: string): string {
  if (!type.endsWith('List')) {
    return '';
  }
  return /^[-*]/.exec(firstLine)?.[0] ?? /^\d+([.)])/.exec(firstLine)?.[1] ?? '';
}

function text(markdown: string): Fragment {
  return { lines: markdown === '' ? [] : markdown.split('\n'), blocks: [] };
}

function single(line: string): Fragment {
  return { lines: [line], blocks: [] };
}

function escapedName(node: AdfNode): string {
  return macroName(node)
    .replace(/[\\`*_[\]<>&~|\s]+/g, ' ')
    .trim();
}

export function headingLevel(node: AdfNode): number {
  return Math.min(6, Math.max(1, Math.round(numberAttribute(node, 'level') ?? 1)));
}

function codeLines(node: AdfNode): string[] {
  const code = textOf(node).replace(/\r\n?/g, '\n');
  const language = stringAttribute(node, 'language') ?? '';
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  const info = /^[\w+#.-]+$/.test(language) ? language : '';
  return [fence + info, ...(code === '' ? [] : code.split('\n')), fence];
}

function quoted(inside: Fragment, head: readonly string[]): Fragment {
  const lines = [...head, ...inside.lines].map((line) => (line === '' ? '>' : `> ${line}`));
  return { lines, blocks: inside.blocks.map((block) => shifted(block, head.length)) };
}

function renderPanel(node: AdfNode, options: MarkdownOptions): Fragment {
  const inside = renderSequence(contentOf(node), options);
  const alert = alerts[stringAttribute(node, 'panelType') ?? ''] ?? 'NOTE';
  const first = inside.blocks.find((block) => block.end > block.start);
  const isText = first === undefined || (first.role === 'own' && first.node.type === 'paragraph');
  return quoted(inside, isText ? [`[!${alert}]`] : [`[!${alert}]`, '']);
}

function renderExpand(node: AdfNode, options: MarkdownOptions): Fragment {
  const inside = renderSequence(contentOf(node), options);
  const title = escapeHtml((stringAttribute(node, 'title') ?? '').replace(/\s+/g, ' ').trim());
  const head = ['<details>', ...(title === '' ? [] : [`<summary>${title}</summary>`]), ''];
  const lines = [...head, ...inside.lines, ...(inside.lines.length > 0 ? [''] : []), '</details>'];
  return { lines, blocks: inside.blocks.map((block) => shifted(block, head.length)) };
}

function renderMedia(node: AdfNode, options: MarkdownOptions): string {
  const shown = contentOf(node).map((child) =>
    renderInline(child.type === 'caption' ? contentOf(child) : [child], options),
  );
  return shown.filter((part) => part !== '').join('\\\n');
}

function renderList(list: AdfNode, previousMarker: string, options: MarkdownOptions): Fragment {
  const isOrdered = list.type === 'orderedList';
  const bullet = previousMarker === '-' ? '*' : '-';
  const dot = previousMarker === '.' ? ')' : '.';
  const first = Math.min(999_000_000, Math.max(0, Math.floor(numberAttribute(list, 'order') ?? 1)));
  const parts: Fragment[] = [];
  let number = first;
  let nestedMarker = previousMarker;
  for (const item of contentOf(list)) {
    if (item.type.endsWith('List')) {
      // A task list in a task list belongs, as Markdown sees it, to the item before it.
      const indent = parts.length > 0 ? '  ' : '';
      const nested = renderList(item, nestedMarker, options);
      nestedMarker = markerOf(item.type, nested.lines[0] ?? '');
      const lines = nested.lines.map((line) => (line === '' ? '' : indent + line));
      parts.push({
        lines,
        blocks: [{ node: item, role: 'own', start: 0, end: lines.length, children: nested.blocks }],
      });
      continue;
    }
    nestedMarker = '';
    parts.push(renderItem(item, isOrdered ? `${number}${dot}` : bullet, options));
    number += 1;
  }
  const isLoose = parts.some(({ lines }) => lines.includes(''));
  const lines: string[] = [];
  const blocks: RenderedBlock[] = [];
  parts.forEach((part, index) => {
    if (isLoose && index > 0) {
      lines.push('');
    }
    const start = lines.length;
    for (const block of part.blocks) {
      blocks.push(shifted(block, start));
    }
    for (const line of part.lines) {
      lines.push(line);
    }
  });
  return { lines, blocks };
}

function renderItem(item: AdfNode, marker: string, options: MarkdownOptions): Fragment {
  const children = contentOf(item);
  const isText = item.type === 'taskItem' || item.type === 'decisionItem' || isInlineContent(children);
  const inside = isText ? text(renderInline(children, options)) : renderSequence(children, options, true);
  const head = [marker, ...stateOf(item)].join(' ');
  const indent = ' '.repeat(marker.length + 1);
  // Nested lists without text would read as a rule (`- - -`): then what is inside begins on the next line.
  const isApart = /^([-*])(?:[ \t]*\1){2,}[ \t]*$/.test(`${head} ${inside.lines[0] ?? ''}`);
  const [first, ...rest] = isApart ? ['', ...inside.lines] : inside.lines;
  const lines = [
    first === undefined || first === '' ? head : `${head} ${first}`,
    ...rest.map((line) => (line === '' ? '' : indent + line)),
  ];
  const blocks = isApart ? inside.blocks.map((block) => shifted(block, 1)) : inside.blocks;
  return { lines, blocks: [{ node: item, role: 'own', start: 0, end: lines.length, children: blocks }] };
}

function stateOf(item: AdfNode): string[] {
  const state = stringAttribute(item, 'state');
  switch (item.type) {
    case 'taskItem':
    case 'blockTaskItem':
      return [state === 'DONE' ? '[x]' : '[ ]'];
    case 'decisionItem':
      return [state === 'UNDECIDED' ? '[undecided]' : '[decision]'];
    default:
      return [];
  }
}
