import { adfToHtml } from '../html.ts';
import { siteRoot } from '../origin.ts';
import type { DemoSite } from '../site.ts';
import { findUser } from './lookup.ts';
import type { DemoAttachment, DemoChange, DemoComment, DemoIssue, DemoRemoteLink, DemoWorklog } from './model.ts';
import { jiraTime } from './time.ts';
import { userView } from './userView.ts';
import { issueSelf } from './views.ts';

type View = Record<string, unknown>;

/** How the site's answers show instants: in the owner's time zone. */
export function timeView(site: DemoSite, instant: number): string {
  return jiraTime(instant, site.owner.timeZone);
}

export function personView(site: DemoSite, accountId: string | null, origin: string): View | null {
  const user = findUser(site, accountId);
  return user ? userView(user, origin) : null;
}

export function commentView(
  site: DemoSite,
  issue: DemoIssue,
  comment: DemoComment,
  origin: string,
  isRendered = false,
): View {
  const author = personView(site, comment.authorId, origin);
  return {
    self: `${issueSelf(issue.id, origin)}/comment/${comment.id}`,
    id: comment.id,
    author,
    body: comment.body,
    ...(isRendered && { renderedBody: adfToHtml(comment.body) }),
    updateAuthor: author,
    created: timeView(site, comment.created),
    updated: timeView(site, comment.updated),
    jsdPublic: true,
  };
}

export function changeView(site: DemoSite, change: DemoChange, origin: string): View {
  return {
    id: change.id,
    author: personView(site, change.authorId, origin),
    created: timeView(site, change.created),
    items: change.items,
  };
}

export function worklogView(site: DemoSite, issue: DemoIssue, worklog: DemoWorklog, origin: string): View {
  const author = personView(site, worklog.authorId, origin);
  const started = timeView(site, worklog.started);
  const created = timeView(site, worklog.created ?? worklog.started);
  return {
    self: `${issueSelf(issue.id, origin)}/worklog/${worklog.id}`,
    author,
    updateAuthor: author,
    ...(worklog.comment && { comment: worklog.comment }),
    created,
    updated: created,
    started,
    timeSpent: duration(site, worklog.seconds),
    timeSpentSeconds: worklog.seconds,
    id: worklog.id,
    issueId: issue.id,
  };
}

/** In units of work: how long a day and a week are is the site's affair. */
export function workUnits({ jira }: DemoSite): readonly (readonly [string, number])[] {
  const day = jira.timeTracking.hoursPerDay * 3600;
  return [
    ['w', day * jira.timeTracking.daysPerWeek],
    ['d', day],
    ['h', 3600],
    ['m', 60],
  ];
}

export function duration(site: DemoSite, seconds: number): string {
  const units = workUnits(site);
  let rest = seconds;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) {
      parts.push(`${count}${unit}`);
    }
  }
  return parts.join(' ') || '0m';
}

export function attachmentView(site: DemoSite, attachment: DemoAttachment, origin: string): View {
  const root = siteRoot(origin);
  return {
    self: `${origin}/rest/api/3/attachment/${attachment.id}`,
    id: attachment.id,
    filename: attachment.filename,
    author: personView(site, attachment.authorId, origin),
    created: timeView(site, attachment.created),
    size: attachment.size,
    mimeType: attachment.mimeType,
    content: `${root}/rest/api/3/attachment/content/${attachment.id}`,
    thumbnail: `${root}/rest/api/3/attachment/thumbnail/${attachment.id}`,
  };
}

export function remoteLinkView(issue: DemoIssue, link: DemoRemoteLink, origin: string): View {
  return {
    id: link.id,
    self: `${issueSelf(issue.id, origin)}/remotelink/${link.id}`,
    ...(link.globalId !== undefined && { globalId: link.globalId }),
    application: {},
    object: {
      url: link.url,
      title: link.title,
      ...(link.summary !== undefined && { summary: link.summary }),
      icon: {},
      status: { icon: {} },
    },
  };
}

export function watchesView(issue: DemoIssue, callerId: string, origin: string): View {
  return {
    self: `${issueSelf(issue.key, origin)}/watchers`,
    watchCount: issue.watcherIds.length,
    isWatching: issue.watcherIds.includes(callerId),
  };
}
