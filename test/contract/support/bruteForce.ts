import type { DemoBoard, DemoIssue, DemoSprint } from '#demo/jira/model.ts';
import { fieldId, linkTypeId, projectId, statusId } from '#demo/jira/seed/ids.ts';
import type { DemoSite } from '#demo/site.ts';

/** The state of a project counted over the demo's own objects, by the words of the definitions and nothing else. */

const dayMs = 86_400_000;
const minute = (instant: number) => Math.floor(instant / 60_000) * 60_000;

export interface Counted {
  readonly keys: readonly string[];
  readonly points?: number;
}

type Category = 'new' | 'indeterminate' | 'done';

export function categoryOf(site: DemoSite, id: string | null): Category | undefined {
  return site.jira.statuses.find((status) => status.id === id)?.category;
}

export class BruteForce {
  private readonly site: DemoSite;
  private readonly now: number;
  private readonly issues: readonly DemoIssue[];

  constructor(site: DemoSite, now: number) {
    this.site = site;
    this.now = now;
    this.issues = [...site.jira.issues.values()].filter((issue) => issue.projectId === projectId.NIM);
  }

  count(issues: readonly DemoIssue[], estimate: string | undefined): Counted {
    const keys = issues.map(({ key }) => key).sort();
    if (estimate === undefined) return { keys };
    const points = issues.reduce((sum, { custom }) => sum + Number(custom[estimate] ?? 0), 0);
    return { keys, points };
  }

  boards(): DemoBoard[] {
    return this.site.jira.boards
      .filter((board) => board.projectId === projectId.NIM)
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  /** Of the project's scrum boards, and those of others that hold issues of the project. */
  activeSprints(): DemoSprint[] {
    const scrum = this.boards().filter(({ type }) => type === 'scrum');
    return this.site.jira.sprints.filter(
      ({ id, state, originBoardId }) =>
        state === 'active' &&
        (scrum.some((board) => board.id === originBoardId) ||
          (scrum.length > 0 && this.issues.some(({ sprintIds }) => sprintIds.includes(id)))),
    );
  }

  /** Of the board that owns the sprint; of the first board that shows it where another project's owns it. */
  estimateOf(sprint: DemoSprint): string | undefined {
    const scrum = this.boards().filter(({ type }) => type === 'scrum');
    const board = scrum.find(({ id }) => id === sprint.originBoardId) ?? scrum[0];
    const field = board?.estimateFieldId;
    return field?.startsWith('customfield_') ? field : undefined;
  }

  inSprint(sprint: DemoSprint): DemoIssue[] {
    return this.issues.filter(({ sprintIds }) => sprintIds.includes(sprint.id));
  }

  of(issues: readonly DemoIssue[], ...categories: Category[]): DemoIssue[] {
    return issues.filter((issue) => categories.some((each) => each === categoryOf(this.site, issue.statusId)));
  }

  /** In the sprint now and done, and came into the done statuses between the minutes of the two instants. */
  finishedIn(sprint: DemoSprint, start: number, end: number | undefined): DemoIssue[] {
    return this.doneBetween(this.inSprint(sprint), start, end);
  }

  doneBetween(issues: readonly DemoIssue[], start: number, end: number | undefined): DemoIssue[] {
    return this.of(issues, 'done').filter((issue) => {
      const at = this.doneAt(issue);
      return at >= minute(start) && (end === undefined || at < minute(end));
    });
  }

  all(): readonly DemoIssue[] {
    return this.issues;
  }

  private doneAt(issue: DemoIssue): number {
    let at = issue.created;
    for (const { created, items } of issue.changes) {
      for (const { fieldId: id, from, to } of items) {
        if (id === 'status' && categoryOf(this.site, from) !== categoryOf(this.site, to)) at = created;
      }
    }
    return at;
  }

  /** Plays the issue's life forward, from what it was made with up to the instant. */
  wasIn(issue: DemoIssue, sprint: DemoSprint, instant: number): boolean {
    if (issue.created > instant) return false;
    const changes = issue.changes.flatMap(({ created, items }) =>
      items.filter((item) => item.fieldId === fieldId.sprint).map((item) => ({ created, ...item })),
    );
    const idsIn = (text: string | null | undefined) => (text ? text.split(', ').map(Number) : []);
    const [first] = changes;
    let ids = first ? idsIn(first.from) : issue.sprintIds;
    for (const change of changes) {
      if (change.created <= instant) ids = idsIn(change.to);
    }
    return ids.includes(sprint.id);
  }

  added(sprint: DemoSprint): DemoIssue[] {
    return this.inSprint(sprint).filter((issue) => !this.wasIn(issue, sprint, sprint.startDate ?? 0));
  }

  removed(sprint: DemoSprint): DemoIssue[] {
    const inside = this.inSprint(sprint);
    return this.issues.filter((issue) => !inside.includes(issue) && this.wasIn(issue, sprint, sprint.startDate ?? 0));
  }

  /** Instants from which on open issues have been blocked; null where nobody wrote it down. */
  blocked(issues: readonly DemoIssue[]): Map<string, number | null> {
    const blocked = new Map<string, number | null>();
    for (const issue of this.of(issues, 'new', 'indeterminate')) {
      const reasons = [...this.flagged(issue), ...this.inBlockedStatus(issue), ...this.blockers(issue)];
      const known = reasons.filter((at) => at !== null);
      if (reasons.length > 0) blocked.set(issue.key, known.length > 0 ? Math.min(...known) : null);
    }
    return blocked;
  }

  private flagged(issue: DemoIssue): (number | null)[] {
    const value = issue.custom[fieldId.flagged];
    if (!Array.isArray(value) || value.length === 0) return [];
    const changes = issue.changes.filter(({ items }) =>
      items.some((item) => item.fieldId === fieldId.flagged && item.toString === 'Impediment'),
    );
    return [changes.at(-1)?.created ?? issue.created];
  }

  private inBlockedStatus(issue: DemoIssue): (number | null)[] {
    if (issue.statusId !== statusId.blocked) return [];
    const changes = issue.changes.filter(({ items }) =>
      items.some((item) => item.fieldId === 'status' && item.to === statusId.blocked),
    );
    return [changes.at(-1)?.created ?? issue.created];
  }

  private blockers(issue: DemoIssue): (number | null)[] {
    const links = this.site.jira.links.filter(
      (link) => link.typeId === linkTypeId.blocks && link.outwardIssueId === issue.id,
    );
    return links.flatMap(({ inwardIssueId }) => {
      const blocker = this.site.jira.issues.get(inwardIssueId);
      if (!blocker || categoryOf(this.site, blocker.statusId) === 'done') return [];
      const about = issue.changes.filter(({ items }) =>
        items.some(({ field, to }) => field === 'Link' && to === blocker.key),
      );
      const plain = about.filter(({ items }) => items.some((item) => item.toString?.includes('is blocked by')));
      return [(plain.at(-1) ?? about.at(-1))?.created ?? null];
    });
  }

  stale(issues: readonly DemoIssue[]): DemoIssue[] {
    return this.of(issues, 'indeterminate').filter(({ updated }) => updated < minute(this.now - 5 * dayMs));
  }

  load(issues: readonly DemoIssue[], estimate: string | undefined): Record<string, Counted> {
    const open = this.of(issues, 'new', 'indeterminate');
    const people = new Set(open.map(({ assigneeId }) => assigneeId ?? 'nobody'));
    return Object.fromEntries(
      [...people].map((id) => [
        id,
        this.count(
          open.filter(({ assigneeId }) => (assigneeId ?? 'nobody') === id),
          estimate,
        ),
      ]),
    );
  }
}
