import type { Route } from '../../http.ts';
import { spaceById } from './pages.ts';
import { listAnswer } from './paging.ts';
import { flag, idList, list, oneOf, sorted } from './parameters.ts';
import { spaceView, withBase } from './views.ts';

const descriptionFormats = ['plain', 'view'] as const;
const spaceTypes = [
  'global',
  'collaboration',
  'knowledge_base',
  'personal',
  'system',
  'onboarding',
  'xflow_sample_space',
] as const;

export const spaceRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/wiki/api/v2/spaces',
    handle: (request, site) => {
      const ids = idList(request, 'ids');
      const keys = list(request, 'keys');
      const type = oneOf(request, 'type', spaceTypes);
      const isArchivedAsked = oneOf(request, 'status', ['current', 'archived']) === 'archived';
      const labels = list(request, 'labels'); // no space of the demo has a label
      const format = oneOf(request, 'description-format', descriptionFormats);
      const found = site.wiki.spaces.filter(
        (space) =>
          (!ids || ids.includes(space.id)) &&
          (!keys || keys.includes(space.key)) &&
          (type === undefined || type === 'global') &&
          !isArchivedAsked &&
          !labels,
      );
      const ordered = sorted(request, found, {
        id: ({ id }) => Number(id),
        key: ({ key }) => key,
        name: ({ name }) => name.toLowerCase(),
      });
      return listAnswer(request, site, ordered, (space) => spaceView(space, format));
    },
  },
  {
    method: 'GET',
    pattern: '/wiki/api/v2/spaces/{id}',
    handle: (request, site) => {
      const space = spaceById(request, site);
      const part = (name: string) => ({
        results: [],
        meta: { hasMore: false },
        _links: { self: `/api/v2/spaces/${space.id}/${name}` },
      });
      const parts = ['labels', 'properties', 'operations', 'permissions'].filter((name) =>
        flag(request, `include-${name}`),
      );
      return {
        status: 200,
        body: withBase(site, {
          ...spaceView(space, oneOf(request, 'description-format', descriptionFormats)),
          ...Object.fromEntries(parts.map((name) => [name, part(name)])),
        }),
      };
    },
  },
];
