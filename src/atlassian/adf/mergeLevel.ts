import { alignChanged, countWords, similarity, type WordCounts } from './align.ts';
import { matchSequences } from './diff.ts';
import { type AdfNode, contentOf } from './document.ts';
import type { MarkdownBlock } from './markdownBlock.ts';
import { type MergeContext, sameOr, viewsOf } from './mergeContext.ts';
import type { RenderedBlock } from './rendered.ts';

/** A block that shows as itself, with what becomes of it. */
interface Slot {
  readonly block: RenderedBlock;
  readonly container: string;
  readonly views: readonly MarkdownBlock[];
  fate: 'kept' | 'changed' | 'removed';
  result: readonly AdfNode[];
  /** New nodes right after it. */
  readonly after: AdfNode[];
}

/** A container that does not show (a layout, a macro with a body), with its parts in order. */
interface Frame {
  readonly node: AdfNode | undefined;
  readonly container: string;
  readonly parts: (Slot | Frame)[];
}

/** Merges siblings. See `MergeContext.level`. */
export function mergeLevel(
  context: MergeContext,
  blocks: readonly RenderedBlock[],
  before: readonly MarkdownBlock[],
  after: readonly MarkdownBlock[],
  container: string,
): readonly AdfNode[] {
  const flat: RenderedBlock[] = [];
  flatten(blocks, flat);
  const views = viewsOf(flat, before);
  const slots: Slot[] = [];
  const root: Frame = { node: undefined, container, parts: [] };
  addParts(root, blocks, views, slots);
  const visible = slots.filter((slot) => slot.views.length > 0);
  const owners = matchUnchanged(visible, after);
  const leading = place(context, root, visible, owners, after);
  return [...leading, ...rebuild(root)];
}

function flatten(blocks: readonly RenderedBlock[], into: RenderedBlock[]): void {
  for (const block of blocks) {
    if (block.role === 'through') {
      flatten(block.children, into);
    } else {
      into.push(block);
    }
  }
}

function addParts(
  frame: Frame,
  blocks: readonly RenderedBlock[],
  views: readonly MarkdownBlock[][],
  slots: Slot[],
): void {
  for (const block of blocks) {
    if (block.role === 'through') {
      const inner: Frame = { node: block.node, container: block.node.type, parts: [] };
      frame.parts.push(inner);
      const closing = block.children.filter(({ role }) => role === 'after');
      addParts(
        inner,
        block.children.filter(({ role }) => role !== 'after'),
        views,
        slots,
      );
      addParts(frame, closing, views, slots); // what is written after a macro's last line stands outside it
    } else {
      const slot: Slot = {
        block,
        container: frame.container,
        views: views[slots.length] ?? [],
        fate: 'kept',
        result: block.role === 'own' ? [block.node] : [],
        after: [],
      };
      slots.push(slot);
      frame.parts.push(slot);
    }
  }
}

/** Finds what did not change: for every edited block the slot it is, or undefined. */
function matchUnchanged(slots: readonly Slot[], after: readonly MarkdownBlock[]): (Slot | undefined)[] {
  const views = slots.flatMap((slot) => slot.views.map(({ key }) => ({ slot, key })));
  const matches = matchSequences(
    views.map(({ key }) => key),
    after.map(({ key }) => key),
  );
  const owners: (Slot | undefined)[] = new Array(after.length).fill(undefined);
  let index = 0;
  for (const slot of slots) {
    const targets = matches.subarray(index, index + slot.views.length);
    index += slot.views.length;
    slot.fate = targets.every((target) => target >= 0) ? 'kept' : 'removed';
    if (slot.fate === 'kept') {
      for (const target of targets) {
        owners[target] = slot;
      }
    }
  }
  return owners;
}

/** Decides the fate of everything between the unchanged blocks. Gives the nodes that go before all others. */
function place(
  context: MergeContext,
  root: Frame,
  slots: readonly Slot[],
  owners: readonly (Slot | undefined)[],
  after: readonly MarkdownBlock[],
): AdfNode[] {
  const leading: AdfNode[] = [];
  const order = new Map(slots.map((slot, index) => [slot, index]));
  let cursor: Slot | undefined;
  let nextSlot = 0;
  let index = 0;
  const gap = (endSlot: number, endAfter: number): void => {
    const removed = slots.slice(nextSlot, endSlot);
    const added = after.slice(index, endAfter);
    cursor = mergeGap(context, { removed, added, cursor, next: slots[endSlot], leading, root });
    nextSlot = endSlot;
    index = endAfter;
  };
  owners.forEach((owner, target) => {
    if (owner !== undefined) {
      const position = order.get(owner) ?? 0;
      gap(Math.max(position, nextSlot), target);
      cursor = owner;
      nextSlot = Math.max(nextSlot, position + 1);
      index = target + 1;
    }
  });
  gap(slots.length, after.length);
  return leading;
}

