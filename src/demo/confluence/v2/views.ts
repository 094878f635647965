import type { DemoSite } from '../../site.ts';
import { type BodyFormat, bodyView } from '../body.ts';
import type { DemoPage, DemoPageAttachment, DemoPageComment, DemoPageVersion, DemoSpace } from '../model.ts';
import { currentVersion, isoOf, labelId, spaceOf, tinyPath, webPath } from '../wiki.ts';

/** Things as REST v2 shows them. */
type View = Record<string, unknown>;

export const wikiBase = (site: DemoSite): string => `${site.url}/wiki`;

export function versionView(version: DemoPageVersion): View {
  return {
    number: version.number,
    message: version.message,
    minorEdit: version.minorEdit,
    authorId: version.authorId,
    createdAt: isoOf(version.created),
  };
}

export interface PageViewOptions {
  readonly format?: BodyFormat | undefined;
  /** Shown in place of the current version. */
  readonly version?: DemoPageVersion | undefined;
  readonly status?: string;
}

/** A page or blog post as lists show it. */
export function pageView(site: DemoSite, page: DemoPage, options: PageViewOptions = {}): View {
  const shown = options.version ?? currentVersion(page);
  const webui = webPath(site, page);
  const space = spaceOf(site, page.spaceId);
  const isPage = page.kind === 'page';
  const parent =
    page.parentId === null ? { parentId: null, parentType: null } : { parentId: page.parentId, parentType: 'page' };
  return {
    id: page.id,
    status: options.status ?? page.status,
    title: shown.title,
    spaceId: page.spaceId,
    ...(isPage && { ...parent, position: page.position, ownerId: page.authorId, lastOwnerId: null }),
    authorId: page.authorId,
    createdAt: isoOf(page.created),
    version: { ...versionView(shown), ncsStepVersion: null },
    body: bodyView(site, shown, options.format),
    _links: {
      webui,
      editui: `/pages/resumedraft.action?draftId=${page.id}`,
      edituiv2: `/spaces/${space.key}/${isPage ? 'pages' : 'blog'}/edit-v2/${page.id}`,
      tinyui: tinyPath(page.id),
    },
  };
}

/** The same for an answer about one thing, which says where the wiki is. */
export function withBase(site: DemoSite, view: View): View {
  const links = view['_links'];
  return { ...view, _links: { ...(typeof links === 'object' ? links : {}), base: wikiBase(site) } };
}

export const labelView = (name: string): View => ({ id: labelId(name), name, prefix: 'global' });

export function spaceView(space: DemoSpace, descriptionFormat?: 'plain' | 'view'): View {
  return {
    id: space.id,
    key: space.key,
    name: space.name,
    type: 'global',
    status: 'current',
    authorId: space.authorId,
    spaceOwnerId: space.authorId,
    createdAt: isoOf(space.created),
    homepageId: space.homepageId,
    description: descriptionFormat
      ? { [descriptionFormat]: { representation: descriptionFormat, value: space.description } }
      : null,
    icon: null,
    currentActiveAlias: space.key,
    _links: { webui: `/spaces/${space.key}` },
  };
}

/** A comment of either kind; `isTopLevelList` leaves out what lists of a page's comments leave out. */
export function commentView(site: DemoSite, comment: DemoPageComment, format?: BodyFormat): View {
  const page = site.wiki.pages.get(comment.pageId);
  if (!page) throw new RangeError(`comment ${comment.id} is on no page`);
  const container = page.kind === 'page' ? { pageId: page.id } : { blogPostId: page.id };
  const selection = comment.selection && {
    inlineMarkerRef: comment.selection.markerRef,
    inlineOriginalSelection: comment.selection.text,
    'inline-marker-ref': comment.selection.markerRef,
    'inline-original-selection': comment.selection.text,
  };
  return {
    id: comment.id,
    status: 'current',
    title: `Re: ${currentVersion(page).title}`,
    ...(comment.parentCommentId === null ? container : { parentCommentId: comment.parentCommentId }),
    version: {
      number: comment.version,
      message: '',
      minorEdit: false,
      authorId: comment.authorId,
      createdAt: isoOf(comment.updated),
    },
    ...(comment.kind === 'inline' && { resolutionStatus: comment.resolutionStatus, properties: selection ?? {} }),
    body: bodyView(site, comment, format),
    _links: { webui: `${webPath(site, page)}?focusedCommentId=${comment.id}` },
  };
}

export function attachmentView(attachment: DemoPageAttachment): View {
  const name = encodeURIComponent(attachment.title);
  const download = `/download/attachments/${attachment.pageId}/${name}?version=1&modificationDate=${attachment.created}&cacheVersion=1&api=v2`;
  const webui = `/pages/viewpageattachments.action?pageId=${attachment.pageId}&preview=%2F${attachment.pageId}%2F${attachment.id.replace('att', '')}%2F${name}`;
  return {
    id: attachment.id,
    status: 'current',
    title: attachment.title,
    createdAt: isoOf(attachment.created),
    pageId: attachment.pageId,
    mediaType: attachment.mediaType,
    mediaTypeDescription: null,
    comment: '',
    fileId: attachment.fileId,
    fileSize: attachment.fileSize,
    webuiLink: webui,
    downloadLink: download,
    version: {
      number: 1,
      message: '',
      minorEdit: false,
      authorId: attachment.authorId,
      createdAt: isoOf(attachment.created),
    },
    _links: { webui, download },
  };
}
