import { addWatcher, getIssueWatchers, removeWatcher } from 'jira.js/cloud';
import type { Call, WatcherOperations } from '#domain/ports.ts';
import { invalid, issueKey } from '../arguments.ts';
import { personFrom } from '../person.ts';
import { settled, withoutSignal } from '../settle.ts';
import type { WireClient, WireRequest } from '../transport.ts';
import { answerObject, number, objects } from '../wire.ts';
import { recorded } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';

export function watcherOperations(site: JiraSite): WatcherOperations {
  const list: WatcherOperations['list'] = async (issue, call) => {
    const key = issueKey(issue);
    const client = site.transport.client(call, { entity: 'issue', id: key });
    const wire = answerObject(await getIssueWatchers(client, { issueIdOrKey: key }), 'watchers');
    const people = objects(wire['watchers']).flatMap((watcher) => personFrom(watcher) ?? []);
    return { people, total: Math.max(number(wire['watchCount']) ?? 0, people.length) };
  };
  const change = async (issue: string, accountId: string, isWatching: boolean, call: Call | undefined) => {
    const key = issueKey(issue);
    if (!/^[A-Za-z0-9:_-]{1,128}$/.test(accountId)) {
      invalid('accountId', 'not an account id');
    }
    const context = { entity: 'person', id: accountId, operation: `change who watches ${key}` } as const;
    const client = site.transport.client(withoutSignal(call), { ...context, isDeniedBy401: true });
    const write = async () => {
      await (isWatching
        ? addWatcher(withBody(client, accountId), { issueIdOrKey: key, body: {} })
        : removeWatcher(client, { issueIdOrKey: key, accountId }));
      return true;
    };
    const isSo = async () => {
      const { people } = await list(key, call);
      return people.some((person) => person.accountId === accountId) === isWatching || undefined;
    };
    await recorded(site, key, () => settled(site, write, isSo, call));
  };
  return {
    list,
    add: (issue, accountId, call) => change(issue, accountId, true, call),
    remove: (issue, accountId, call) => change(issue, accountId, false, call),
  };
}

/** The vendor wants a bare JSON string, the types of the library an object. */
function withBody(client: WireClient, body: string): WireClient {
  return { sendRequest: <T>(request: WireRequest) => client.sendRequest<T>({ ...request, body }) };
}
