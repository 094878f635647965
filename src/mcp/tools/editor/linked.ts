import type { CodeSelection } from '#domain/codeSelection.ts';
import { failureOf } from '#domain/errors.ts';
import type { Connection, WorkspaceDefaults } from '#domain/ports.ts';
import { issueKeysIn } from '#domain/repositoryHints.ts';
import { clip } from '../../output.ts';
import type { ToolContext } from '../../toolDefinition.ts';

/** What belongs to the code a user looks at: by the names in the code, and by what Jira has linked to those. */

const mostIssues = 5;
const mostPages = 5;
/** More issues than this are not asked for their links. */
const askedIssues = 3;

/** Of the branch; and of the code, where `UTF-8` looks like one too, those of a project that is known. */
export function linkedIssues({ git, text }: CodeSelection, { projectKey }: WorkspaceDefaults): string[] {
  const inBranch = issueKeysIn((git?.branch ?? '').toUpperCase());
  const known = new Set([projectKey, ...inBranch.map(projectOf)]);
  const inCode = issueKeysIn(text).filter((key) => known.has(projectOf(key)));
  return [...new Set([...inBranch, ...inCode])].slice(0, mostIssues);
}

interface LinkedPage {
  readonly id: string;
  readonly url: string;
  readonly title?: string;
}

/** None where nobody is signed in, or where Jira does not answer: the code itself is what was asked for. */
export async function linkedPages(
  { text }: CodeSelection,
  issues: readonly string[],
  { connection, signal }: ToolContext,
): Promise<readonly LinkedPage[]> {
  if (issues.length === 0 && !text.includes('/pages/')) {
    return [];
  }
  const connected = await connection().catch(undefinedIfFailed);
  if (!connected) {
    return [];
  }
  const { site, tracker } = connected;
  const links = await Promise.all(
    issues.slice(0, askedIssues).map((key) => tracker.links.remote(key, { signal }).catch(undefinedIfFailed)),
  );
  const addresses = text.match(/https?:\/\/[^\s"'<>)\]]+/g) ?? [];
  const found = [...addresses.map((url) => ({ url, title: undefined })), ...links.flatMap((list) => list ?? [])];
  const pages = found.flatMap(({ url, title }) => pageAt(url, title, site));
  return [...new Map(pages.map((page) => [page.id, page])).values()].slice(0, mostPages);
}

function pageAt(url: string, title: string | undefined, { origin }: Connection['site']): LinkedPage[] {
  const address = URL.parse(url);
  const id = address && /^\/wiki\/.*\/pages\/(\d{1,20})(?:\/|$)/.exec(address.pathname)?.[1];
  const isHere = address?.origin === URL.parse(origin)?.origin;
  return id && isHere ? [{ id, url: clip(url, 300), ...(title !== undefined && { title: clip(title, 100) }) }] : [];
}

function projectOf(key: string): string {
  return key.slice(0, key.lastIndexOf('-'));
}

function undefinedIfFailed(error: unknown): undefined {
  if (failureOf(error) === undefined || failureOf(error)?.code === 'cancelled') {
    throw error;
  }
}
