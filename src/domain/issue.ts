import type { FieldValue, FieldValues, StoredField } from './fieldValue.ts';
import type { Person } from './person.ts';
import type { FormField, IssueType } from './project.ts';
import type { SprintState } from './sprint.ts';

/** Markdown text (GitHub flavour). The backend's own rich format never leaves its room. */
export type Markdown = string;

/** The only thing about a status that logic may depend on; its name is in the site's language. */
export type StatusCategory = 'new' | 'indeterminate' | 'done';

export interface Status {
  readonly id: string;
  readonly name: string;
  readonly category: StatusCategory;
}

export interface Priority {
  readonly id: string;
  readonly name: string;
}

export interface IssueReference {
  /** Numeric id as a string. */
  readonly id: string;
  /** `NIM-42` */
  readonly key: string;
  /** Absolute URL of the issue in the browser. */
  readonly url: string;
}

export interface LinkedIssue {
  readonly linkId: string;
  readonly key: string;
  readonly summary: string;
  readonly status?: Status;
  /** How the linked issue reads from this one, in the site's language: "is blocked by". */
  readonly phrase: string;
  /** True when the linked issue blocks this one (whether or not it is done by now). */
  readonly blocksThis: boolean;
}

/** Why an issue counts as blocked; several may hold at once. */
export type Blocker =
  | { readonly kind: 'flag' }
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'link'; readonly key: string };

export interface IssueSprint {
  readonly id: number;
  readonly name: string;
  readonly state: SprintState;
}

/** What a list shows of an issue. Instants are ISO 8601 with offset, dates `yyyy-mm-dd`, as the site stores them. */
export interface Issue extends IssueReference {
  readonly projectKey: string;
  readonly summary: string;
  readonly type: IssueType;
  readonly status: Status;
  readonly priority?: Priority;
  readonly assignee?: Person;
  readonly reporter?: Person;
  readonly parent?: { readonly key: string; readonly summary: string };
  readonly labels: readonly string[];
  readonly isFlagged: boolean;
  readonly storyPoints?: number;
  readonly sprints: readonly IssueSprint[];
  readonly links: readonly LinkedIssue[];
  readonly created?: string;
  readonly updated?: string;
  readonly due?: string;
}

export interface IssueComment {
  readonly id: string;
  readonly author?: Person;
  readonly created: string;
  readonly body: Markdown;
}

/** An issue with its texts. */
export interface IssueDetail extends Issue {
  readonly description: Markdown;
  readonly resolution?: string;
  readonly components: readonly string[];
  readonly fixVersions: readonly string[];
  readonly subtasks: readonly LinkedIssue[];
  /** Newest comments first; `commentTotal` tells how many there are in all. */
  readonly comments: readonly IssueComment[];
  readonly commentTotal: number;
  /** By field id, those that were asked for besides (`fieldIds`). */
  readonly fields?: Readonly<Record<string, StoredField>>;
}

/** What to create. Ids come from the site's own metadata (`FormOperations`). */
export interface IssueDraft {
  readonly projectKey: string;
  readonly issueTypeId: string;
  readonly summary: string;
  readonly description?: Markdown;
  readonly assigneeId?: string;
  readonly priorityId?: string;
  readonly labels?: readonly string[];
  readonly parentKey?: string;
  readonly due?: string;
  /** Further fields by id. */
  readonly fields?: FieldValues;
  /**
   * Identifies the operation. The backend stores it with the issue, out of people's sight, so that after a broken
   * connection `findCreated` can tell whether this very issue was stored.
   */
  readonly operationId?: string;
}

/** Members to add and to remove, by id (labels: as they are). Others stay: two people may change a list at a time. */
export interface ListChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** What to change on an issue; absent members stay as they are, `null` clears. */
export interface IssueChange {
  readonly summary?: string;
  /** Only the blocks that differ from what is stored are rewritten. */
  readonly description?: Markdown;
  readonly assigneeId?: string | null;
  readonly priorityId?: string;
  readonly parentKey?: string | null;
  readonly due?: string | null;
  readonly labels?: ListChange;
  readonly components?: ListChange;
  readonly fixVersions?: ListChange;
  /** Further fields by id. */
  readonly fields?: Readonly<Record<string, FieldValue | null>>;
  /**
   * `updated` of the issue as it was read. Where it differs by now, texts are not overwritten but `conflict` is
   * returned; without it a text is only written where there is none yet.
   */
  readonly basedOn?: string;
}

/** One way on from the status an issue is in. */
export interface Transition {
  readonly id: string;
  /** What the site calls the step ("Start progress"), which need not be the name of the status it leads to. */
  readonly name: string;
  readonly to: Status;
  /** Fields on the transition's screen. A workflow may ask for more than it says here. */
  readonly fields: readonly FormField[];
}

/** Reasons for which `issue` is blocked now. A link counts only while the blocking issue is not done. */
export function blockersOf(issue: Issue, blockedStatusIds: ReadonlySet<string> = new Set()): Blocker[] {
  const blockers: Blocker[] = [];
  if (issue.status.category === 'done') {
    return blockers;
  }
  if (issue.isFlagged) {
    blockers.push({ kind: 'flag' });
  }
  if (blockedStatusIds.has(issue.status.id)) {
    blockers.push({ kind: 'status', status: issue.status });
  }
  for (const link of issue.links) {
    if (link.blocksThis && link.status?.category !== 'done') {
      blockers.push({ kind: 'link', key: link.key });
    }
  }
  return blockers;
}

const issueKeyPattern = /^[A-Z][A-Z0-9_]{1,254}-[1-9][0-9]{0,9}$/;

/** True for a well-formed issue key (ASCII, upper case). Anything else must not reach a URL. */
export function isIssueKey(text: string): boolean {
  return issueKeyPattern.test(text);
}
