import type { Route } from './account.ts';
import type { CodeSelection } from './codeSelection.ts';
import type { DevelopmentCount } from './development.ts';
import type { FieldValues } from './fieldValue.ts';
import type {
  Issue,
  IssueChange,
  IssueComment,
  IssueDetail,
  IssueDraft,
  IssueReference,
  Markdown,
  Transition,
} from './issue.ts';
import type {
  Attachment,
  HistoryRole,
  IssueHistoryEntry,
  LinkType,
  RemoteLink,
  TimeTracking,
  Worklog,
} from './issueActivity.ts';
import type {
  Page,
  PageComment,
  PageContent,
  PageHit,
  PageReference,
  PageVersion,
  Space,
  StoredPageComment,
} from './page.ts';
import type { Person } from './person.ts';
import type { FormField, IssueType, Project } from './project.ts';
import type { RepositoryHints } from './repositoryHints.ts';
import type { Site } from './site.ts';
import type { Board, BoardConfiguration, RankPlace, Sprint, SprintChange, SprintDraft, SprintState } from './sprint.ts';
import type { Version, VersionChange, VersionDraft, VersionState } from './version.ts';

/** Operation groups a backend offers. Every call can be aborted and rejects with `TrestleError`. */
export interface Call {
  readonly signal?: AbortSignal;
  /** Asks the site even where an earlier answer is still remembered. */
  readonly isFresh?: boolean;
}

/** One page of a list. `cursor` is absent on the last page. */
export interface Paged<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

