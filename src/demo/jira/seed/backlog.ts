import { customItem, labelsItem, linkItem, namedItem, sprintItem, userItem } from '../changeItems.ts';
import type {
  AdfNode,
  DemoChangeItem,
  DemoField,
  DemoIssue,
  DemoIssueLink,
  DemoSprint,
  DemoStatus,
  DemoUser,
} from '../model.ts';
import { fieldId, impediment, linkTypeId, resolutionId } from './ids.ts';

export interface IssueSpec {
  readonly id: number;
  readonly key: string;
  readonly projectId: string;
  readonly typeId: string;
  readonly statusId: string;
  readonly summary: string;
  readonly reporter: DemoUser;
  /** Hours before now. */
  readonly created: number;
  readonly priorityId?: string;
  readonly description?: AdfNode;
  readonly labels?: readonly string[];
  readonly componentIds?: readonly string[];
  readonly fixVersionIds?: readonly string[];
  readonly parent?: DemoIssue | undefined;
  readonly custom?: Readonly<Record<string, unknown>>;
}

const hour = 3_600_000;

/** Builds the seed's issues together with the history that explains their state. Times are hours before now. */
export class Backlog {
  readonly issues = new Map<string, DemoIssue>();
  readonly links: DemoIssueLink[] = [];
  private readonly now: number;
  private readonly users: readonly DemoUser[];
  private readonly statuses: ReadonlyMap<string, DemoStatus>;
  private readonly fields: readonly DemoField[];
  private readonly sprints: ReadonlyMap<number, DemoSprint>;
  private readonly counters = { change: 30_000, comment: 20_000, link: 11_000 };

  constructor(parts: {
    readonly now: number;
    readonly users: readonly DemoUser[];
    readonly statuses: readonly DemoStatus[];
    readonly fields: readonly DemoField[];
    readonly sprints: readonly DemoSprint[];
  }) {
    this.now = parts.now;
    this.users = parts.users;
    this.statuses = new Map(parts.statuses.map((status) => [status.id, status]));
    this.fields = parts.fields;
    this.sprints = new Map(parts.sprints.map((sprint) => [sprint.id, sprint]));
  }

  create(spec: IssueSpec): DemoIssue {
    const created = this.instant(spec.created);
    const issue: DemoIssue = {
      id: String(spec.id),
      key: spec.key,
      projectId: spec.projectId,
      typeId: spec.typeId,
      statusId: spec.statusId,
      summary: spec.summary,
      description: spec.description ?? null,
      assigneeId: null,
      reporterId: spec.reporter.accountId,
      priorityId: spec.priorityId ?? '3',
      labels: [...(spec.labels ?? [])],
      componentIds: [...(spec.componentIds ?? [])],
      fixVersionIds: [...(spec.fixVersionIds ?? [])],
      parentId: spec.parent?.id ?? null,
      resolutionId: null,
      due: null,
      sprintIds: [],
      rank: this.issues.size + 1,
      custom: { ...spec.custom },
      watcherIds: [spec.reporter.accountId],
      comments: [],
      changes: [],
      worklogs: [],
      remoteLinks: [],
      attachments: [],
      properties: {},
      created,
      updated: created,
      resolved: null,
    };
    this.issues.set(issue.id, issue);
    return issue;
  }

  get(key: string): DemoIssue {
    for (const issue of this.issues.values()) {
      if (issue.key === key) {
        return issue;
      }
    }
    throw new Error(`No ${key} in the seed`);
  }

  assign(issue: DemoIssue, hoursAgo: number, by: DemoUser, to: DemoUser): void {
    this.record(issue, hoursAgo, by, userItem('assignee', this.user(issue.assigneeId), to));
    issue.assigneeId = to.accountId;
  }

  moveTo(issue: DemoIssue, hoursAgo: number, by: DemoUser, statusId: string): void {
    const [from, to] = [this.statuses.get(issue.statusId), this.statuses.get(statusId)];
    const items = [namedItem('status', from, to)];
    if (to?.category === 'done') {
      items.push(namedItem('resolution', undefined, { id: resolutionId.done, name: 'Done' }));
      issue.resolutionId = resolutionId.done;
      issue.resolved = this.instant(hoursAgo);
    }
    this.record(issue, hoursAgo, by, ...items);
    issue.statusId = statusId;
  }

