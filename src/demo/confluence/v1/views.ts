import type { DemoUser } from '../../jira/model.ts';
import type { DemoSite } from '../../site.ts';
import { type BodyFormat, bodyValue, type WrittenBody } from '../body.ts';
import type { Entry } from '../cql/entries.ts';
import type { DemoPage, DemoPageVersion, DemoSpace } from '../model.ts';
import { ancestorIds, currentVersion, isoOf, labelId, spaceOf, tinyPath, webPath } from '../wiki.ts';

/** Things as REST v1 shows them: what is not asked for by `expand` is named in `_expandable`. */
type View = Record<string, unknown>;

export function userView(site: DemoSite, user: DemoUser): View {
  return {
    type: 'known',
    accountId: user.accountId,
    accountType: user.accountType === 'app' ? 'app' : 'atlassian',
    email: '',
    publicName: user.displayName,
    displayName: user.displayName,
    timeZone: user.timeZone,
    isExternalCollaborator: false,
    isGuest: false,
    profilePicture: { path: '/wiki/aa-avatar/demo', width: 48, height: 48, isDefault: true },
    _expandable: { operations: '', personalSpace: '' },
    _links: { self: `${site.url}/wiki/rest/api/user?accountId=${encodeURIComponent(user.accountId)}` },
  };
}

function authorView(site: DemoSite, accountId: string): View {
  const user = site.users.find((candidate) => candidate.accountId === accountId);
  return user ? userView(site, user) : { type: 'unknown', accountId, publicName: 'Unknown user' };
}

export function spaceView(site: DemoSite, space: DemoSpace): View {
  const self = `/rest/api/space/${space.key}`;
  return {
    id: Number(space.id),
    key: space.key,
    alias: space.key,
    name: space.name,
    type: 'global',
    status: 'current',
    _expandable: {
      settings: `${self}/settings`,
      metadata: '',
      operations: '',
      permissions: '',
      icon: '',
      description: '',
      history: '',
      homepage: `/rest/api/content/${space.homepageId}`,
    },
    _links: { webui: `/spaces/${space.key}`, self: `${site.url}/wiki${self}` },
  };
}

function versionView(site: DemoSite, page: DemoPage, version: DemoPageVersion): View {
  return {
    by: authorView(site, version.authorId),
    when: isoOf(version.created),
    friendlyWhen: friendlyDate(version.created),
    message: version.message,
    number: version.number,
    minorEdit: version.minorEdit,
    contentTypeModified: false,
    _expandable: { collaborators: '', content: `/rest/api/content/${page.id}` },
    _links: { self: `${site.url}/wiki/rest/api/content/${page.id}/version/${version.number}` },
  };
}

export const friendlyDate = (instant: number): string =>
  new Intl.DateTimeFormat('en-US', { month: 'short', day: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(
    instant,
  );

const bodyFormats: readonly BodyFormat[] = ['storage', 'view', 'atlas_doc_format'];

/** `expand` holds the dotted names below the content: `version`, `body.storage`, `metadata.labels`. */
export function contentView(site: DemoSite, entry: Entry, expand: ReadonlySet<string>): View {
  const { page } = entry;
  const space = spaceOf(site, page.spaceId);
  const version = currentVersion(page);
  const has = (name: string): boolean => [...expand].some((given) => given === name || given.startsWith(`${name}.`));
  const self = `/rest/api/content/${entry.id}`;
  const expandable: Record<string, string> = {
    container: `/rest/api/space/${space.key}`,
    metadata: '',
    extensions: '',
    operations: '',
    children: `${self}/child`,
    history: `${self}/history`,
    ancestors: '',
    body: '',
    version: '',
    descendants: `${self}/descendant`,
    space: `/rest/api/space/${space.key}`,
  };
  const expanded: View = {};
  if (has('space')) expanded['space'] = spaceView(site, space);
  if (has('version')) expanded['version'] = versionView(site, page, version);
  if (has('history')) expanded['history'] = historyView(site, page, version);
  if (has('ancestors'))
    expanded['ancestors'] = ancestorIds(site, page)
      .toReversed()
      .map((id) => ancestorView(site, id));
  if (has('body')) expanded['body'] = bodyViews(site, entry.comment ?? version, expand);
  if (has('metadata')) expanded['metadata'] = metadataView(site, entry, expand);
  if (has('extensions')) expanded['extensions'] = { position: page.position };
  for (const name of Object.keys(expanded)) delete expandable[name];
  return {
    id: entry.id,
    type: entry.type,
    status: 'current',
    title: entry.title,
    childTypes: {},
    macroRenderedOutput: {},
    restrictions: {},
    ...expanded,
    _expandable: expandable,
    _links: { webui: entryPath(site, entry), self: `${site.url}/wiki${self}`, tinyui: tinyPath(entry.id) },
  };
}

/** Path below the wiki's base at which the found thing is shown. */
export function entryPath(site: DemoSite, entry: Entry): string {
  const path = webPath(site, entry.page);
  if (entry.type === 'comment') return `${path}?focusedCommentId=${entry.id}`;
  const number = entry.id.replace('att', '');
  return entry.type === 'attachment'
    ? `/pages/viewpageattachments.action?pageId=${entry.page.id}&preview=%2F${entry.page.id}%2F${number}%2F${encodeURIComponent(entry.title)}`
    : path;
}

function ancestorView(site: DemoSite, id: string): View {
  const page = site.wiki.pages.get(id);
  const title = page ? currentVersion(page).title : '';
  return {
    id,
    type: 'page',
    status: 'current',
    title,
    _links: { webui: page ? webPath(site, page) : '', self: `${site.url}/wiki/rest/api/content/${id}` },
  };
}

function historyView(site: DemoSite, page: DemoPage, version: DemoPageVersion): View {
  return {
    latest: true,
    createdBy: authorView(site, page.authorId),
    createdDate: isoOf(page.created),
    lastUpdated: versionView(site, page, version),
    _expandable: { previousVersion: '', contributors: '', nextVersion: '' },
    _links: { self: `${site.url}/wiki/rest/api/content/${page.id}/history` },
  };
}

function bodyViews(site: DemoSite, written: WrittenBody, expand: ReadonlySet<string>): View {
  const wanted = bodyFormats.filter((format) => expand.has(`body.${format}`));
  const left = bodyFormats.filter((format) => !wanted.includes(format));
  return {
    ...Object.fromEntries(
      wanted.map((format) => [
        format,
        {
          value: bodyValue(site, written, format),
          representation: format,
          embeddedContent: [],
          _expandable: { content: '' },
        },
      ]),
    ),
    _expandable: Object.fromEntries(left.map((format) => [format, ''])),
  };
}

function metadataView(site: DemoSite, entry: Entry, expand: ReadonlySet<string>): View {
  if (!expand.has('metadata.labels')) return { _expandable: { labels: '', properties: '' } };
  return { labels: labelsView(site, entry.page, entry.labels), _expandable: { properties: '' } };
}

export function labelsView(site: DemoSite, page: DemoPage, labels: readonly string[]): View {
  return {
    results: labels.map((name) => ({ prefix: 'global', name, id: labelId(name), label: name })),
    start: 0,
    limit: 200,
    size: labels.length,
    _links: { self: `${site.url}/wiki/rest/api/content/${page.id}/label` },
  };
}
