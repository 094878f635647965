import type { Route } from '../../http.ts';
import { v1Error } from './errors.ts';
import { userView } from './views.ts';

export const peopleRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/wiki/rest/api/user',
    handle: (request, site) => {
      const accountId = request.query.get('accountId');
      if (accountId === null || accountId === '') throw v1Error(400, 'accountId query parameter is required');
      const user = site.users.find((candidate) => candidate.accountId === accountId);
      if (!user) throw v1Error(404, `No user found with accountId: ${accountId}`);
      return { status: 200, body: userView(site, user) };
    },
  },
  {
    method: 'GET',
    pattern: '/wiki/rest/api/user/current',
    handle: (request, site) => ({ status: 200, body: userView(site, request.caller) }),
  },
];
