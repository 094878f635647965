import { adfToHtml, escapeHtml } from './html.ts';
import type { DemoResponse } from './http.ts';
import { findIssue, statusOf, typeOf } from './jira/lookup.ts';
import type { DemoIssue } from './jira/model.ts';
import { evaluateJql } from './jql/evaluate.ts';
import type { DemoSite } from './site.ts';

/** What the site answers without a credential: its cloud id, pictures, and plain pages for humans. */
export function openResponse(site: DemoSite, path: string, query: URLSearchParams): DemoResponse | undefined {
  if (path === '/_edge/tenant_info') {
    return { status: 200, body: { cloudId: site.cloudId } };
  }
  if (path.startsWith('/images/') || path.startsWith('/_avatar/') || path.includes('/universal_avatar/')) {
    return { status: 200, headers: { 'Content-Type': 'image/svg+xml' }, text: picture(path) };
  }
  const issueKey = /^\/browse\/([A-Za-z][A-Za-z0-9_]*-\d+)$/.exec(path)?.[1];
  if (issueKey) {
    const issue = findIssue(site, issueKey, site.owner);
    return issue ? page(200, `[${issue.key}] ${issue.summary}`, issueHtml(site, issue)) : notFound();
  }
  if (path === '/issues' || path === '/issues/') {
    const { issues } = evaluateJql(site, query.get('jql') ?? '', site.owner);
    return page(200, `${issues.length} issues`, issueListHtml(site, issues));
  }
  const pageId = /^\/wiki\/(?:spaces\/[^/]+\/)?(?:pages|blog)\/(?:[\d/]*\/)?(\d+)(?:\/.*)?$/.exec(path)?.[1];
  if (pageId) {
    const wikiPage = site.wiki.pages.get(pageId);
    const version = wikiPage?.versions.at(-1);
    return version ? page(200, version.title, adfToHtml(version.body)) : notFound();
  }
  return path === '/' ? page(200, 'Nimbus (demo)', homeHtml(site)) : undefined;
}

function homeHtml(site: DemoSite): string {
  const projects = site.jira.projects
    .filter(({ visibleTo }) => visibleTo === undefined)
    .map(({ key, name }) => `<li>${escapeHtml(key)}: ${escapeHtml(name)}</li>`);
  return `<p>A demo Jira and Confluence site on this computer. Nothing here is real, nothing is kept.</p><ul>${projects.join('')}</ul>`;
}

function issueListHtml(site: DemoSite, issues: readonly DemoIssue[]): string {
  const rows = issues.map(
    (issue) =>
      `<tr><td><a href="/browse/${issue.key}">${issue.key}</a></td><td>${escapeHtml(issue.summary)}</td><td>${escapeHtml(statusOf(site, issue).name)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function issueHtml(site: DemoSite, issue: DemoIssue): string {
  const name = (accountId: string | null) =>
    site.users.find((user) => user.accountId === accountId)?.displayName ?? '–';
  const rows: readonly (readonly [string, string])[] = [
    ['Type', typeOf(site, issue).name],
    ['Status', statusOf(site, issue).name],
    ['Priority', site.jira.priorities.find(({ id }) => id === issue.priorityId)?.name ?? '–'],
    ['Assignee', name(issue.assigneeId)],
    ['Reporter', name(issue.reporterId)],
    [
      'Sprint',
      issue.sprintIds.map((id) => site.jira.sprints.find((sprint) => sprint.id === id)?.name).join(', ') || '–',
    ],
    ['Labels', issue.labels.join(', ') || '–'],
  ];
  const facts = rows.map(([term, value]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd>`).join('');
  const comments = issue.comments.map(
    (comment) =>
      `<section><p><b>${escapeHtml(name(comment.authorId))}</b> · ${new Date(comment.created).toISOString()}</p>${adfToHtml(comment.body)}</section>`,
  );
  return `<dl>${facts}</dl>${issue.description ? adfToHtml(issue.description) : ''}${comments.join('')}`;
}

const notFound = () => page(404, 'Not found', '<p>There is nothing here.</p>');

function page(status: number, title: string, content: string): DemoResponse {
  const style =
    'body{font:15px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#172b4d}dl{display:grid;grid-template-columns:8rem 1fr}dd{margin:0}pre,code{background:#f4f5f7}pre{padding:.7rem;overflow:auto}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3rem .6rem}aside{background:#deebff;padding:.2rem 1rem}section{border-top:1px solid #ccc}';
  return {
    status,
    headers: {
      'Content-Type': 'text/html;charset=UTF-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'Referrer-Policy': 'no-referrer',
    },
    text: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style><h1>${escapeHtml(title)}</h1>${content}</html>`,
  };
}

/** A disc in a colour that depends on the path: enough to tell pictures apart. */
function picture(path: string): string {
  let hash = 0;
  for (const character of path) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><circle cx="24" cy="24" r="22" fill="hsl(${hash} 60% 45%)"/></svg>`;
}
