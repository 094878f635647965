/** What the demo Jira stores: plain data, ids as Jira gives them (numeric strings; sprints and boards are numbers). */

export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
  readonly text?: string;
  readonly version?: number;
}

export interface DemoUser {
  readonly accountId: string;
  readonly displayName: string;
  readonly email: string;
  readonly accountType: 'atlassian' | 'app' | 'customer';
  readonly isActive: boolean;
  /** Most people hide their e-mail address by their profile settings. */
  readonly isEmailVisible?: boolean;
  readonly timeZone: string;
  readonly locale: string;
  /** Keys of the projects in which the user may be assigned. */
  readonly assignableIn: readonly string[];
}

export interface DemoProject {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly style: 'classic' | 'next-gen';
  readonly leadAccountId: string;
  readonly issueTypeIds: readonly string[];
  readonly components: readonly { readonly id: string; readonly name: string }[];
  readonly versions: DemoVersion[];
  /** Account ids that may browse it; undefined means everyone. */
  readonly visibleTo?: readonly string[];
}

export interface DemoVersion {
  readonly id: string;
  name: string;
  description: string;
  released: boolean;
  archived: boolean;
  /** `yyyy-mm-dd` */
  startDate: string | null;
  releaseDate: string | null;
}

export interface DemoIssueType {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly subtask: boolean;
  readonly hierarchyLevel: -1 | 0 | 1;
  /** Id of the team-managed project that owns the type. */
  readonly scopeProjectId?: string;
}

export interface DemoStatus {
  readonly id: string;
  readonly name: string;
  readonly category: 'new' | 'indeterminate' | 'done';
  readonly scopeProjectId?: string;
}

export interface DemoTransition {
  readonly id: string;
  readonly name: string;
  readonly toStatusId: string;
  /** Type ids for which a resolution must be given. */
  readonly requiresResolutionFor: readonly string[];
}

export interface DemoField {
  readonly id: string;
  readonly name: string;
  readonly custom: boolean;
  readonly clauseNames: readonly string[];
  readonly schema: {
    readonly type: string;
    readonly items?: string;
    readonly system?: string;
    readonly custom?: string;
    readonly customId?: number;
  };
  readonly options?: readonly { readonly id: string; readonly value: string }[];
  readonly scopeProjectId?: string;
}

export interface DemoComment {
  readonly id: string;
  readonly authorId: string;
  body: AdfNode;
  /** Epoch milliseconds. */
  readonly created: number;
  updated: number;
}

export interface DemoChangeItem {
  readonly field: string;
  readonly fieldtype: 'jira' | 'custom';
  readonly fieldId?: string;
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
}

export interface DemoChange {
  readonly id: string;
  readonly authorId: string;
  readonly created: number;
  readonly items: readonly DemoChangeItem[];
}

export interface DemoWorklog {
  readonly id: string;
  readonly authorId: string;
  readonly started: number;
  /** When it was logged; `started` unless told. */
  readonly created?: number;
  readonly seconds: number;
  readonly comment?: AdfNode;
}

export interface DemoRemoteLink {
  readonly id: number;
  readonly globalId?: string;
  readonly url: string;
  readonly title: string;
  readonly summary?: string;
}

export interface DemoAttachment {
  readonly id: string;
  readonly filename: string;
  readonly authorId: string;
  readonly created: number;
  readonly size: number;
  readonly mimeType: string;
  /** Made up from the size where it is not given. */
  readonly content?: Uint8Array;
}

export interface DemoIssue {
  readonly id: string;
  readonly key: string;
  readonly projectId: string;
  typeId: string;
  statusId: string;
  summary: string;
  description: AdfNode | null;
  assigneeId: string | null;
  reporterId: string;
  priorityId: string;
  labels: string[];
  componentIds: string[];
  fixVersionIds: string[];
  parentId: string | null;
  resolutionId: string | null;
  /** `yyyy-mm-dd` */
  due: string | null;
  /** Ids of every sprint the issue has been in; the last one not closed is the current one. */
  sprintIds: number[];
  /** Position in the backlog of all issues; lower is higher up. */
  rank: number;
  /** Custom field id → wire value. Flagged, story points and the like live here. */
  custom: Record<string, unknown>;
  watcherIds: string[];
  comments: DemoComment[];
  changes: DemoChange[];
  worklogs: DemoWorklog[];
  remoteLinks: DemoRemoteLink[];
  attachments: DemoAttachment[];
  properties: Record<string, unknown>;
  readonly created: number;
  updated: number;
  resolved: number | null;
}

export interface DemoIssueLinkType {
  readonly id: string;
  readonly name: string;
  readonly inward: string;
  readonly outward: string;
}

export interface DemoIssueLink {
  readonly id: string;
  readonly typeId: string;
  /** The link reads `inwardIssue outward outwardIssue`: "A blocks B" has A as inward issue. */
  readonly inwardIssueId: string;
  readonly outwardIssueId: string;
}

export interface DemoBoard {
  readonly id: number;
  readonly name: string;
  readonly type: 'scrum' | 'kanban' | 'simple';
  readonly projectId: string;
  readonly columns: readonly { readonly name: string; readonly statusIds: readonly string[] }[];
  readonly estimateFieldId?: string;
}

export interface DemoSprint {
  readonly id: number;
  name: string;
  state: 'future' | 'active' | 'closed';
  goal: string;
  startDate: number | null;
  endDate: number | null;
  completeDate: number | null;
  readonly originBoardId: number;
}

export interface StaleIssue {
  /** The issue as it was before the write; undefined when it did not exist. */
  readonly issue: DemoIssue | undefined;
  /** Epoch milliseconds at which search catches up. */
  readonly until: number;
}

export interface DemoJira {
  readonly projects: DemoProject[];
  readonly issueTypes: readonly DemoIssueType[];
  readonly statuses: readonly DemoStatus[];
  /** Transitions by project id; every status of the project can reach every one of them. */
  readonly workflows: Readonly<Record<string, readonly DemoTransition[]>>;
  readonly priorities: readonly { readonly id: string; readonly name: string; readonly color: string }[];
  readonly resolutions: readonly { readonly id: string; readonly name: string }[];
  readonly fields: readonly DemoField[];
  readonly linkTypes: readonly DemoIssueLinkType[];
  readonly boards: readonly DemoBoard[];
  readonly sprints: DemoSprint[];
  /** By id (`'10042'`); by key or id through `findIssue` of `lookup.ts`. */
  readonly issues: Map<string, DemoIssue>;
  readonly links: DemoIssueLink[];
  /** Project id → number of its newest issue; numbers are never given twice. */
  readonly lastNumbers: Map<string, number>;
  /** How long a day and a week of work are. */
  readonly timeTracking: { hoursPerDay: number; daysPerWeek: number };
  /** Issue id → what search still shows of an issue written a moment ago; see `changes.ts`. */
  readonly staleInSearch: Map<string, StaleIssue>;
}
