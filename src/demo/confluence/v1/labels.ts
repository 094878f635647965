import type { DemoRequest, DemoResponse, Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { isRecord } from '../body.ts';
import type { DemoPage } from '../model.ts';
import { findContent } from '../wiki.ts';
import { v1Error } from './errors.ts';
import { labelsView } from './views.ts';

function contentOr404(request: DemoRequest, site: DemoSite): DemoPage {
  const id = request.params['id'] ?? '';
  const page = findContent(site, id, request.caller);
  if (!page) throw v1Error(404, `No content found with id: ContentId{id=${id}}`);
  return page;
}

function addLabels(request: DemoRequest, site: DemoSite): DemoResponse {
  const page = contentOr404(request, site);
  const given = Array.isArray(request.body) ? request.body : [request.body];
  const names = given.map((label: unknown) => {
    const name = isRecord(label) ? label['name'] : undefined;
    if (typeof name !== 'string' || name.trim() === '') throw v1Error(400, 'Label name is required');
    if (/[\s!#&()*,.:;<>?@[\]^]/.test(name.trim()) || name.length > 255) {
      throw v1Error(400, `Label names cannot contain spaces or any of ! # & ( ) * , . : ; < > ? @ [ ] ^ : ${name}`);
    }
    return name.trim().toLowerCase();
  });
  page.labels = [...new Set([...page.labels, ...names])];
  return { status: 200, body: labelsView(site, page, page.labels) };
}

function removeLabel(request: DemoRequest, site: DemoSite, name: string | null | undefined): DemoResponse {
  const page = contentOr404(request, site);
  if (!name) throw v1Error(400, 'Label name is required');
  if (!page.labels.includes(name)) throw v1Error(404, `No label found with name: ${name}`);
  page.labels = page.labels.filter((label) => label !== name);
  return { status: 204 };
}

export const labelRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/wiki/rest/api/content/{id}/label', handle: addLabels },
  {
    method: 'DELETE',
    pattern: '/wiki/rest/api/content/{id}/label',
    handle: (request, site) => removeLabel(request, site, request.query.get('name')),
  },
  {
    method: 'DELETE',
    pattern: '/wiki/rest/api/content/{id}/label/{label}',
    handle: (request, site) => removeLabel(request, site, request.params['label']),
  },
];
