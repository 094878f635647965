/** What the repository of the workspace says about the work going on. */
export interface RepositoryHints {
  /** Checked-out branch; absent when none is. */
  readonly branch?: string;
  /** First lines of the latest commits, newest first. */
  readonly commitSubjects: readonly string[];
}

/** A project that an issue key somewhere in the repository names; whether the site has it is to be seen. */
export interface ProjectHint {
  readonly projectKey: string;
  readonly because: 'branch' | 'commits';
}

const mostHints = 3;
/** One commit may cite anything (`UTF-8`, `SHA-256`); work on a project shows more than once. */
const fewestCommits = 2;

/** Best first: what the branch names, then what the commits name, most often first. */
export function projectHints({ branch, commitSubjects }: RepositoryHints): ProjectHint[] {
  const inBranch = keysIn((branch ?? '').toUpperCase());
  const counts = new Map<string, number>();
  for (const subject of commitSubjects) {
    for (const key of keysIn(subject)) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const inCommits = [...counts]
    .filter(([, count]) => count >= fewestCommits)
    .sort(([, a], [, b]) => b - a) // stable: of equals, the one seen last comes first
    .map(([key]) => key);
  const hints = [
    ...inBranch.map((projectKey) => ({ projectKey, because: 'branch' }) as const),
    ...inCommits
      .filter((key) => !inBranch.includes(key))
      .map((projectKey) => ({ projectKey, because: 'commits' }) as const),
  ];
  return hints.slice(0, mostHints);
}

/** Issue keys in a text, each once, in their order. */
export function issueKeysIn(text: string): string[] {
  return [...new Set([...text.matchAll(keyPattern)].map(([key]) => key))];
}

const keyPattern = /(?<![A-Za-z0-9])([A-Z][A-Z0-9_]{1,9})-[1-9][0-9]{0,9}(?![A-Za-z0-9])/g;

/** Projects of the issue keys in a text, each once, in their order. */
function keysIn(text: string): string[] {
  const keys = [...text.matchAll(keyPattern)];
  return [...new Set(keys.flatMap(([, project]) => project ?? []))];
}
