import type { AdfNode } from './document.ts';

/** GitHub's alerts. */
export type Alert = 'NOTE' | 'TIP' | 'IMPORTANT' | 'WARNING' | 'CAUTION';

type ListType = 'bullet' | 'ordered' | 'task' | 'decision';

/**
 * A block of Markdown as it was written, with inline content already in the site's terms. Anything may stand in
 * anything here: what the site's schema allows where is decided when this is turned into nodes.
 */
export type MarkdownBlock = Place &
  (
    | { readonly kind: 'paragraph'; readonly inline: readonly AdfNode[] }
    | { readonly kind: 'heading'; readonly level: number; readonly inline: readonly AdfNode[] }
    | { readonly kind: 'code'; readonly language: string; readonly text: string }
    | { readonly kind: 'rule' }
    | { readonly kind: 'quote'; readonly children: readonly MarkdownBlock[] }
    | { readonly kind: 'panel'; readonly alert: Alert; readonly children: readonly MarkdownBlock[] }
    | { readonly kind: 'expand'; readonly title: string; readonly children: readonly MarkdownBlock[] }
    | {
        readonly kind: 'list';
        readonly listType: ListType;
        readonly start: number;
        /** Items; task lists nested in a task list stand here too, after the item they belong to. */
        readonly children: readonly MarkdownBlock[];
      }
    | { readonly kind: 'item'; readonly state: ItemState; readonly children: readonly MarkdownBlock[] }
    | { readonly kind: 'table'; readonly hasHeader: boolean; readonly children: readonly MarkdownBlock[] }
    | { readonly kind: 'row'; readonly cells: readonly (readonly AdfNode[])[] }
  );

export type ItemState = 'none' | 'todo' | 'done' | 'decided' | 'undecided';

interface Place {
  /** Line it begins in, from 0. */
  readonly line: number;
  /** Equal for blocks that say the same, wherever they stand and however they are written. */
  readonly key: number;
}

/** A block, or HTML that is to become (part of) one as soon as its neighbours are known. */
export type BlockOrHtml = MarkdownBlock | { readonly kind: 'html'; readonly html: string; readonly line: number };

type WithoutPlace<T> = T extends Place ? Omit<T, keyof Place> : never;

/** A block before it is given its key. */
export type BlockContent = WithoutPlace<MarkdownBlock>;

export function childrenOf(block: MarkdownBlock): readonly MarkdownBlock[] {
  return 'children' in block ? block.children : [];
}

/**
 * Gives equal numbers to equal contents. Blocks are comparable only when they come from the same instance, and not at
 * all when it is not `isComparing`, which saves time.
 */
export class BlockKeys {
  private readonly numbers = new Map<string, number>();
  private readonly isComparing: boolean;

  constructor(isComparing = true) {
    this.isComparing = isComparing;
  }

  place(content: BlockContent, line: number): MarkdownBlock {
    if (!this.isComparing) {
      return { ...content, line, key: 0 };
    }
    const written = JSON.stringify(
      'children' in content ? { ...content, children: keysOf(content.children) } : content,
    );
    let key = this.numbers.get(written);
    if (key === undefined) {
      key = this.numbers.size;
      this.numbers.set(written, key);
    }
    return { ...content, line, key };
  }
}

function keysOf(blocks: readonly MarkdownBlock[]): number[] {
  return blocks.map(({ key }) => key);
}
