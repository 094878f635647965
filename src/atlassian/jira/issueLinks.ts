import {
  createOrUpdateRemoteIssueLink,
  deleteIssueLink,
  deleteRemoteIssueLinkById,
  getIssue,
  getIssueLinkTypes,
  getRemoteIssueLinks,
  linkIssues,
} from 'jira.js/cloud';
import type { LinkType, RemoteLink } from '#domain/issueActivity.ts';
import type { LinkOperations } from '#domain/ports.ts';
import { invalid, issueKey, numericId } from '../arguments.ts';
import { Cached } from '../cached.ts';
import { withoutSignal } from '../settle.ts';
import {
  answerList,
  answerObject,
  isObject,
  object,
  objects,
  optional,
  required,
  text,
  type WireObject,
} from '../wire.ts';
import { developmentFrom } from './development.ts';
import { recorded } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';

const ttlMs = 30 * 60_000;
/** The vendor's limits. */
const longestTitle = 255;
const longestId = 255;

export function linkOperations(site: JiraSite): LinkOperations {
  const { transport } = site;
  const isKept = (values: readonly unknown[]) => values.length > 0;
  const types = new Cached<readonly LinkType[]>(ttlMs, { now: transport.now, isKept });
  return {
    types(call) {
      const load = async () => {
        const answer: unknown = await getIssueLinkTypes(transport.client(undefined, { entity: 'site' }));
        return objects(answerObject(answer, 'link types')['issueLinkTypes']).flatMap(linkTypeFrom);
      };
      return types.get('types', load, call);
    },

    async link({ typeId, from, to }, call) {
      const [source, target] = [issueKey(from), issueKey(to)];
      const id = String(numericId(typeId, 'typeId'));
      const client = transport.client(withoutSignal(call), {
        ...{ entity: 'issue', id: target, operation: `link ${source} to ${target}` },
      });
      // The vendor's names are the wrong way round: the inward issue is the one that "blocks".
      const body = { type: { id }, inwardIssue: { key: source }, outwardIssue: { key: target } };
      await recorded(site, source, () => linkIssues(client, body));
      site.writes.written({ key: target });
    },

    async unlink(linkId, call) {
      const id = String(numericId(linkId, 'linkId'));
      const context = { entity: 'resource', id, operation: 'delete a link between issues' } as const;
      await deleteIssueLink(transport.client(withoutSignal(call), context), { linkId: id });
    },

    async remote(issue, call) {
      const key = issueKey(issue);
      const answer: unknown = await getRemoteIssueLinks(transport.client(call, { entity: 'issue', id: key }), {
        issueIdOrKey: key,
      });
      return answerList(answer, 'links').filter(isObject).flatMap(remoteLinkFrom);
    },

    async development(issue, call) {
      const key = issueKey(issue);
      const { development: field } = await site.fields.get(call);
      if (field === undefined) {
        return undefined;
      }
      const client = transport.client(call, { entity: 'issue', id: key });
      const answer: unknown = await getIssue(client, { issueIdOrKey: key, fields: [field] });
      return developmentFrom(object(answerObject(answer, 'issue')['fields'])[field]);
    },

    async addRemote(issue, { url, title, summary }, call) {
      const key = issueKey(issue);
      const address = URL.parse(url);
      if (address?.protocol !== 'https:' && address?.protocol !== 'http:') {
        invalid('url', 'is no http or https address');
      }
      if (title.trim() === '') {
        invalid('title', 'is empty');
      }
      const context = { entity: 'issue', id: key, operation: `link ${key} to an address` } as const;
      const client = transport.client(withoutSignal(call), context);
      const answer: unknown = await recorded(site, key, () =>
        createOrUpdateRemoteIssueLink(client, {
          issueIdOrKey: key,
          // By its address the same link is known again, so that it is there once.
          ...(url.length <= longestId && { globalId: url }),
          object: { url, title: title.trim().slice(0, longestTitle), ...optional('summary', summary) },
        }),
      );
      return required(text(answerObject(answer, 'link')['id']), 'link.id');
    },

    async removeRemote(issue, linkId, call) {
      const key = issueKey(issue);
      const id = String(numericId(linkId, 'linkId'));
      const context = { entity: 'issue', id: key, operation: `delete a link of ${key}` } as const;
      const client = transport.client(withoutSignal(call), context);
      await recorded(site, key, () => deleteRemoteIssueLinkById(client, { issueIdOrKey: key, linkId: id }));
    },
  };
}

function linkTypeFrom(wire: WireObject): LinkType[] {
  const [id, name] = [text(wire['id']), text(wire['name'])];
  return id === undefined || name === undefined
    ? []
    : [{ id, name, outward: text(wire['outward']) ?? name, inward: text(wire['inward']) ?? name }];
}

function remoteLinkFrom(wire: WireObject): RemoteLink[] {
  const target = object(wire['object']);
  const [id, url] = [text(wire['id']), text(target['url'])];
  return id === undefined || url === undefined
    ? []
    : [{ id, url, title: text(target['title']) ?? url, ...optional('summary', text(target['summary'])) }];
}
