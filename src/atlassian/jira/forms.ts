import { getCreateIssueMetaIssueTypeId, getCreateIssueMetaIssueTypes } from 'jira.js/cloud';
import { fail } from '#domain/errors.ts';
import type { FormOperations } from '#domain/ports.ts';
import type { AllowedValue, FormField } from '#domain/project.ts';
import { numericId, projectKey } from '../arguments.ts';
import { object, objects, optional, text, type WireObject } from '../wire.ts';
import { issueTypeFrom } from './issueFromWire.ts';
import { offsetPageFrom } from './offsetPages.ts';
import type { JiraSite } from './site.ts';

const perPage = 200; // the vendor's limit
const mostPages = 20;

export function formOperations({ transport }: JiraSite): FormOperations {
  return {
    async issueTypes(project, call) {
      const id = projectKey(project);
      const client = transport.client(call, { entity: 'project', id });
      const wires = await everyValue('issueTypes', (startAt) =>
        getCreateIssueMetaIssueTypes(client, { projectIdOrKey: id, startAt, maxResults: perPage }),
      );
      return wires.map(issueTypeFrom);
    },

    async createFields(project, issueTypeId, call) {
      const id = projectKey(project);
      const type = String(numericId(issueTypeId, 'issueTypeId'));
      const client = transport.client(call, { entity: 'project', id });
      const wires = await everyValue('fields', (startAt) =>
        getCreateIssueMetaIssueTypeId(client, { projectIdOrKey: id, issueTypeId: type, startAt, maxResults: perPage }),
      );
      return wires.flatMap(formFieldFrom);
    },
  };
}

async function everyValue(member: string, load: (startAt: number) => Promise<unknown>): Promise<WireObject[]> {
  const values: WireObject[] = [];
  for (let page = 0; page < mostPages; page++) {
    const { values: more, cursor } = offsetPageFrom(await load(values.length), member, values.length, member);
    values.push(...more);
    if (cursor === undefined) {
      return values;
    }
  }
  return fail({ code: 'unexpectedAnswer', detail: `the list of ${member} does not end` });
}

export function formFieldFrom(wire: WireObject): FormField[] {
  const id = text(wire['fieldId']) ?? text(wire['key']);
  if (id === undefined) {
    return [];
  }
  const schema = object(wire['schema']);
  return [
    {
      id,
      name: text(wire['name']) ?? id,
      isRequired: wire['required'] === true,
      hasDefault: wire['hasDefaultValue'] === true,
      type: text(schema['type']) ?? 'any',
      ...optional('customType', text(schema['custom'])),
      ...optional('allowedValues', allowedValuesFrom(wire['allowedValues'])),
    },
  ];
}

function allowedValuesFrom(value: unknown): AllowedValue[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  return objects(value).flatMap((allowed) => {
    const name =
      text(allowed['name']) ?? text(allowed['value']) ?? text(allowed['displayName']) ?? text(allowed['key']);
    const id = text(allowed['id']) ?? text(allowed['accountId']) ?? name;
    return id === undefined ? [] : [{ id, name: name ?? id }];
  });
}
