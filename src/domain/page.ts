import type { Markdown } from './issue.ts';
import type { Person } from './person.ts';

export interface Space {
  readonly id: string;
  /** `NIM`, or `~` and an account for a personal space. */
  readonly key: string;
  readonly name: string;
  readonly url: string;
}

/** One search result. */
export interface PageHit {
  readonly id: string;
  readonly title: string;
  readonly kind: 'page' | 'blogpost';
  readonly spaceKey?: string;
  readonly url: string;
  /** Plain text around the match; empty when the site gives none. */
  readonly excerpt: string;
  /** ISO 8601. */
  readonly lastModified?: string;
}

export interface Page {
  readonly id: string;
  readonly kind: 'page' | 'blogpost';
  readonly title: string;
  readonly spaceId: string;
  readonly spaceKey?: string;
  readonly url: string;
  readonly version: number;
  /** Instant of this version, ISO 8601. */
  readonly lastModified?: string;
  /** Of this version. */
  readonly author?: Person;
  /** As they are now, whatever the version. */
  readonly labels: readonly string[];
  readonly body: Markdown;
  /** The outline, in the order of the page; without sections the page is empty. */
  readonly sections: readonly PageSection[];
  /** Deleted, but still to be restored. */
  readonly isTrashed?: true;
}

/** A page without its text, as lists of pages have it. */
export interface PageReference {
  readonly id: string;
  readonly title: string;
}

/**
 * A heading with all that stands below it, sub-sections included, or what stands before the first heading. Sections
 * nest; one that stands in a column, an expand or a macro ends with it.
 */
export interface PageSection {
  /** 1, 2, 3 … in the order of this version of the page. */
  readonly number: number;
  /** 1 to 6, as the heading; 1 for what stands before the first heading. */
  readonly level: number;
  /** Plain text of the heading; empty for what stands before the first heading. */
  readonly title: string;
  /** Titles from the outermost section down to this one. */
  readonly path: readonly string[];
  /** Where its text stands in `body`. */
  readonly start: number;
  readonly end: number;
  /** Stays with the heading when it is renamed or moved; absent where the site gives none. */
  readonly id?: string;
}

export interface PageVersion {
  readonly number: number;
  /** ISO 8601. */
  readonly instant?: string;
  readonly author?: Person;
  /** What its author said about it. */
  readonly message?: string;
  readonly isMinorEdit: boolean;
}

/** The smallest parts of a page that are told apart: a paragraph, an item without the items in it, a table row … */
export interface PageBlock {
  readonly kind: 'heading' | 'paragraph' | 'item' | 'task' | 'decision' | 'row' | 'code' | 'media' | 'macro';
  readonly markdown: Markdown;
  /** Plain text in one line. */
  readonly text: string;
  /** Titles of the sections it stands in, from the outermost. */
  readonly path: readonly string[];
  /** `number` of the innermost section it stands in; absent in an empty outline. */
  readonly section?: number;
  /** Of a task or decision. */
  readonly state?: 'todo' | 'done' | 'decided' | 'undecided';
  /** Stays with a task or decision when it is edited or moved. */
  readonly id?: string;
  /** Plain text of a row's cells. */
  readonly cells?: readonly string[];
  /** What the table's header row says above them, for rows below a header. */
  readonly columns?: readonly string[];
  /** True for a table's header row. */
  readonly isHeader?: true;
  /** Names of the macros it stands in, from the outermost: `details` for page properties. */
  readonly macros?: readonly string[];
  /** Addresses it links to. */
  readonly links?: readonly string[];
  /** Quotes, panels and expands it stands in, from the outermost; their title is a paragraph in them. */
  readonly containers?: readonly PageContainer[];
  /** Of an item in the list of another item: how deep; absent for those of the outermost list. */
  readonly depth?: number;
  /** The how-manieth table of the page its row is of, from 1. */
  readonly table?: number;
  /** People it mentions; their names stand in `text` behind an `@`. */
  readonly people?: readonly { readonly name: string; readonly accountId: string }[];
  /** Texts of its status lozenges, as they stand in `text`. */
  readonly statuses?: readonly string[];
  /** Texts that only ask for others to be written: nobody has said them. */
  readonly placeholders?: readonly string[];
}

export interface PageContainer {
  readonly kind: 'quote' | 'panel' | 'expand';
  /** The how-manieth of the page, from 1: two that follow each other are told apart. */
  readonly number: number;
  readonly title?: string;
}

export interface PageContent extends Page {
  readonly blocks: readonly PageBlock[];
}

/** What three sides say in a section that two of them changed. */
export interface SectionDifference {
  /** Titles down to the section. */
  readonly path: readonly string[];
  /** Before anybody changed it. */
  readonly base: Markdown;
  /** What stands there now; undefined when the section is gone. */
  readonly theirs?: Markdown;
  /** What was to be written. */
  readonly ours: Markdown;
}

export interface PageComment {
  readonly id: string;
  readonly kind: 'footer' | 'inline';
  readonly url: string;
  readonly author?: Person;
  /** ISO 8601. */
  readonly created?: string;
  readonly body: Markdown;
}

/** A comment as it stands on the site now. */
export interface StoredPageComment extends PageComment {
  readonly pageId: string;
  /** Of the comment it replies to. */
  readonly parentId?: string;
  /** The text of the page that it is about; inline comments only. */
  readonly passage?: string;
  /** Grows when its text is changed. */
  readonly version: number;
}
