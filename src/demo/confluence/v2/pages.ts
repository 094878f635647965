import { confluenceError, type DemoRequest, type DemoResponse, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { htmlFormats } from '../body.ts';
import type { DemoPage, DemoPageVersion } from '../model.ts';
import { currentVersion, findContent, labelId, visibleContent } from '../wiki.ts';
import { listAnswer } from './paging.ts';
import { flag, idList, integer, notFound, oneOf, pathId, someOf, sorted } from './parameters.ts';
import { labelView, pageView, versionView, withBase } from './views.ts';

export type Kind = DemoPage['kind'];
/** What the vendor calls the kind in its messages. */
const entityNames = { page: 'page', blogpost: 'blogpost' } as const;

export function contentOr404(request: DemoRequest, site: DemoSite, kind: Kind, parameter = 'id'): DemoPage {
  const id = pathId(request, parameter);
  const page = findContent(site, id, request.caller);
  if (page?.kind !== kind) throw notFound(entityNames[kind], id);
  return page;
}

const listFormats = ['storage', 'atlas_doc_format'] as const;
/** The body format of a list; lists know no `view`. */
export const listFormat = (request: DemoRequest) => oneOf(request, 'body-format', listFormats);
export const singleFormat = (request: DemoRequest) => oneOf(request, 'body-format', [...listFormats, ...htmlFormats]);

const sortKeys: Readonly<Record<string, (page: DemoPage) => string | number>> = {
  id: (page) => Number(page.id),
  title: (page) => currentVersion(page).title.toLowerCase(),
  'created-date': (page) => page.created,
  'modified-date': (page) => currentVersion(page).created,
};

interface Selection {
  readonly spaceIds?: readonly string[] | undefined;
  readonly label?: string;
  readonly rootOnly?: boolean;
}

/** Answers every list of pages or posts. Without `status` a list holds what is current or archived. */
export function listContent(request: DemoRequest, site: DemoSite, kind: Kind, selection: Selection): DemoResponse {
  const ids = idList(request, 'id');
  const title = request.query.get('title');
  const statuses = someOf(request, 'status', ['current', 'archived', 'deleted', 'trashed']) ?? ['current', 'archived'];
  const format = listFormat(request);
  const subtype = request.query.get('subtype');
  const { spaceIds, label, rootOnly } = selection;
  const found = visibleContent(site, request.caller)
    .filter((page) => page.kind === kind && statuses.some((status) => status === page.status))
    .filter((page) => !ids || ids.includes(page.id))
    .filter((page) => !spaceIds || spaceIds.includes(page.spaceId))
    .filter((page) => title === null || currentVersion(page).title === title)
    .filter((page) => label === undefined || page.labels.includes(label))
    .filter((page) => !rootOnly || page.parentId === null)
    .filter(() => subtype !== 'live')
    .sort((a, b) => Number(a.id) - Number(b.id));
  return listAnswer(request, site, sorted(request, found, sortKeys), (page) => pageView(site, page, { format }));
}

function getContent(request: DemoRequest, site: DemoSite, kind: Kind): DemoResponse {
  const page = contentOr404(request, site, kind);
  const format = singleFormat(request);
  const { version, status } = requestedVersion(request, page, kind);
  const wantedStatuses = someOf(request, 'status', [
    'current',
    'archived',
    'trashed',
    'deleted',
    'historical',
    'draft',
  ]);
  if (wantedStatuses ? !wantedStatuses.some((wanted) => wanted === status) : status === 'deleted') {
    throw notFound(entityNames[kind], page.id);
  }
  const view = pageView(site, page, { format, version, status });
  if (!flag(request, 'include-version', true)) delete view['version'];
  return { status: 200, body: withBase(site, { ...view, ...includes(request, page) }) };
}

function requestedVersion(
  request: DemoRequest,
  page: DemoPage,
  kind: Kind,
): { version: DemoPageVersion; status: string } {
  const number = integer(request, 'version', { min: 1, max: 2 ** 31 });
  if (number !== undefined) {
    const version = page.versions.find((candidate) => candidate.number === number);
    if (!version) throw notFound(entityNames[kind], page.id);
    return { version, status: version === page.versions.at(-1) ? page.status : 'historical' };
  }
  if (flag(request, 'get-draft') && page.draft) return { version: page.draft, status: 'draft' };
  return { version: currentVersion(page), status: page.status };
}

/** Parts that are shown when asked for by an `include-…` parameter; they hold at most 50 results each. */
function includes(request: DemoRequest, page: DemoPage): Record<string, unknown> {
  const kindPath = page.kind === 'page' ? 'pages' : 'blogposts';
  const part = (name: string, results: readonly unknown[]) => ({
    results: results.slice(0, 50),
    meta: { hasMore: results.length > 50 },
    _links: { self: `/api/v2/${kindPath}/${page.id}/${name}` },
  });
  const operations = ['read', 'update', 'delete'].map((operation) => ({ operation, targetType: page.kind }));
  return {
    ...(flag(request, 'include-labels') && { labels: part('labels', page.labels.map(labelView)) }),
    ...(flag(request, 'include-versions') && {
      versions: part('versions', page.versions.toReversed().map(versionView)),
    }),
    ...(flag(request, 'include-properties') && { properties: part('properties', []) }),
    ...(flag(request, 'include-likes') && { likes: part('likes/users', []) }),
    ...(flag(request, 'include-operations') && { operations: part('operations', operations) }),
    ...(flag(request, 'include-favorited-by-current-user-status') && { isFavoritedByCurrentUser: false }),
  };
}

function labelById(request: DemoRequest, site: DemoSite): string {
  const id = pathId(request);
  for (const page of site.wiki.pages.values()) {
    const name = page.labels.find((label) => labelId(label) === id);
    if (name !== undefined) return name;
  }
  throw notFound('label', id);
}

export function spaceById(request: DemoRequest, site: DemoSite) {
  const id = pathId(request);
  const space = site.wiki.spaces.find((candidate) => candidate.id === id);
  if (!space) throw confluenceError(404, 'NOT_FOUND', `No space with id [${id}] was found`);
  return space;
}

export const pageReadRoutes: readonly Route[] = (['page', 'blogpost'] as const).flatMap((kind): Route[] => {
  const path = `/wiki/api/v2/${kind}s`;
  return [
    {
      method: 'GET',
      pattern: path,
      handle: (request, site) => listContent(request, site, kind, { spaceIds: idList(request, 'space-id') }),
    },
    { method: 'GET', pattern: `${path}/{id}`, handle: (request, site) => getContent(request, site, kind) },
    {
      method: 'GET',
      pattern: `/wiki/api/v2/spaces/{id}/${kind}s`,
      handle: (request, site) =>
        listContent(request, site, kind, {
          spaceIds: [spaceById(request, site).id],
          rootOnly: oneOf(request, 'depth', ['all', 'root']) === 'root',
        }),
    },
    {
      method: 'GET',
      pattern: `/wiki/api/v2/labels/{id}/${kind}s`,
      handle: (request, site) =>
        listContent(request, site, kind, {
          label: labelById(request, site),
          spaceIds: idList(request, 'space-id'),
        }),
    },
  ];
});
