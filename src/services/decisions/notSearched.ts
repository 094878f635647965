import type { NotSearched } from '#domain/decision.ts';
import { failureOf } from '#domain/errors.ts';

const mostExamples = 5;

/** Collects what an answer does not cover. */
export class Gaps {
  private readonly gaps = new Map<string, NotSearched>();

  add(what: NotSearched['what'], why: NotSearched['why'], names?: readonly string[]): void {
    const key = `${what} ${why}`;
    const before = this.gaps.get(key);
    if (names === undefined) {
      this.gaps.set(key, before ?? { what, why });
      return;
    }
    const examples = [...(before?.examples ?? []), ...names].slice(0, mostExamples);
    this.gaps.set(key, { what, why, count: (before?.count ?? 0) + names.length, examples });
  }

  /** What no run can see: how much of it there is, nobody knows. */
  addNeverSearched(): void {
    this.add('pages', 'noPermission');
    this.add('pageComments', 'notRead');
    this.add('archivedPages', 'notListed');
    this.add('drafts', 'notListed');
  }

  /** True when there was more to read that another run can read. */
  get isUnfinished(): boolean {
    return [...this.gaps.values()].some(
      ({ what, why }) => why === 'unavailable' || (why === 'truncated' && (what === 'pages' || what === 'issues')),
    );
  }

  list(): NotSearched[] {
    return [...this.gaps.values()];
  }
}

/** Why one thing could not be read; undefined when the failure is not about that thing and the whole run must end. */
export function reasonOf(error: unknown): NotSearched['why'] | undefined {
  switch (failureOf(error)?.code) {
    case 'notFound':
    case 'forbidden':
    case 'outsideAllowList':
      return 'noPermission';
    case 'unexpectedAnswer':
    case 'answerTooLarge':
      return 'unreadable';
    case 'timedOut':
    case 'siteUnavailable':
      return 'unavailable';
    default:
      return undefined;
  }
}
