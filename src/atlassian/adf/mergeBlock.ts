import { type AdfAttributes, type AdfNode, contentOf } from './document.ts';
import { keepBeside } from './keepBeside.ts';
import type { MarkdownBlock } from './markdownBlock.ts';
import { childrenOf } from './markdownBlock.ts';
import { type MergeContext, sameOr } from './mergeContext.ts';
import { mergeInline } from './mergeInline.ts';
import { mergeRow, mergeTable } from './mergeTable.ts';
import { isAllowedIn } from './nesting.ts';
import type { RenderedBlock } from './rendered.ts';
import { codeBlock, panelTypeOf, paragraph, stateName } from './writeNodes.ts';

/** Applies an edit to one block, keeping what Markdown does not say of it. See `MergeContext.block`. */
export function mergeBlock(
  context: MergeContext,
  block: RenderedBlock,
  before: MarkdownBlock,
  after: MarkdownBlock,
  container: string,
): readonly AdfNode[] | undefined {
  const merged = mergeSame(context, block, before, after, container);
  return merged === undefined ? keepBeside(block.node, before, after) : [merged];
}

function mergeSame(
  context: MergeContext,
  block: RenderedBlock,
  before: MarkdownBlock,
  after: MarkdownBlock,
  container: string,
): AdfNode | undefined {
  const { node } = block;
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return mergeText(context, node, before, after, container);
    case 'codeBlock':
      return before.kind === 'code' && after.kind === 'code' ? mergeCode(node, before, after) : undefined;
    case 'blockquote':
      return after.kind === 'quote' ? mergeInside(context, block, before, after, node.attrs) : undefined;
    case 'panel': {
      if (before.kind !== 'panel' || after.kind !== 'panel') {
        return undefined;
      }
      const isSame = before.alert === after.alert;
      const attrs = isSame ? node.attrs : { ...idOf(node), panelType: panelTypeOf(after.alert) };
      return mergeInside(context, block, before, after, attrs);
    }
    case 'expand':
    case 'nestedExpand': {
      if (before.kind !== 'expand' || after.kind !== 'expand') {
        return undefined;
      }
      const attrs = before.title === after.title ? node.attrs : { ...node.attrs, title: after.title };
      return mergeInside(context, block, before, after, attrs);
    }
    case 'bulletList':
    case 'orderedList':
    case 'taskList':
    case 'decisionList':
      return mergeList(context, block, before, after, container);
    case 'listItem':
      return after.kind === 'item' && after.state === 'none'
        ? mergeInside(context, block, before, after, node.attrs)
        : undefined;
    case 'taskItem':
    case 'decisionItem':
      return mergeStateItem(context, node, before, after);
    case 'blockTaskItem':
      return undefined;
    case 'table':
      return before.kind === 'table' && after.kind === 'table' ? mergeTable(context, block, before, after) : undefined;
    case 'tableRow':
      return before.kind === 'row' && after.kind === 'row' ? mergeRow(context, block, before, after) : undefined;
    case 'mediaSingle':
      return mergeCaption(context, node, before, after);
    default:
      return undefined;
  }
}

function mergeText(
  context: MergeContext,
  node: AdfNode,
  before: MarkdownBlock,
  after: MarkdownBlock,
  container: string,
): AdfNode | undefined {
  if (
    (before.kind !== 'paragraph' && before.kind !== 'heading') ||
    (after.kind !== 'paragraph' && after.kind !== 'heading')
  ) {
    return undefined;
  }
  if (after.kind === 'heading' && !isAllowedIn(container, 'heading')) {
    return undefined;
  }
  const content = mergeInline(contentOf(node), before.inline, after.inline, context.options);
  if (after.kind === 'heading') {
    const isSame = before.kind === 'heading' && before.level === after.level;
    const attrs = isSame ? node.attrs : { ...node.attrs, level: after.level };
    return withContent({ ...node, type: 'heading', ...marksFor('heading', node) }, content, attrs);
  }
  return node.type === 'paragraph'
    ? withContent(node, content, node.attrs)
    : withContent({ type: 'paragraph', ...marksFor('paragraph', node) }, content, idOf(node));
}

/** Marks of a text block that may stay when it becomes another kind of text block. */
function marksFor(type: string, node: AdfNode): { readonly marks?: NonNullable<AdfNode['marks']> } {
  if (node.marks === undefined) {
    return {};
  }
  return { marks: type === node.type ? node.marks : node.marks.filter((mark) => mark.type !== 'fontSize') };
}

function mergeCode(
  node: AdfNode,
  before: MarkdownBlock & { readonly kind: 'code' },
  after: MarkdownBlock & { readonly kind: 'code' },
): AdfNode {
  const content = before.text === after.text ? contentOf(node) : contentOf(codeBlock(after.text, ''));
  if (before.language === after.language) {
    return withContent(node, content, node.attrs);
  }
  const { language: _, ...attrs } = node.attrs ?? {};
  return withContent(node, content, after.language === '' ? attrs : { ...attrs, language: after.language });
}

