import type { CodeSelection } from './codeSelection.ts';
import type { Issue, IssueDetail, IssueDraft, IssueReference } from './issue.ts';
import type { Page, PageHit, Space } from './page.ts';
import type { Person } from './person.ts';
import type { FormField, IssueType, Project } from './project.ts';
import type { Site } from './site.ts';
import type { Board, BoardConfiguration, Sprint, SprintState } from './sprint.ts';

/** Operation groups a backend offers. Every call can be aborted and rejects with `TrestleError`. */
export interface Call {
  readonly signal?: AbortSignal;
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
  readonly text?: string;
  readonly projectKeys?: readonly string[];
  /** `null` = unassigned, `'me'` = the signed-in user, else account ids. */
  readonly assignee?: 'me' | null | readonly string[];
  readonly statusCategories?: readonly ('new' | 'indeterminate' | 'done')[];
  /** Status names in the site's language. */
  readonly statuses?: readonly string[];
  readonly issueTypes?: readonly string[];
  readonly labels?: readonly string[];
  readonly sprint?: 'open' | number;
  readonly parentKey?: string;
  readonly isFlagged?: boolean;
  /** ISO 8601 instant or date. */
  readonly updatedSince?: string;
  readonly createdSince?: string;
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
  /** Active and inactive people who can be assigned in the project, apps left out, in the site's order. */
  searchAssignable(projectKey: string, text: string, request?: PageRequest): Promise<readonly Person[]>;
  search(text: string, request?: PageRequest): Promise<readonly Person[]>;
}

export interface FormOperations {
  /** Types that can be created in the project, in the project's order. */
  issueTypes(projectKey: string, call?: Call): Promise<readonly IssueType[]>;
  createFields(projectKey: string, issueTypeId: string, call?: Call): Promise<readonly FormField[]>;
}

export interface IssueOperations {
  get(key: string, options?: Call & { readonly commentLimit?: number }): Promise<IssueDetail>;
  search(query: IssueQuery, request?: PageRequest): Promise<Paged<Issue>>;
  /** How many issues match, as the site estimates it. */
  approximateCount(query: IssueQuery, call?: Call): Promise<number>;
  /** Never sent twice. Rejects with `outcomeUnknown` when it may or may not have been stored. */
  create(draft: IssueDraft, call?: Call): Promise<IssueReference>;
  /** The issue that the operation created, if the site shows it yet; `since` is ISO 8601. */
  findCreated(
    operation: { readonly operationId: string; readonly projectKey: string; readonly since: string },
    call?: Call,
  ): Promise<IssueReference | undefined>;
  /** The JQL that `search` would send for the query; for "open in browser" and for citing the source of a number. */
  toJql(query: IssueQuery): string;
}

export interface BoardOperations {
  list(projectKey: string | undefined, request?: PageRequest): Promise<Paged<Board>>;
  get(boardId: number, call?: Call): Promise<Board>;
  configuration(boardId: number, call?: Call): Promise<BoardConfiguration>;
  /** Rejects with `boardHasNoSprints` on a board without sprints. */
  sprints(boardId: number, states: readonly SprintState[], call?: Call): Promise<readonly Sprint[]>;
  getSprint(sprintId: number, call?: Call): Promise<Sprint>;
  /** Every issue of the sprint, in rank order, following the pages to the end. */
  sprintIssues(boardId: number, sprintId: number, call?: Call): Promise<readonly Issue[]>;
  /** Every issue on the board that is not in its backlog, in rank order. */
  boardIssues(boardId: number, call?: Call): Promise<readonly Issue[]>;
  /** At most 50 issues a call; all or none. */
  moveToSprint(sprintId: number, issueKeys: readonly string[], call?: Call): Promise<void>;
}

/** Jira, or what can stand in for it. */
export interface IssueTracker {
  readonly projects: ProjectOperations;
  readonly people: PeopleOperations;
  readonly forms: FormOperations;
  readonly issues: IssueOperations;
  readonly boards: BoardOperations;
}

/** Confluence, or what can stand in for it. */
export interface KnowledgeBase {
  readonly spaces: { list(request?: PageRequest & { readonly keys?: readonly string[] }): Promise<Paged<Space>> };
  readonly pages: {
    search(query: PageQuery, request?: PageRequest): Promise<Paged<PageHit>>;
    get(pageId: string, call?: Call): Promise<Page>;
    toCql(query: PageQuery): string;
  };
}

/** A signed-in site: what `connect` returns and every front door works with. */
export interface Connection {
  readonly site: Site;
  readonly account: Person;
  readonly tracker: IssueTracker;
  readonly knowledge: KnowledgeBase;
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
}
