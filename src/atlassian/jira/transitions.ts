import { doTransition, getTransitions } from 'jira.js/cloud';
import type { Transition } from '#domain/issue.ts';
import type { TransitionOperations } from '#domain/ports.ts';
import { issueKey, numericId } from '../arguments.ts';
import { answerList, answerObject, isObject, optional, text, type WireObject } from '../wire.ts';
import { fieldsToWire } from './fieldsToWire.ts';
import { formFieldsFrom } from './forms.ts';
import { statusFrom } from './issueFromWire.ts';
import { recorded } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';

export function transitionOperations(site: JiraSite): TransitionOperations {
  return {
    async list(issue, call) {
      const key = issueKey(issue);
      const client = site.transport.client(call, { entity: 'issue', id: key });
      const answer: unknown = await getTransitions(client, { issueIdOrKey: key, expand: 'transitions.fields' });
      const transitions = answerList(answerObject(answer, 'transitions')['transitions'], 'transitions');
      return transitions.filter(isObject).flatMap(transitionFrom);
    },

    async carryOut(issue, { transitionId, fields }, call) {
      const key = issueKey(issue);
      const context = { entity: 'issue', id: key, operation: `change the status of ${key}` } as const;
      const body = {
        transition: { id: String(numericId(transitionId, 'transitionId')) },
        ...optional('fields', fields && fieldsToWire(fields)),
      };
      const client = site.transport.client(call, context);
      await recorded(site, key, () => doTransition(client, { issueIdOrKey: key, ...body }));
    },
  };
}

/** Those the user can carry out: with `includeUnavailableTransitions` off, old sites may list others all the same. */
export function transitionFrom(wire: WireObject): Transition[] {
  const id = text(wire['id']);
  const to = statusFrom(wire['to']);
  if (id === undefined || !to || wire['isAvailable'] === false) {
    return [];
  }
  return [{ id, name: text(wire['name']) ?? to.name, to, fields: formFieldsFrom(wire['fields']) }];
}
