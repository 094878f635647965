import type { IssueReference } from '#domain/issue.ts';
import type { Person } from '#domain/person.ts';

/** Search is that far behind at worst; longer would only make queries slower. */
const windowMs = 5 * 60_000;
/** The vendor's limit for `reconcileIssues`. */
const mostIds = 50;
const mostAssignees = 20;

/**
 * What this connection wrote lately. Search shows writes late unless it is told their ids; people who were given
 * something a moment ago are likely meant again.
 */
export class RecentWrites {
  private readonly now: () => number;
  private readonly times = new Map<string, number>();
  private readonly idsByKey = new Map<string, string>();
  private readonly assignees = new Map<string, readonly string[]>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** Also for writes of unknown outcome. The id of an issue that was written by its key is learnt when it is read. */
  written(issue: { readonly key: string; readonly id?: string }): void {
    this.times.delete(issue.key);
    this.times.set(issue.key, this.now());
    if (issue.id !== undefined) {
      this.idsByKey.set(issue.key, issue.id);
    }
  }

  seen({ key, id }: IssueReference): void {
    if (this.times.has(key)) {
      this.idsByKey.set(key, id);
    }
  }

  assigned(projectKey: string, accountId: string): void {
    const others = (this.assignees.get(projectKey) ?? []).filter((each) => each !== accountId);
    this.assignees.set(projectKey, [accountId, ...others].slice(0, mostAssignees));
  }

  /** Ids of the issues written lately, newest first, as numbers, which is how search wants them. */
  issueIds(): number[] {
    const earliest = this.now() - windowMs;
    for (const [key, time] of this.times) {
      if (time < earliest) {
        this.times.delete(key);
        this.idsByKey.delete(key);
      }
    }
    const ids = [...this.times.keys()].reverse().flatMap((key) => this.idsByKey.get(key) ?? []);
    return [...new Set(ids.map(Number))].filter(Number.isSafeInteger).slice(0, mostIds);
  }

  /** Those this connection assigned lately first, most recent first. */
  ownFirst(projectKey: string, people: readonly Person[]): Person[] {
    const own = this.assignees.get(projectKey) ?? [];
    const rank = ({ accountId }: Person) => (own.includes(accountId) ? own.indexOf(accountId) : own.length);
    return [...people].sort((a, b) => rank(a) - rank(b));
  }
}
