import { confluenceError, type Route } from '../../http.ts';
import { isRecord } from '../body.ts';

export const userRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/wiki/api/v2/users-bulk',
    handle: (request, site) => {
      const ids = isRecord(request.body) ? request.body['accountIds'] : undefined;
      if (!Array.isArray(ids) || ids.length < 1 || ids.length > 250) {
        throw confluenceError(400, 'INVALID_REQUEST_PARAMETER', 'accountIds must hold 1 to 250 account ids');
      }
      const results = site.users
        .filter(({ accountId }) => ids.includes(accountId))
        .map((user) => ({
          accountId: user.accountId,
          displayName: user.displayName,
          publicName: user.displayName,
          email: '',
          timeZone: user.timeZone,
          accountType: user.accountType,
          accountStatus: user.isActive ? 'active' : 'inactive',
          isExternalCollaborator: false,
          profilePicture: { path: '/wiki/aa-avatar/demo', isDefault: true },
        }));
      return { status: 200, body: { results, _links: { base: `${site.url}/wiki` } } };
    },
  },
];
