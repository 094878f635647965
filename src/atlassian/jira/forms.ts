import { getCreateIssueMetaIssueTypeId, getCreateIssueMetaIssueTypes, getEditIssueMeta } from 'jira.js/cloud';
import { fail } from '#domain/errors.ts';
import type { FormOperations } from '#domain/ports.ts';
import type { AllowedValue, FormField, IssueType } from '#domain/project.ts';
import { issueKey, numericId, projectKey } from '../arguments.ts';
import { Cached } from '../cached.ts';
import { answerObject, isObject, object, objects, optional, text, type WireObject } from '../wire.ts';
import { issueTypeFrom } from './issueFromWire.ts';
import { offsetPageFrom } from './offsetPages.ts';
import type { JiraSite } from './site.ts';

const perPage = 200; // the vendor's limit
const mostPages = 20;
const ttlMs = 10 * 60_000;

export function formOperations({ transport }: JiraSite): FormOperations {
  const options = { now: transport.now, isKept: (values: readonly unknown[]) => values.length > 0 };
  const types = new Cached<readonly IssueType[]>(ttlMs, options);
  const fields = new Cached<readonly FormField[]>(ttlMs, options);
  return {
    issueTypes(project, call) {
      const id = projectKey(project);
      const client = transport.client(undefined, { entity: 'project', id });
      const load = async () => {
        const wires = await everyValue('issueTypes', (startAt) =>
          getCreateIssueMetaIssueTypes(client, { projectIdOrKey: id, startAt, maxResults: perPage }),
        );
        return wires.map(issueTypeFrom);
      };
      return types.get(id, load, call);
    },

    createFields(project, issueTypeId, call) {
      const id = projectKey(project);
      const type = String(numericId(issueTypeId, 'issueTypeId'));
      const client = transport.client(undefined, { entity: 'project', id });
      const load = async () => {
        const wires = await everyValue('fields', (startAt) =>
          getCreateIssueMetaIssueTypeId(client, {
            projectIdOrKey: id,
            issueTypeId: type,
            startAt,
            maxResults: perPage,
          }),
        );
        return wires.flatMap(formFieldFrom);
      };
      return fields.get(`${id} ${type}`, load, call);
    },

    async editFields(key, call) {
      const id = issueKey(key);
      const client = transport.client(call, { entity: 'issue', id });
      const answer: unknown = await getEditIssueMeta(client, { issueIdOrKey: id });
      return formFieldsFrom(answerObject(answer, 'edit form')['fields']);
    },
  };
}

async function everyValue(member: string, load: (startAt: number) => Promise<unknown>): Promise<WireObject[]> {
  const values: WireObject[] = [];
  for (let page = 0; page < mostPages; page++) {
    const { values: more, cursor } = offsetPageFrom(await load(values.length), member, values.length, member);
    if (values.length > 0 && idOf(more[0]) === idOf(values[0])) {
      break; // the first page again
    }
    values.push(...more);
    if (cursor === undefined) {
      return values;
    }
  }
  return fail({ code: 'unexpectedAnswer', detail: `the list of ${member} does not end` });
}

function idOf(value: WireObject | undefined): string | undefined {
  return text(value?.['fieldId']) ?? text(value?.['id']);
}

/** The fields of a form that goes by field id: edit screens and transitions. */
export function formFieldsFrom(value: unknown): FormField[] {
  return Object.entries(object(value)).flatMap(([fieldId, field]) =>
    isObject(field) ? formFieldFrom({ ...field, fieldId }) : [],
  );
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
      ...optional('itemType', text(schema['items'])),
      ...optional('customType', text(schema['custom'])),
      ...optional('allowedValues', allowedValuesFrom(wire['allowedValues'])),
    },
  ];
}

function allowedValuesFrom(value: unknown): AllowedValue[] | undefined {
  return Array.isArray(value) ? objects(value).flatMap((allowed) => allowedValueFrom(allowed) ?? []) : undefined;
}

function allowedValueFrom(allowed: WireObject): AllowedValue | undefined {
  const name = text(allowed['name']) ?? text(allowed['value']) ?? text(allowed['displayName']) ?? text(allowed['key']);
  const id = text(allowed['id']) ?? text(allowed['accountId']) ?? name;
  if (id === undefined || allowed['disabled'] === true || allowed['archived'] === true) {
    return undefined;
  }
  const children = allowedValuesFrom(allowed['children']);
  return { id, name: name ?? id, ...(children && children.length > 0 && { children }) };
}
