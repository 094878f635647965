import { expect, it } from 'vitest';
import { checkRequest, checkResponse, describeContracts, vendorExample } from './support/openapi.ts';

const platform = 'jira-cloud-platform-v3';

describeContracts('the OpenAPI judge', () => {
  it('accepts good answers, with base paths, gateway prefix and templates', () => {
    const status = {
      self: 'https://x.example/status/1',
      id: '1',
      name: 'To Do',
      description: '',
      iconUrl: 'https://x.example/i.png',
    };
    expect(checkResponse(platform, { method: 'GET', path: '/rest/api/3/status/1', status: 200, body: status })).toEqual(
      [],
    );
    const count = {
      method: 'GET',
      path: '/ex/jira/abc/rest/software/1.0/board/1/backlog/approximate-count',
      status: 200,
    };
    expect(checkResponse('jira-cloud-software-agile', { ...count, body: { count: 3 } })).toEqual([]);
    const space = {
      id: '1',
      key: 'NIM',
      name: 'Nimbus',
      type: 'global',
      status: 'current',
      createdAt: '2026-01-31T10:00:00.000Z',
    };
    expect(
      checkResponse('confluence-cloud-v2', { method: 'GET', path: '/wiki/api/v2/spaces/1', status: 200, body: space }),
    ).toEqual([]);
  });

  it('names what is wrong with bad answers', () => {
    const bad = { errorMessages: 'No', surprise: true };
    expect(checkResponse(platform, { method: 'POST', path: '/rest/api/3/issue', status: 400, body: bad })).toEqual(
      expect.arrayContaining(['/ must NOT have additional properties (surprise)', '/errorMessages must be array']),
    );
    expect(checkResponse(platform, { method: 'GET', path: '/rest/api/3/status/1', status: 200 })).toHaveLength(1);
    expect(checkResponse(platform, { method: 'GET', path: '/rest/api/3/status/1', status: 418 })).toHaveLength(1);
    expect(checkResponse(platform, { method: 'GET', path: '/rest/api/3/nowhere', status: 200 })).toHaveLength(1);
    const deleted = { method: 'DELETE', path: '/rest/api/3/issue/NIM-1', status: 204 };
    expect(checkResponse(platform, { ...deleted, body: {} })).toHaveLength(1);
    expect(checkResponse(platform, deleted)).toEqual([]);
  });

  it('lets real answers drift when tolerant', () => {
    const drifting = { id: null, name: 'To Do', surprise: true };
    const answer = { method: 'GET', path: '/rest/api/3/status/1', status: 200, body: drifting };
    expect(checkResponse(platform, answer, { tolerant: true })).toEqual([]);
    expect(checkResponse(platform, { ...answer, body: { id: 7 } }, { tolerant: true })).not.toEqual([]);
  });

  it('checks requests: path, query and body', () => {
    const search = { method: 'POST', path: '/rest/api/3/search/jql' };
    expect(
      checkRequest(platform, { ...search, body: { jql: 'project = NIM', maxResults: 50, fields: ['summary'] } }),
    ).toEqual([]);
    expect(checkRequest(platform, { ...search, body: { jql: 'project = NIM', startAt: 0 } })).toHaveLength(1);
    const sprints = { method: 'GET', path: '/rest/agile/1.0/board/1/sprint' };
    expect(
      checkRequest('jira-cloud-software-agile', { ...sprints, query: { state: 'active', maxResults: '50' } }),
    ).toEqual([]);
    expect(checkRequest('jira-cloud-software-agile', { ...sprints, query: { sate: 'active' } })).toHaveLength(1);
    expect(
      checkRequest('jira-cloud-software-agile', { ...sprints, path: '/rest/agile/1.0/board/one/sprint' }),
    ).toHaveLength(1);
    expect(
      checkRequest('jira-cloud-software-agile', { ...sprints, path: `${sprints.path}?maxResults=many` }),
    ).toHaveLength(1);
  });

  it('reads the vendor’s example answers', () => {
    const example = vendorExample('jira-cloud-software-agile', {
      method: 'GET',
      path: '/rest/agile/1.0/sprint/1',
      status: 200,
    });
    expect(example).toMatchObject({ id: 37, state: 'closed' });
  });
});
