import type { AdfNode } from '../jira/model.ts';

/** What the demo Confluence stores. Ids are numeric strings, instants epoch milliseconds. */

export interface DemoSpace {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly homepageId: string;
  readonly created: number;
  readonly authorId: string;
}

/** A page's body is stored as ADF; `storage` is derived, unless the page was written in storage format. */
export interface DemoPageVersion {
  readonly number: number;
  readonly title: string;
  readonly body: AdfNode;
  readonly storage?: string;
  readonly authorId: string;
  readonly created: number;
  readonly message: string;
  readonly minorEdit: boolean;
}

export interface DemoPage {
  readonly id: string;
  readonly kind: 'page' | 'blogpost';
  spaceId: string;
  parentId: string | null;
  status: 'current' | 'draft' | 'archived' | 'trashed';
  /** Oldest first; the last one is current. */
  readonly versions: DemoPageVersion[];
  labels: string[];
  position: number;
  readonly created: number;
  readonly authorId: string;
  /** Unpublished edit of a published page. */
  draft?: DemoPageVersion;
  /** Account ids that may see it; undefined means everyone. */
  readonly visibleTo?: readonly string[];
}

export interface DemoPageComment {
  readonly id: string;
  readonly pageId: string;
  readonly kind: 'footer' | 'inline';
  readonly parentCommentId: string | null;
  body: AdfNode;
  version: number;
  readonly authorId: string;
  readonly created: number;
  updated: number;
  /** Inline comments: the marked text and its annotation id in the body. */
  readonly selection?: { readonly text: string; readonly markerRef: string };
  resolutionStatus: 'open' | 'resolved';
}

export interface DemoTask {
  readonly id: string;
  readonly localId: string;
  readonly pageId: string;
  assigneeId: string | null;
  readonly creatorId: string;
  status: 'complete' | 'incomplete';
  body: AdfNode;
  dueAt: number | null;
  readonly created: number;
  updated: number;
  completedById: string | null;
  completedAt: number | null;
}

export interface DemoPageAttachment {
  readonly id: string;
  readonly pageId: string;
  readonly title: string;
  readonly mediaType: string;
  readonly fileSize: number;
  readonly fileId: string;
  readonly authorId: string;
  readonly created: number;
}

export interface DemoWiki {
  readonly spaces: readonly DemoSpace[];
  readonly pages: Map<string, DemoPage>;
  comments: DemoPageComment[];
  tasks: DemoTask[];
  readonly attachments: readonly DemoPageAttachment[];
}
