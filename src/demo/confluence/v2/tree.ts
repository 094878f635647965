import type { Route } from '../../http.ts';
import type { DemoUser } from '../../jira/model.ts';
import type { DemoSite } from '../../site.ts';
import type { DemoPage } from '../model.ts';
import { ancestorIds, childrenOf, currentVersion } from '../wiki.ts';
import { contentOr404 } from './pages.ts';
import { listAnswer } from './paging.ts';
import { integer, sorted } from './parameters.ts';

/** Children, descendants and ancestors of pages. */

const childSortKeys: Readonly<Record<string, (page: DemoPage) => string | number>> = {
  'child-position': (page) => page.position,
  id: (page) => Number(page.id),
  title: (page) => currentVersion(page).title.toLowerCase(),
  'created-date': (page) => page.created,
  'modified-date': (page) => currentVersion(page).created,
};

const childView = (page: DemoPage) => ({
  id: page.id,
  status: 'current',
  title: currentVersion(page).title,
  spaceId: page.spaceId,
  childPosition: page.position,
});

interface Descendant {
  readonly page: DemoPage;
  readonly depth: number;
}

/** Level by level below each page, parents before their children. */
function descendantsOf(site: DemoSite, parentId: string, caller: DemoUser, levels: number, depth = 1): Descendant[] {
  return childrenOf(site, parentId, caller).flatMap((page) => [
    { page, depth },
    ...(depth < levels ? descendantsOf(site, page.id, caller, levels, depth + 1) : []),
  ]);
}

export const treeRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/wiki/api/v2/pages/{id}/children',
    handle: (request, site) => {
      const children = childrenOf(site, contentOr404(request, site, 'page').id, request.caller);
      return listAnswer(request, site, sorted(request, children, childSortKeys), childView);
    },
  },
  {
    method: 'GET',
    pattern: '/wiki/api/v2/pages/{id}/direct-children',
    handle: (request, site) => {
      const children = childrenOf(site, contentOr404(request, site, 'page').id, request.caller);
      return listAnswer(request, site, sorted(request, children, childSortKeys), (page) => ({
        ...childView(page),
        type: 'page',
      }));
    },
  },
  {
    method: 'GET',
    pattern: '/wiki/api/v2/pages/{id}/descendants',
    handle: (request, site) => {
      const levels = integer(request, 'depth', { min: 1, max: 10 }) ?? 2;
      const found = descendantsOf(site, contentOr404(request, site, 'page').id, request.caller, levels);
      return listAnswer(request, site, found, ({ page, depth }) => ({
        id: page.id,
        status: 'current',
        title: currentVersion(page).title,
        type: 'page',
        parentId: page.parentId,
        depth,
        childPosition: page.position,
      }));
    },
  },
  {
    method: 'GET',
    pattern: '/wiki/api/v2/pages/{id}/ancestors',
    handle: (request, site) => {
      // From the top of the tree down to the parent.
      const ids = ancestorIds(site, contentOr404(request, site, 'page')).toReversed();
      return listAnswer(request, site, ids, (id) => ({ id, type: 'page' }));
    },
  },
];