function mergeInside(
  context: MergeContext,
  block: RenderedBlock,
  before: MarkdownBlock,
  after: MarkdownBlock,
  attrs: AdfAttributes | undefined,
): AdfNode {
  const { node } = block;
  const content = context.level(block.children, childrenOf(before), childrenOf(after), node.type);
  return withContent(node, content.length === 0 ? [paragraph([])] : content, attrs);
}

function mergeList(
  context: MergeContext,
  block: RenderedBlock,
  before: MarkdownBlock,
  after: MarkdownBlock,
  container: string,
): AdfNode | undefined {
  const { node } = block;
  if (before.kind !== 'list' || after.kind !== 'list' || !isAllowedIn(container, `${after.listType}List`)) {
    return undefined;
  }
  const type = `${after.listType}List`;
  const isPlain = (listType: string): boolean => listType === 'bullet' || listType === 'ordered';
  if (type !== node.type && !(isPlain(before.listType) && isPlain(after.listType))) {
    return undefined;
  }
  const content = context.level(block.children, before.children, after.children, type);
  if (content.length === 0) {
    return undefined;
  }
  const isSame = before.listType === after.listType && before.start === after.start;
  const order = after.listType === 'ordered' && after.start !== 1 ? { order: after.start } : {};
  return withContent({ ...node, type }, content, isSame ? node.attrs : { ...idOf(node), ...order });
}

function mergeStateItem(
  context: MergeContext,
  node: AdfNode,
  before: MarkdownBlock,
  after: MarkdownBlock,
): AdfNode | undefined {
  if (before.kind !== 'item' || after.kind !== 'item') {
    return undefined;
  }
  const [text, edited] = [before.children[0], after.children[0]];
  const isText = (child: MarkdownBlock | undefined): boolean => child === undefined || child.kind === 'paragraph';
  const isSimple = before.children.length <= 1 && after.children.length <= 1 && isText(text) && isText(edited);
  const isTask = after.state === 'todo' || after.state === 'done';
  if (!isSimple || isTask !== (node.type === 'taskItem') || after.state === 'none') {
    return undefined;
  }
  const inlineOf = (child: MarkdownBlock | undefined): readonly AdfNode[] =>
    child?.kind === 'paragraph' ? child.inline : [];
  const content = mergeInline(contentOf(node), inlineOf(text), inlineOf(edited), context.options);
  const state = stateName(after.state, isTask ? 'task' : 'decision');
  return withContent(node, content, before.state === after.state ? node.attrs : { ...node.attrs, state });
}

/** A picture and the line below it: the picture stays when only the line or its name was edited. */
function mergeCaption(
  context: MergeContext,
  node: AdfNode,
  before: MarkdownBlock,
  after: MarkdownBlock,
): AdfNode | undefined {
  if (before.kind !== 'paragraph' || after.kind !== 'paragraph') {
    return undefined;
  }
  const [picture, line] = cutAtBreak(before.inline);
  const [sameLine, editedLine] = cutAtBreak(after.inline);
  const isSame = JSON.stringify(picture) === JSON.stringify(sameLine);
  const name = isSame ? undefined : newName(picture, sameLine);
  if (!isSame && name === undefined) {
    return undefined;
  }
  const files = contentOf(node).filter(({ type }) => type !== 'caption');
  const media = name === undefined ? files : files.map((file) => ({ ...file, attrs: { ...file.attrs, alt: name } }));
  const caption = contentOf(node).find(({ type }) => type === 'caption');
  if (editedLine.length === 0) {
    return withContent(node, media, node.attrs);
  }
  const text = mergeInline(caption === undefined ? [] : contentOf(caption), line, editedLine, context.options);
  return withContent(node, [...media, { ...(caption ?? { type: 'caption' }), content: text }], node.attrs);
}

/** The new name of a picture that still is at the same address. */
function newName(before: readonly AdfNode[], after: readonly AdfNode[]): string | undefined {
  const [picture, edited] = [before[0], after[0]];
  const isAlone = before.length === 1 && after.length === 1 && picture?.marks !== undefined;
  return isAlone && JSON.stringify(picture.marks) === JSON.stringify(edited?.marks) ? edited?.text : undefined;
}

function cutAtBreak(inline: readonly AdfNode[]): [readonly AdfNode[], readonly AdfNode[]] {
  const at = inline.findIndex(({ type }) => type === 'hardBreak');
  return at < 0 ? [inline, []] : [inline.slice(0, at), inline.slice(at + 1)];
}

function idOf(node: AdfNode): AdfAttributes {
  const localId = node.attrs?.['localId'];
  return localId === undefined ? {} : { localId };
}

/** The node with new content and attributes; the very same when neither changed. */
function withContent(node: AdfNode, content: readonly AdfNode[], attrs: AdfAttributes | undefined): AdfNode {
  const { attrs: _, ...rest } = node;
  const needsAttributes = attrs !== undefined && (node.attrs !== undefined || Object.keys(attrs).length > 0);
  return { ...rest, ...(needsAttributes ? { attrs } : {}), content: sameOr(node.content, content) };
}
