import type { DemoRequest, DemoResponse, Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { bodyView } from '../body.ts';
import type { DemoPage, DemoPageAttachment } from '../model.ts';
import { isVisible, labelId, visibleContent } from '../wiki.ts';
import { contentOr404, type Kind, listFormat } from './pages.ts';
import { listAnswer } from './paging.ts';
import { integer, notFound, oneOf, sorted } from './parameters.ts';
import { attachmentView, labelView, versionView, withBase } from './views.ts';

/** Versions, labels and attachments of pages and blog posts. */

function listVersions(request: DemoRequest, site: DemoSite, kind: Kind): DemoResponse {
  const page = contentOr404(request, site, kind);
  const format = listFormat(request);
  const versions = sorted(request, page.versions.toReversed(), { 'modified-date': ({ number }) => number });
  return listAnswer(request, site, versions, (version) => ({
    ...versionView(version),
    [kind]: { id: page.id, title: version.title, body: bodyView(site, version, format) },
  }));
}

function getVersion(request: DemoRequest, site: DemoSite, kind: Kind): DemoResponse {
  const page = contentOr404(request, site, kind, kind === 'page' ? 'page-id' : 'blogpost-id');
  const number = Number(request.params['version-number']);
  const version = page.versions.find((candidate) => candidate.number === number);
  if (!version) throw notFound('version', String(request.params['version-number']));
  const isLast = version === page.versions.at(-1);
  return {
    status: 200,
    body: {
      ...versionView(version),
      contentTypeModified: false,
      collaborators: [version.authorId],
      ...(number > 1 && { prevVersion: number - 1 }),
      ...(!isLast && { nextVersion: number + 1 }),
    },
  };
}

function listLabels(request: DemoRequest, site: DemoSite, labels: readonly string[]): DemoResponse {
  const prefix = oneOf(request, 'prefix', ['my', 'team', 'global', 'system']);
  const shown = prefix === undefined || prefix === 'global' ? labels : [];
  const ordered = sorted(request, shown, {
    name: (name) => name,
    id: (name) => Number(labelId(name)),
    'created-date': (name) => labels.indexOf(name),
  });
  return listAnswer(request, site, ordered, labelView);
}

function listAttachments(request: DemoRequest, site: DemoSite, pages: readonly DemoPage[]): DemoResponse {
  const mediaType = request.query.get('mediaType');
  const fileName = request.query.get('filename');
  const ids = pages.map(({ id }) => id);
  const found = site.wiki.attachments
    .filter(({ pageId }) => ids.includes(pageId))
    .filter((attachment) => mediaType === null || attachment.mediaType === mediaType)
    .filter((attachment) => fileName === null || attachment.title === fileName);
  const created = ({ created: instant }: DemoPageAttachment) => instant;
  return listAnswer(
    request,
    site,
    sorted(request, found, { 'created-date': created, 'modified-date': created }),
    attachmentView,
    50,
  );
}

function getAttachment(request: DemoRequest, site: DemoSite): DemoResponse {
  const id = request.params['id'] ?? '';
  const attachment = site.wiki.attachments.find(
    (candidate) => candidate.id.replace('att', '') === id.replace('att', ''),
  );
  const page = attachment && site.wiki.pages.get(attachment.pageId);
  if (!attachment || !page || !isVisible(page, request.caller)) throw notFound('attachment', id);
  integer(request, 'version', { min: 1, max: 1 });
  return { status: 200, body: withBase(site, attachmentView(attachment)) };
}

const contentParts = (kind: Kind): Route[] => {
  const path = `/wiki/api/v2/${kind}s/{id}`;
  const versionPath = `/wiki/api/v2/${kind}s/{${kind}-id}/versions/{version-number}`;
  return [
    { method: 'GET', pattern: `${path}/versions`, handle: (request, site) => listVersions(request, site, kind) },
    { method: 'GET', pattern: versionPath, handle: (request, site) => getVersion(request, site, kind) },
    {
      method: 'GET',
      pattern: `${path}/labels`,
      handle: (request, site) => listLabels(request, site, contentOr404(request, site, kind).labels),
    },
    {
      method: 'GET',
      pattern: `${path}/attachments`,
      handle: (request, site) => listAttachments(request, site, [contentOr404(request, site, kind)]),
    },
  ];
};

export const pagePartRoutes: readonly Route[] = [
  ...contentParts('page'),
  ...contentParts('blogpost'),
  {
    method: 'GET',
    pattern: '/wiki/api/v2/labels',
    handle: (request, site) => {
      const labels = visibleContent(site, request.caller).flatMap((page) => page.labels);
      return listLabels(request, site, [...new Set(labels)].sort());
    },
  },
  {
    method: 'GET',
    pattern: '/wiki/api/v2/attachments',
    handle: (request, site) =>
      listAttachments(
        request,
        site,
        visibleContent(site, request.caller).filter((page) => page.status === 'current'),
      ),
  },
  { method: 'GET', pattern: '/wiki/api/v2/attachments/{id}', handle: getAttachment },
];
