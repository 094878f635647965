import type { AdfNode, DemoUser } from '../../jira/model.ts';
import type { DemoSite } from '../../site.ts';
import type { DemoPage, DemoPageComment, DemoPageVersion } from '../model.ts';
import { plainText, walk } from '../walk.ts';
import { ancestorIds, currentVersion, isVisible, spaceOf } from '../wiki.ts';

/** One document of the search index. */
export interface Entry {
  readonly id: string;
  readonly type: 'page' | 'blogpost' | 'comment' | 'attachment';
  readonly title: string;
  readonly text: string;
  readonly spaceKey: string;
  readonly labels: readonly string[];
  readonly creatorId: string;
  readonly contributorIds: readonly string[];
  readonly mentionedIds: readonly string[];
  readonly created: number;
  readonly lastModified: number;
  readonly parentId: string | null;
  readonly ancestorIds: readonly string[];
  /** The page itself, or the one that holds the comment or attachment. */
  readonly page: DemoPage;
  /** As the index knows it, which may be older than the page. */
  readonly version: DemoPageVersion;
  readonly comment?: DemoPageComment;
}

/**
 * What search knows. Simplified against the real site: versions, comments and new pages reach the index
 * `indexLagMs` after they were written; labels, moves and deletions do so at once.
 */
export function indexEntries(site: DemoSite, caller: DemoUser): Entry[] {
  const horizon = site.now() - site.options.indexLagMs;
  const entries: Entry[] = [];
  for (const page of site.wiki.pages.values()) {
    if (page.status !== 'current' || !isVisible(page, caller)) continue;
    const known = page.versions.filter(({ created }) => created <= horizon);
    const version = known.at(-1);
    if (version) entries.push(pageEntry(site, page, version, known));
  }
  for (const comment of site.wiki.comments) {
    const page = site.wiki.pages.get(comment.pageId);
    if (page?.status !== 'current' || comment.created > horizon || !isVisible(page, caller)) continue;
    entries.push({
      ...pageEntry(site, page, currentVersion(page), []),
      id: comment.id,
      type: 'comment',
      title: `Re: ${currentVersion(page).title}`,
      text: plainText(comment.body),
      labels: [],
      creatorId: comment.authorId,
      contributorIds: [comment.authorId],
      mentionedIds: mentionsIn(comment.body),
      created: comment.created,
      lastModified: comment.updated,
      comment,
    });
  }
  for (const attachment of site.wiki.attachments) {
    const page = site.wiki.pages.get(attachment.pageId);
    if (page?.status !== 'current' || !isVisible(page, caller)) continue;
    entries.push({
      ...pageEntry(site, page, currentVersion(page), []),
      id: attachment.id,
      type: 'attachment',
      title: attachment.title,
      text: '',
      labels: [],
      creatorId: attachment.authorId,
      contributorIds: [attachment.authorId],
      mentionedIds: [],
      created: attachment.created,
      lastModified: attachment.created,
    });
  }
  return entries;
}

function pageEntry(site: DemoSite, page: DemoPage, version: DemoPageVersion, known: readonly DemoPageVersion[]): Entry {
  return {
    id: page.id,
    type: page.kind,
    title: version.title,
    text: plainText(version.body),
    spaceKey: spaceOf(site, page.spaceId).key,
    labels: page.labels,
    creatorId: page.authorId,
    contributorIds: [...new Set([page.authorId, ...known.map(({ authorId }) => authorId)])],
    mentionedIds: mentionsIn(version.body),
    created: page.created,
    lastModified: version.created,
    parentId: page.parentId,
    ancestorIds: ancestorIds(site, page),
    page,
    version,
  };
}

function mentionsIn(body: AdfNode): string[] {
  return [...walk(body)].filter(({ type }) => type === 'mention').map((node) => String(node.attrs?.['id'] ?? ''));
}