  putInSprint(issue: DemoIssue, hoursAgo: number, by: DemoUser, sprintId: number): void {
    const before = issue.sprintIds;
    issue.sprintIds = [...before, sprintId];
    this.record(
      issue,
      hoursAgo,
      by,
      sprintItem(this.field(fieldId.sprint), this.named(before), this.named(issue.sprintIds)),
    );
  }

  setCustom(issue: DemoIssue, hoursAgo: number, by: DemoUser, id: string, value: unknown): void {
    const nameOf = (accountId: string) => this.user(accountId)?.displayName ?? '';
    this.record(issue, hoursAgo, by, customItem(this.field(id), issue.custom[id], value, nameOf));
    issue.custom[id] = value;
  }

  flag(issue: DemoIssue, hoursAgo: number, by: DemoUser): void {
    this.setCustom(issue, hoursAgo, by, fieldId.flagged, [impediment]);
  }

  unflag(issue: DemoIssue, hoursAgo: number, by: DemoUser): void {
    this.setCustom(issue, hoursAgo, by, fieldId.flagged, null);
  }

  addLabel(issue: DemoIssue, hoursAgo: number, by: DemoUser, label: string): void {
    const labels = [...issue.labels, label];
    this.record(issue, hoursAgo, by, labelsItem(issue.labels, labels));
    issue.labels = labels;
  }

  /** `blocker` blocks `issue`; both ends get their changelog entry. */
  block(issue: DemoIssue, hoursAgo: number, by: DemoUser, blocker: DemoIssue): void {
    this.link(linkTypeId.blocks, blocker, issue);
    this.record(issue, hoursAgo, by, linkItem('is blocked by', blocker.key));
    this.record(blocker, hoursAgo, by, linkItem('blocks', issue.key));
  }

  relate(issue: DemoIssue, hoursAgo: number, by: DemoUser, other: DemoIssue): void {
    this.link(linkTypeId.relates, issue, other);
    this.record(issue, hoursAgo, by, linkItem('relates to', other.key));
    this.record(other, hoursAgo, by, linkItem('relates to', issue.key));
  }

  comment(issue: DemoIssue, hoursAgo: number, by: DemoUser, body: AdfNode): void {
    this.counters.comment += 1;
    const created = this.instant(hoursAgo);
    issue.comments.push({
      id: String(this.counters.comment),
      authorId: by.accountId,
      body,
      created,
      updated: created,
    });
    issue.updated = Math.max(issue.updated, created);
  }

  /** Brings histories into the order of time: the seed tells them story by story. */
  finish(): void {
    for (const issue of this.issues.values()) {
      issue.changes.sort((a, b) => a.created - b.created);
      issue.comments.sort((a, b) => a.created - b.created);
    }
  }

  instant(hoursAgo: number): number {
    return this.now - Math.round(hoursAgo * hour);
  }

  private record(issue: DemoIssue, hoursAgo: number, by: DemoUser, ...items: DemoChangeItem[]): void {
    this.counters.change += 1;
    const created = this.instant(hoursAgo);
    issue.changes.push({ id: String(this.counters.change), authorId: by.accountId, created, items });
    issue.updated = Math.max(issue.updated, created);
  }

  private link(typeId: string, inward: DemoIssue, outward: DemoIssue): void {
    this.counters.link += 1;
    this.links.push({ id: String(this.counters.link), typeId, inwardIssueId: inward.id, outwardIssueId: outward.id });
  }

  private field(id: string): DemoField {
    const field = this.fields.find((candidate) => candidate.id === id);
    if (!field) {
      throw new Error(`No field ${id} in the seed`);
    }
    return field;
  }

  private user(accountId: string | null): DemoUser | undefined {
    return this.users.find((user) => user.accountId === accountId);
  }

  private named(ids: readonly number[]): DemoSprint[] {
    return ids.flatMap((id) => this.sprints.get(id) ?? []);
  }
}