export interface PageRequest extends Call {
  /** At most this many items; the backend may return fewer. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** Structured search: values are data and can never change the query's structure. All given members must hold. */
export interface IssueFilter {
  /** An empty list finds nothing. */
  readonly keys?: readonly string[];
  readonly notKeys?: readonly string[];
  readonly text?: string;
  readonly projectKeys?: readonly string[];
  /** `null` = unassigned, `'me'` = the signed-in user, else account ids. */
  readonly assignee?: 'me' | null | readonly string[];
  readonly statusCategories?: readonly ('new' | 'indeterminate' | 'done')[];
  /** Status names in the site's language. */
  readonly statuses?: readonly string[];
  readonly issueTypes?: readonly string[];
  readonly labels?: readonly string[];
  /** Issues that are, or ever were, in one of the sprints. */
  readonly sprint?: 'open' | number | readonly number[];
  readonly notInSprint?: number;
  readonly parentKey?: string;
  readonly isFlagged?: boolean;
  /** ISO 8601 instant or date. */
  readonly updatedSince?: string;
  readonly updatedBefore?: string;
  readonly createdSince?: string;
  /** When the issue last came into the category of status that it is in. */
  readonly categoryChangedSince?: string;
  readonly categoryChangedBefore?: string;
  /** `yyyy-mm-dd`, this day not included. */
  readonly dueBefore?: string;
  readonly orderBy?: 'updated' | 'created' | 'priority' | 'rank' | 'key';
}

export type IssueQuery = { readonly filter: IssueFilter } | { readonly jql: string };

export interface PageFilter {
  readonly text?: string;
  readonly title?: string;
  readonly spaceKeys?: readonly string[];
  readonly labels?: readonly string[];
  /** Account ids. */
  readonly contributors?: readonly string[];
  readonly kinds?: readonly ('page' | 'blogpost')[];
  readonly modifiedSince?: string;
  readonly modifiedBefore?: string;
  readonly createdSince?: string;
  readonly ancestorId?: string;
}

export type PageQuery = { readonly filter: PageFilter } | { readonly cql: string };

export interface ProjectOperations {
  list(request?: PageRequest & { readonly text?: string }): Promise<Paged<Project>>;
  get(key: string, call?: Call): Promise<Project>;
}

export interface PeopleOperations {
  me(call?: Call): Promise<Person>;
  /** Rejects with `notFound`. */
  get(accountId: string, call?: Call): Promise<Person>;
  /** Active and inactive people who can be assigned in the project, apps left out, in the site's order. */
  searchAssignable(projectKey: string, text: string, request?: PageRequest): Promise<readonly Person[]>;
  search(text: string, request?: PageRequest): Promise<readonly Person[]>;
  /** Who was assigned in the project lately, most recent first, our own writes before all. At most 50. */
  recentlyAssigned(projectKey: string, call?: Call): Promise<readonly Person[]>;
  /** Whom the user meant by this name in this project before. Absent where nothing is remembered. */
  aliasOf?(projectKey: string, name: string): PersonAlias | undefined;
}

export interface PersonAlias {
  readonly accountId: string;
  readonly displayName: string;
}

export interface FormOperations {
  /** Types that can be created in the project, in the project's order. */
  issueTypes(projectKey: string, call?: Call): Promise<readonly IssueType[]>;
  createFields(projectKey: string, issueTypeId: string, call?: Call): Promise<readonly FormField[]>;
  /** What can be changed on the issue. */
  editFields(issueKey: string, call?: Call): Promise<readonly FormField[]>;
}

/** Members of an issue that a list may leave out; those not asked for are absent, empty or false. */
export type OptionalIssueField =
  | 'priority'
  | 'assignee'
  | 'reporter'
  | 'parent'
  | 'labels'
  | 'links'
  | 'isFlagged'
  | 'storyPoints'
  | 'sprints'
  | 'created'
  | 'updated'
  | 'due';

/** A list of issues as a whole. */
export interface IssueListCall extends Call {
  /** All of them when not given. */
  readonly fields?: readonly OptionalIssueField[];
}

export interface IssueSearchRequest extends PageRequest {
  /** All of them when not given. */
  readonly fields?: readonly OptionalIssueField[];
  /** Also estimates how many issues match in all. */
  readonly withTotal?: boolean;
  /** The one field that `storyPoints` is read from; the site's usual ones when not given. */
  readonly estimateFieldId?: string;
}

export interface IssuePage extends Paged<Issue> {
  /** Of the whole query, as the site estimates it; exact when the page is all there is. */
  readonly approximateTotal?: number;
  /**
   * More issues may match than the pages led to: they began to repeat, or the list changed while it was read (also
   * between one page and the next that `cursor` asks for), so that an issue may have been skipped.
   */
  readonly isIncomplete: boolean;
}

export interface IssueOperations {
  get(
    key: string,
    options?: Call & { readonly commentLimit?: number; readonly fieldIds?: readonly string[] },
  ): Promise<IssueDetail>;
  /**
   * Up to 100 issues as they are now, in the order of their keys, without comments: one request.
   * Rejects with `notFound` for the first that is missing.
   */
  getAll(
    keys: readonly string[],
    options?: Call & { readonly fieldIds?: readonly string[] },
  ): Promise<readonly IssueDetail[]>;
  /** Each issue once; up to 500, following the site's pages. What this connection wrote lately is found at once. */
  search(query: IssueQuery, request?: IssueSearchRequest): Promise<IssuePage>;
  /** How many issues match, as the site estimates it. */
  approximateCount(query: IssueQuery, call?: Call): Promise<number>;
  /** Never sent twice. Rejects with `outcomeUnknown` when it may or may not have been stored. */
  create(draft: IssueDraft, call?: Call): Promise<IssueReference>;
  /** The issue that the operation created, if the site shows it yet; `since` is ISO 8601. */
  findCreated(
    operation: { readonly operationId: string; readonly projectKey: string; readonly since: string },
    call?: Call,
  ): Promise<IssueReference | undefined>;
  /**
   * Never sent twice. Rejects with `conflict` when a text to be overwritten was changed by somebody else, with
   * `outcomeUnknown` when the change may or may not have been stored.
   */
  update(key: string, change: IssueChange, call?: Call): Promise<void>;
  /**
   * For good: Jira has no bin. Refused for issues that have sub-tasks, unless these are to go with it. Never sent twice;
   * see `update`.
   */
  remove(key: string, options?: Call & { readonly withSubtasks?: boolean }): Promise<void>;
  /** The JQL that `search` would send for the query; for "open in browser" and for citing the source of a number. */
  toJql(query: IssueQuery): string;
}

export interface TransitionOperations {
  /** The ways on that the issue offers the user now. */
  list(issueKey: string, call?: Call): Promise<readonly Transition[]>;
  /** Never sent twice. Rejects with `outcomeUnknown` when it may or may not have been carried out. */
  carryOut(
    issueKey: string,
    step: { readonly transitionId: string; readonly fields?: FieldValues },
    call?: Call,
  ): Promise<void>;
}

/** What is to be written as a comment on an issue. */
export interface IssueCommentDraft {
  readonly markdown: Markdown;
  /** People whose `@Name` in the text becomes a mention. */
  readonly mentions?: readonly Person[];
}

/** Writes are never sent twice; one in doubt is looked up, and rejects with `outcomeUnknown` when that settles nothing. */
export interface CommentOperations {
  get(issueKey: string, commentId: string, call?: Call): Promise<IssueComment>;
  add(issueKey: string, draft: IssueCommentDraft, call?: Call): Promise<IssueComment>;
  remove(issueKey: string, commentId: string, call?: Call): Promise<void>;
}

/** Work to be logged. */
export interface WorklogDraft {
  /** Whole minutes. */
  readonly seconds: number;
  /** ISO 8601 instant, or a date: noon in the user's zone. Now when not given. */
  readonly started?: string;
  readonly comment?: Markdown;
  /** People whose `@Name` in the comment becomes a mention. */
  readonly mentions?: readonly Person[];
}

/** Writes are never sent twice, and looked up when in doubt; see `CommentOperations`. What there is: `history.worklog`. */
export interface WorklogOperations {
  timeTracking(call?: Call): Promise<TimeTracking>;
  /** The remaining estimate goes down by as much. */
  add(issueKey: string, draft: WorklogDraft, call?: Call): Promise<Worklog>;
  /** The remaining estimate goes up again. */
  remove(issueKey: string, worklogId: string, call?: Call): Promise<void>;
}

export interface Watchers {
  /** In the site's order; without those whom the user may not see. */
  readonly people: readonly Person[];
  readonly total: number;
}

export interface WatcherOperations {
  list(issueKey: string, call?: Call): Promise<Watchers>;
  /** Both change nothing where it is so already. */
  add(issueKey: string, accountId: string, call?: Call): Promise<void>;
  remove(issueKey: string, accountId: string, call?: Call): Promise<void>;
}

/** Attachments are reached by their issue only: an id alone does not tell where the file is. */
export interface AttachmentOperations {
  /** Oldest first. */
  list(issueKey: string, call?: Call): Promise<readonly Attachment[]>;
  /** From the site itself, wherever its links lead. Rejects with `answerTooLarge` beyond `mostBytes`. */
  read(
    issueKey: string,
    attachmentId: string,
    options: Call & { readonly mostBytes: number },
  ): Promise<{ readonly attachment: Attachment; readonly content: Uint8Array }>;
  /** Never sent twice, and looked up when in doubt. The site guesses the media type from the name. */
  add(
    issueKey: string,
    file: { readonly name: string; readonly content: Uint8Array },
    call?: Call,
  ): Promise<Attachment>;
  remove(issueKey: string, attachmentId: string, call?: Call): Promise<void>;
}

/** Writes are never sent twice and reject with `outcomeUnknown` when they may or may not have been carried out. */
export interface LinkOperations {
  types(call?: Call): Promise<readonly LinkType[]>;
  /** `from` then reads "blocks" (outward) `to`; the same link again changes nothing. */
  link(link: { readonly typeId: string; readonly from: string; readonly to: string }, call?: Call): Promise<void>;
  unlink(linkId: string, call?: Call): Promise<void>;
  remote(issueKey: string, call?: Call): Promise<readonly RemoteLink[]>;
  /**
   * What code hosts told the site of the work on an issue. Only counts: the site's public API names no branch, commit or
   * pull request. Undefined where it does not say.
   */
  development(issueKey: string, call?: Call): Promise<readonly DevelopmentCount[] | undefined>;
  /** A link to the same address again changes its title. Returns its id. */
  addRemote(issueKey: string, link: Omit<RemoteLink, 'id'>, call?: Call): Promise<string>;
  removeRemote(issueKey: string, linkId: string, call?: Call): Promise<void>;
}

export interface HistoryOperations {
  /** Oldest first; up to 2,000 entries, beyond which `isComplete` is false. */
  changes(
    issueKey: string,
    call?: Call,
  ): Promise<{ readonly entries: readonly IssueHistoryEntry[]; readonly isComplete: boolean }>;
  /**
   * The same of many issues at once, by issue id; with `about`, only entries about these. Issues that nothing happened
   * to have no entry.
   */
  changesOf(
    issues: readonly IssueReference[],
    options?: Call & { readonly about?: readonly HistoryRole[] },
  ): Promise<{ readonly entries: ReadonlyMap<string, readonly IssueHistoryEntry[]>; readonly isComplete: boolean }>;
  /** Oldest first; up to 5,000. */
  worklog(issueKey: string, call?: Call): Promise<readonly Worklog[]>;
}

export interface BoardOperations {
  list(projectKey: string | undefined, request?: PageRequest): Promise<Paged<Board>>;
  get(boardId: number, call?: Call): Promise<Board>;
  configuration(boardId: number, call?: Call): Promise<BoardConfiguration>;
  /** Rejects with `boardHasNoSprints` on a board without sprints. */
  sprints(boardId: number, states: readonly SprintState[], call?: Call): Promise<readonly Sprint[]>;
  getSprint(sprintId: number, call?: Call): Promise<Sprint>;
  /** Every issue of the sprint, in rank order, following the pages to the end. */
  sprintIssues(boardId: number, sprintId: number, call?: IssueListCall): Promise<readonly Issue[]>;
  /** Every issue on the board that is not in its backlog, in rank order. */
  boardIssues(boardId: number, call?: IssueListCall): Promise<readonly Issue[]>;
  /** Issues of the board's backlog in rank order, from `offset` on, and how many there are in all. */
  backlog(
    boardId: number,
    request: BacklogRequest,
  ): Promise<{ readonly items: readonly Issue[]; readonly total: number }>;
  /** At most 50 issues a call; all or none. */
  moveToSprint(sprintId: number, issueKeys: readonly string[], call?: Call): Promise<void>;
  /** Out of all sprints that are not closed; at most 50 issues a call. */
  moveToBacklog(issueKeys: readonly string[], call?: Call): Promise<void>;
  /** At most 50 issues a call, which keep the order given; returns the keys of those that the site refused to rank. */
  rank(issueKeys: readonly string[], place: RankPlace, call?: Call): Promise<readonly string[]>;
  /** Never sent twice, as all writes; rejects with `outcomeUnknown` when it may or may not have been stored. */
  createSprint(draft: SprintDraft, call?: Call): Promise<Sprint>;
  updateSprint(sprintId: number, change: SprintChange, call?: Call): Promise<Sprint>;
  /** Its issues go to the backlog. */
  removeSprint(sprintId: number, call?: Call): Promise<void>;
}

export interface BacklogRequest extends IssueListCall {
  readonly offset?: number;
  /** At most 100, which is also the standard. */
  readonly limit?: number;
  /** Issues of these projects only: a board may show several. */
  readonly projectKeys?: readonly string[];
}

/** Each names the project that the version has to be of; else it is `notFound`. Writes are never sent twice. */
export interface VersionOperations {
  /** Newest first, with progress. */
  list(
    projectKey: string,
    request?: PageRequest & { readonly states?: readonly VersionState[] },
  ): Promise<Paged<Version>>;
  /** With progress. */
  get(projectKey: string, versionId: string, call?: Call): Promise<Version>;
  /** Issues without a resolution that have it as their fix version, and all that have. */
  issueCounts(
    projectKey: string,
    versionId: string,
    call?: Call,
  ): Promise<{ readonly unresolved: number; readonly total: number }>;
  create(projectKey: string, draft: VersionDraft, call?: Call): Promise<Version>;
  update(projectKey: string, versionId: string, change: VersionChange, call?: Call): Promise<Version>;
  /** Issues that have it lose it. */
  remove(projectKey: string, versionId: string, call?: Call): Promise<void>;
}

/** Jira, or what can stand in for it. */
export interface IssueTracker {
  readonly projects: ProjectOperations;
  readonly people: PeopleOperations;
  readonly forms: FormOperations;
  readonly issues: IssueOperations;
  readonly transitions: TransitionOperations;
  readonly comments: CommentOperations;
  readonly links: LinkOperations;
  readonly history: HistoryOperations;
  readonly worklogs: WorklogOperations;
  readonly watchers: WatcherOperations;
  readonly attachments: AttachmentOperations;
  readonly boards: BoardOperations;
  readonly versions: VersionOperations;
}

/** What is to be written onto a page; the texts hold whatever Markdown can say. */
interface PageText {
  readonly markdown: Markdown;
  /** People whose `@Name` in the text becomes a mention. */
  readonly mentions?: readonly Person[];
  /** Shown in the page's history. */
  readonly message?: string;
}

export interface PageDraft extends Omit<PageText, 'message'> {
  readonly spaceKey: string;
  readonly title: string;
  /** Below the space's homepage when not given. */
  readonly parentId?: string;
}

export interface SectionEdit extends PageText {
  /** The version that was read and edited. */
  readonly baseVersion: number;
  /** Of that version; see `findSection`. */
  readonly section: string;
}

export interface PageAddition extends PageText {
  /** At the end of this section instead of the page's; it is one of `baseVersion`, where that is given. */
  readonly section?: string;
  readonly baseVersion?: number;
}

export interface CommentDraft extends Omit<PageText, 'message'> {
  /** Comments on this passage of the page: its text, and which one where it stands there several times (from 0). */
  readonly passage?: { readonly text: string; readonly index?: number };
  readonly replyTo?: Pick<PageComment, 'id' | 'kind'>;
}

/** A write that the site has stored. */
export interface PageWrite {
  /** As it is stored; the version is `previousVersion` still when the text was the same before. */
  readonly page: Page;
  readonly previousVersion: number;
  /** What stood there before, for edits of a section. */
  readonly replaced?: Markdown;
}

/**
 * Writes are never sent twice. One in doubt is looked up; when that does not settle it they reject with
 * `outcomeUnknown`. Writes onto a page leave all that they do not change to the byte; they reject with `conflict` when
 * the page is no longer what it was, `wouldLoseContent` when the page cannot be written without loss.
 */
export interface PageOperations {
  search(query: PageQuery, request?: PageRequest): Promise<Paged<PageHit>>;
  /** What is in the trash is found for sure only when asked for. */
  get(pageId: string, options?: Call & { readonly version?: number; readonly withTrashed?: boolean }): Promise<Page>;
  /** The page with its parts, for looking into and comparing them. */
  getContent(pageId: string, options?: Call & { readonly version?: number }): Promise<PageContent>;
  /** Newest first. */
  versions(pageId: string, request?: PageRequest): Promise<Paged<PageVersion>>;
  create(draft: PageDraft, call?: Call): Promise<Page>;
  /** Replaces one section of the very version `baseVersion`; a text without a heading leaves the section its own. */
  updateSection(pageId: string, edit: SectionEdit, call?: Call): Promise<PageWrite>;
  append(pageId: string, addition: PageAddition, call?: Call): Promise<PageWrite>;
  /** Puts the text of an earlier version back, as a new version after `baseVersion`; the title stays. */
  restore(
    pageId: string,
    restoration: { readonly version: number; readonly baseVersion: number; readonly message?: string },
    call?: Call,
  ): Promise<PageWrite>;
  /** To the trash, from where it can be restored. Pages below it move up to its parent. */
  trash(pageId: string, call?: Call): Promise<void>;
  /** Takes it out of the trash, as it was; where it stood, but without the pages that were below it. */
  restoreFromTrash(pageId: string, call?: Call): Promise<void>;
  /** The pages right below it, in the order of the tree. */
  children(pageId: string, request?: PageRequest): Promise<Paged<PageReference>>;
  comment(pageId: string, draft: CommentDraft, call?: Call): Promise<PageComment>;
  /** Below the page and on its text, newest first, each followed by its replies, oldest first. */
  comments(
    pageId: string,
    call?: Call,
  ): Promise<{ readonly items: readonly StoredPageComment[]; readonly isComplete: boolean }>;
  getComment(commentId: string, call?: Call): Promise<StoredPageComment>;
  /** Replies to the comment, oldest first; at most 25. */
  replies(comment: Pick<PageComment, 'id' | 'kind'>, call?: Call): Promise<readonly StoredPageComment[]>;
  /** For good, with its replies. */
  removeComment(comment: Pick<PageComment, 'id' | 'kind'>, call?: Call): Promise<void>;
  /** Both return the labels the page has then. Labels are in lower case, without spaces. */
  addLabels(pageId: string, labels: readonly string[], call?: Call): Promise<readonly string[]>;
  removeLabel(pageId: string, label: string, call?: Call): Promise<readonly string[]>;
  /** The CQL that `search` would send for the query. */
  toCql(query: PageQuery): string;
}

/** Confluence, or what can stand in for it. */
export interface KnowledgeBase {
  readonly spaces: { list(request?: PageRequest & { readonly keys?: readonly string[] }): Promise<Paged<Space>> };
  readonly pages: PageOperations;
}

/** A signed-in site: what `connect` returns and every front door works with. */
export interface Connection {
  readonly site: Site;
  readonly account: Person;
  readonly route: Route;
  readonly tracker: IssueTracker;
  readonly knowledge: KnowledgeBase;
  /** Resolves after so long, by the clock that requests go by; rejects when it is given up or disposed. */
  readonly wait: (ms: number, call?: Call) => Promise<void>;
  dispose(): void;
}

/** The text editor, as seen by use cases. */
export interface EditorPort {
  /** The current selection of the active (else last active) text editor; undefined when no file is open. */
  currentSelection(call?: Call): Promise<CodeSelection | undefined>;
}

/** Where the user works by default, per workspace. */
export interface WorkspaceDefaults {
  readonly projectKey?: string;
  readonly boardId?: number;
  readonly sprintId?: number;
  /** Confluence space that the workspace names for its pages. */
  readonly spaceKey?: string;
  /** Tells the project where none is chosen. */
  readonly repository?: RepositoryHints;
}