interface Gap {
  readonly removed: readonly Slot[];
  readonly added: readonly MarkdownBlock[];
  /** Last slot that stays before the gap. */
  readonly cursor: Slot | undefined;
  readonly next: Slot | undefined;
  readonly leading: AdfNode[];
  readonly root: Frame;
}

function mergeGap(context: MergeContext, gap: Gap): Slot | undefined {
  const { removed, added } = gap;
  const words = {
    removed: removed.map((slot) => countWords(slot.views.map(wordsIn).join(' '))),
    added: added.map((block) => countWords(wordsIn(block))),
  };
  const pairs = alignChanged(removed.length, added.length, (a, b) =>
    canBecome(removed[a], added[b]) ? likeness(words.removed[a], words.added[b]) : -1,
  );
  const taken = new Map<number, Slot>();
  pairs.forEach((target, position) => {
    const [slot, block] = [removed[position], added[target]];
    const view = slot?.views[0];
    if (slot === undefined || block === undefined || view === undefined) {
      return;
    }
    const result = context.block(slot.block, view, block, slot.container);
    if (result !== undefined) {
      slot.fate = 'changed';
      slot.result = result;
      taken.set(target, slot);
    }
  });
  for (const slot of removed) {
    if (slot.fate === 'removed') {
      slot.result = [];
      context.removed(slot.block, slot.views, slot.container);
    }
  }
  let { cursor } = gap;
  let done = 0; // removed slots before this position are behind the cursor
  added.forEach((block, target) => {
    const slot = taken.get(target);
    if (slot !== undefined) {
      cursor = slot;
      done = removed.indexOf(slot) + 1;
      return;
    }
    const replaced = removed[done];
    const anchor = replaced?.fate === 'removed' ? replaced : cursor;
    if (anchor === undefined) {
      gap.leading.push(context.insert(block, gap.root.container));
    } else {
      anchor.after.push(context.insert(block, anchor.container));
      cursor = anchor;
    }
  });
  return cursor;
}

function likeness(a: WordCounts | undefined, b: WordCounts | undefined): number {
  return a === undefined || b === undefined ? 0 : similarity(a, b);
}

function canBecome(slot: Slot | undefined, block: MarkdownBlock | undefined): boolean {
  return slot !== undefined && block !== undefined && slot.block.role === 'own' && slot.views.length === 1;
}

function wordsIn(block: MarkdownBlock): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return block.inline.map((node) => node.text ?? String(node.attrs?.['text'] ?? '')).join('');
    case 'code':
      return block.text;
    case 'row':
      return block.cells.map((cell) => cell.map((node) => node.text ?? '').join('')).join(' ');
    case 'rule':
      return '';
    default:
      return block.children.map(wordsIn).join(' ');
  }
}

function rebuild(frame: Frame): AdfNode[] {
  const content = frame.parts.flatMap((part): readonly AdfNode[] => {
    if (!('parts' in part)) {
      return part.after.length === 0 ? part.result : [...part.result, ...part.after];
    }
    return isGone(part) ? [] : rebuild(part);
  });
  const { node } = frame;
  if (node === undefined) {
    return content;
  }
  const inside = content.length > 0 || contentOf(node).length === 0 ? content : [{ type: 'paragraph', content: [] }];
  const same = sameOr(node.content, inside);
  return [same === node.content ? node : { ...node, content: same }];
}

/** A layout or macro all of whose visible content was taken out goes with it; columns stay as long as their layout. */
function isGone(frame: Frame): boolean {
  const slots = slotsIn(frame).filter((slot) => slot.views.length > 0);
  return (
    frame.container !== 'layoutColumn' &&
    slots.length > 0 &&
    slots.every((slot) => slot.fate === 'removed' && slot.after.length === 0)
  );
}

function slotsIn(frame: Frame): Slot[] {
  return frame.parts.flatMap((part) => ('parts' in part ? slotsIn(part) : [part]));
}
