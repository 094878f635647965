import * as adf from '../../adf.ts';
import { confluenceError, type DemoRequest, type DemoResponse, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { isRecord, readBody, type WrittenBody } from '../body.ts';
import type { DemoPage, DemoPageVersion } from '../model.ts';
import { tasksOf } from '../tasks.ts';
import { childrenOf, currentVersion, findContent, nextContentId } from '../wiki.ts';
import { contentOr404, type Kind } from './pages.ts';
import { flag, notFound } from './parameters.ts';
import { pageView, withBase } from './views.ts';

const refused = (title: string) => confluenceError(400, 'INVALID_REQUEST_PARAMETER', title);

function bodyOf(request: DemoRequest): Readonly<Record<string, unknown>> {
  if (!isRecord(request.body)) throw refused('Request body is missing or is not an object');
  return request.body;
}

function readStatus(given: unknown, byDefault?: 'current'): 'current' | 'draft' {
  const status = given ?? byDefault;
  if (status !== 'current' && status !== 'draft') throw refused(`Status must be 'current' or 'draft'`);
  return status;
}

function readTitle(given: unknown): string {
  const title = typeof given === 'string' ? given.trim() : '';
  if (title === '') throw refused('Title is required when the status is current');
  if (title.length > 255) throw refused('Title must not be longer than 255 characters');
  return title;
}

/** Two current pages of a space cannot have the same title; case does not count. */
function refuseTakenTitle(site: DemoSite, spaceId: string, kind: Kind, title: string, except?: string): void {
  for (const page of site.wiki.pages.values()) {
    const isOther = page.id !== except && page.kind === kind && page.spaceId === spaceId && page.status === 'current';
    if (isOther && kind === 'page' && currentVersion(page).title.toLowerCase() === title.toLowerCase()) {
      throw refused('A page with this title already exists: A page already exists with the same TITLE in this space');
    }
  }
}

function readParent(request: DemoRequest, site: DemoSite, spaceId: string, given: unknown): string {
  const parent = typeof given === 'string' ? findContent(site, given, request.caller) : undefined;
  if (parent?.kind !== 'page' || parent.spaceId !== spaceId) throw notFound('page', String(given));
  return parent.id;
}

function createContent(request: DemoRequest, site: DemoSite, kind: Kind): DemoResponse {
  const given = bodyOf(request);
  const space = site.wiki.spaces.find(({ id }) => id === given['spaceId']);
  if (!space) throw notFound('space', String(given['spaceId']));
  const status = readStatus(given['status'], 'current');
  const title = status === 'draft' && given['title'] === undefined ? '' : readTitle(given['title']);
  const written = given['body'] === undefined ? { body: adf.doc() } : readBody(site, given['body']);
  if (status === 'current') refuseTakenTitle(site, space.id, kind, title);
  const isRoot = kind === 'blogpost' || flag(request, 'root-level');
  if (kind === 'page' && isRoot && given['parentId'] !== undefined) {
    throw refused('parentId must not be given together with root-level=true');
  }
  const parentId = isRoot ? null : readParent(request, site, space.id, given['parentId'] ?? space.homepageId);
  const now = site.now();
  const page: DemoPage = {
    id: nextContentId(site),
    kind,
    spaceId: space.id,
    parentId,
    status,
    versions: [newVersion(written, 1, title, request.caller.accountId, now, '')],
    labels: [],
    position: parentId === null ? 0 : (childrenOf(site, parentId, request.caller).at(-1)?.position ?? 0) + 100,
    created: now,
    authorId: request.caller.accountId,
    ...(flag(request, 'private') && { visibleTo: [request.caller.accountId] }),
  };
  site.wiki.pages.set(page.id, page);
  syncTasks(site, page);
  return answer(site, page, formatOf(written));
}

function newVersion(
  written: WrittenBody,
  number: number,
  title: string,
  authorId: string,
  created: number,
  message: string,
): DemoPageVersion {
  return { ...written, number, title, authorId, created, message, minorEdit: false };
}

const formatOf = (written: WrittenBody) => (written.storage === undefined ? 'atlas_doc_format' : 'storage');

function answer(
  site: DemoSite,
  page: DemoPage,
  format: 'storage' | 'atlas_doc_format',
  draft?: DemoPageVersion,
): DemoResponse {
  const options = draft ? { format, version: draft, status: 'draft' } : { format };
  return { status: 200, body: withBase(site, pageView(site, page, options)) };
}

function updateContent(request: DemoRequest, site: DemoSite, kind: Kind): DemoResponse {
  const page = contentOr404(request, site, kind);
  const given = bodyOf(request);
  for (const name of ['id', 'status', 'title', 'body', 'version']) {
    if (given[name] === undefined) throw refused(`${name} is required`);
  }
  if (String(given['id']) !== page.id)
    throw refused(`The id in the body {${String(given['id'])}} is not that of the path`);
  const status = readStatus(given['status']);
  const title = readTitle(given['title']);
  if (page.status === 'trashed') {
    // Restoring changes nothing but the status.
    if (status === 'current') refuseTakenTitle(site, page.spaceId, kind, currentVersion(page).title, page.id);
    page.status = status;
    syncTasks(site, page);
    return answer(site, page, 'storage');
  }
  const written = readBody(site, given['body']);
  const { number, message } = readVersion(given['version']);
  const author = request.caller.accountId;
  if (page.status === 'draft')
    return updateDraft(site, page, status, newVersion(written, 1, title, author, site.now(), message), number);
  if (status === 'draft') {
    if (number !== 1) throw versionConflict(0, number);
    page.draft = newVersion(written, 1, title, author, site.now(), message);
    return answer(site, page, formatOf(written), page.draft);
  }
  const current = currentVersion(page).number;
  if (number !== current + 1) throw versionConflict(current, number);
  refuseTakenTitle(site, page.spaceId, kind, title, page.id);
  if (given['spaceId'] !== undefined && given['spaceId'] !== page.spaceId)
    throw refused('Pages cannot be moved to another space');
  if (typeof given['parentId'] === 'string') movePage(request, site, page, given['parentId']);
  page.versions.push(newVersion(written, number, title, author, site.now(), message));
  delete page.draft;
  syncTasks(site, page);
  return answer(site, page, formatOf(written));
}

/** A page that was never published has one version, which is replaced. */
function updateDraft(
  site: DemoSite,
  page: DemoPage,
  status: 'current' | 'draft',
  version: DemoPageVersion,
  number: number,
): DemoResponse {
  if (number !== 1) throw versionConflict(0, number);
  if (status === 'current') refuseTakenTitle(site, page.spaceId, page.kind, version.title, page.id);
  page.versions.splice(0, page.versions.length, version);
  page.status = status;
  syncTasks(site, page);
  return answer(site, page, formatOf(version));
}

function movePage(request: DemoRequest, site: DemoSite, page: DemoPage, parentId: string): void {
  if (parentId === page.parentId) return;
  const target = readParent(request, site, page.spaceId, parentId);
  for (let id: string | null = target; id !== null; id = site.wiki.pages.get(id)?.parentId ?? null) {
    if (id === page.id) throw refused('A page cannot be moved below itself');
  }
  page.parentId = target;
}

function readVersion(given: unknown): { number: number; message: string } {
  const number = isRecord(given) ? given['number'] : undefined;
  if (typeof number !== 'number' || !Number.isInteger(number))
    throw refused('version.number is required and must be an integer');
  const message = isRecord(given) ? given['message'] : undefined;
  return { number, message: typeof message === 'string' ? message : '' };
}

const versionConflict = (current: number, provided: number) =>
  confluenceError(
    409,
    'CONFLICT',
    `Version must be incremented when updating a page. Current Version: [${current}]. Provided version: [${provided}]`,
  );

function deleteContent(request: DemoRequest, site: DemoSite, kind: Kind): DemoResponse {
  const page = contentOr404(request, site, kind);
  if (flag(request, 'draft')) {
    if (page.status === 'draft') site.wiki.pages.delete(page.id);
    else delete page.draft;
  } else if (flag(request, 'purge')) {
    if (page.status !== 'trashed') throw refused('Only a trashed page can be purged');
    site.wiki.pages.delete(page.id);
  } else if (page.status === 'trashed') throw notFound(kind, page.id);
  else {
    page.status = 'trashed';
    // What stood below it moves up.
    for (const child of site.wiki.pages.values()) if (child.parentId === page.id) child.parentId = page.parentId;
    syncTasks(site, page);
  }
  return { status: 204 };
}

function updateTitle(request: DemoRequest, site: DemoSite): DemoResponse {
  const page = contentOr404(request, site, 'page');
  const given = bodyOf(request);
  const title = readTitle(given['title']);
  refuseTakenTitle(site, page.spaceId, 'page', title, page.id);
  const current = currentVersion(page);
  page.versions.push(newVersion(current, current.number + 1, title, request.caller.accountId, site.now(), ''));
  return { status: 200, body: withBase(site, pageView(site, page)) };
}

function syncTasks(site: DemoSite, page: DemoPage): void {
  const others = site.wiki.tasks.filter(({ pageId }) => pageId !== page.id);
  const isPublished = page.status === 'current';
  site.wiki.tasks = isPublished ? [...others, ...tasksOf(page, site.wiki.tasks, () => nextContentId(site))] : others;
}

export const pageWriteRoutes: readonly Route[] = [
  ...(['page', 'blogpost'] as const).flatMap((kind): Route[] => {
    const path = `/wiki/api/v2/${kind}s`;
    return [
      { method: 'POST', pattern: path, handle: (request, site) => createContent(request, site, kind) },
      { method: 'PUT', pattern: `${path}/{id}`, handle: (request, site) => updateContent(request, site, kind) },
      { method: 'DELETE', pattern: `${path}/{id}`, handle: (request, site) => deleteContent(request, site, kind) },
    ];
  }),
  { method: 'PUT', pattern: '/wiki/api/v2/pages/{id}/title', handle: updateTitle },
];
