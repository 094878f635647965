import type { AdfMark, AdfNode } from './document.ts';
import { inlineText, type MarkdownOptions } from './inlineText.ts';
import { safeHref } from './links.ts';

/** A mark Markdown can show. Links carry their address: `link https://…`. */
export type VisibleMark = 'strong' | 'em' | 'strike' | 'sub' | 'sup' | `link ${string}`;

/** A stretch of inline content that is written in one go. `bracketed`, `link` and `image` come from inline nodes. */
export interface Run {
  readonly kind: 'text' | 'code' | 'break' | 'bracketed' | 'link' | 'image';
  readonly text: string;
  readonly href?: string;
  readonly marks: ReadonlySet<VisibleMark>;
}

const noMarks: ReadonlySet<VisibleMark> = new Set();

/** Inline nodes as runs: what reads the same is joined, and marks do not begin or end at white space. */
export function runsOf(nodes: readonly AdfNode[], options: MarkdownOptions): Run[] {
  const runs: Run[] = [];
  for (const node of nodes) {
    for (const run of runsOfNode(node, options)) {
      const last = runs.at(-1);
      if (
        last !== undefined &&
        last.kind === run.kind &&
        run.kind !== 'break' &&
        isJoinable(run) &&
        sameMarks(last.marks, run.marks)
      ) {
        runs[runs.length - 1] = { ...last, text: last.text + run.text };
      } else {
        runs.push(run);
      }
    }
  }
  return runs.some(({ marks }) => marks.size > 0) ? shrinkMarks(runs.flatMap(splitSpace)) : runs;
}

function isJoinable(run: Run): boolean {
  return run.kind === 'text' || run.kind === 'code';
}

function runsOfNode(node: AdfNode, options: MarkdownOptions): Run[] {
  if (node.type === 'text') {
    const text = onOneLine(node.text ?? '');
    const isCode = node.marks?.some((mark) => mark.type === 'code') === true;
    return text === ''
      ? []
      : [{ kind: isCode ? 'code' : 'text', text, marks: visibleMarks(node.marks ?? [], options) }];
  }
  if (node.type === 'hardBreak') {
    return [{ kind: 'break', text: '\n', marks: noMarks }];
  }
  if (node.content !== undefined && node.type !== 'inlineExtension') {
    return node.content.flatMap((child) => runsOfNode(child, options)); // no inline node has content; foreign ones may
  }
  const shown = inlineText(node, options);
  switch (shown.kind) {
    case 'plain':
      return shown.text === '' ? [] : [{ kind: 'text', text: shown.text.replace(/\s+/g, ' '), marks: noMarks }];
    case 'brackets':
      return [{ kind: 'bracketed', text: shown.text.replace(/\s+/g, ' '), marks: noMarks }];
    default:
      return [{ kind: shown.kind, text: shown.text, href: shown.href, marks: noMarks }];
  }
}

function onOneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[ \t]*[\r\n]+[ \t]*/g, ' ') : text;
}

function visibleMarks(marks: readonly AdfMark[], options: MarkdownOptions): ReadonlySet<VisibleMark> {
  if (marks.length === 0) {
    return noMarks;
  }
  const visible = new Set<VisibleMark>();
  for (const mark of marks) {
    if (mark.type === 'strong' || mark.type === 'em' || mark.type === 'strike') {
      visible.add(mark.type);
    } else if (mark.type === 'subsup') {
      visible.add(mark.attrs?.['type'] === 'sup' ? 'sup' : 'sub');
    } else if (mark.type === 'link') {
      const href = safeHref(mark.attrs?.['href'], options.baseUrl);
      if (href !== undefined) {
        visible.add(`link ${href}`);
      }
    }
  }
  return visible;
}

function sameMarks(a: ReadonlySet<VisibleMark>, b: ReadonlySet<VisibleMark>): boolean {
  return a.size === b.size && [...a].every((mark) => b.has(mark));
}

function splitSpace(run: Run): Run[] {
  if (run.kind !== 'text' || run.marks.size === 0) {
    return [run];
  }
  const core = run.text.trim();
  const start = run.text.length - run.text.trimStart().length;
  const parts = core === '' ? [run.text] : [run.text.slice(0, start), core, run.text.slice(start + core.length)];
  return parts.filter((text) => text !== '').map((text) => ({ ...run, text }));
}

/** Takes each mark off the blank runs at the ends of its spans: `**bold **` would not be bold in Markdown. */
function shrinkMarks(runs: readonly Run[]): Run[] {
  const marks = runs.map((run) => new Set(run.marks));
  const isBlank = runs.map((run) => run.kind === 'text' && run.text.trim() === '');
  const sweep = (order: readonly number[]): void => {
    let previous: ReadonlySet<VisibleMark> = noMarks;
    for (const index of order) {
      const own = marks[index] ?? new Set();
      if (isBlank[index] === true) {
        for (const mark of [...own]) {
          if (!previous.has(mark)) {
            own.delete(mark);
          }
        }
      }
      previous = own;
    }
  };
  const order = runs.map((_, index) => index);
  sweep(order);
  sweep(order.reverse());
  return runs.map((run, index) => ({ ...run, marks: marks[index] ?? noMarks }));
}
