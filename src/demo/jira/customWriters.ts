import type { DemoSite } from '../site.ts';
import { customItem, sprintItem } from './changeItems.ts';
import { accountIdOf, FieldError, type FieldWriter, isRecord, readDate, readDocument } from './fieldValues.ts';
import { fieldByType, findUser } from './lookup.ts';
import type { DemoField, DemoIssue } from './model.ts';

/** The Sprint field takes the number of one open sprint; the issue keeps the closed ones it was in. */
export const sprint: FieldWriter = ({ site }, value) => {
  const id = value === null ? null : Number(value);
  if (id !== null && !Number.isInteger(id)) {
    throw new FieldError('Number value expected as the Sprint id.');
  }
  const to = site.jira.sprints.find((candidate) => candidate.id === id);
  if (id !== null && !to) {
    throw new FieldError(`Sprint with id: ${id} does not exist or you do not have permission to view it.`);
  }
  if (to?.state === 'closed') {
    throw new FieldError('Issue can be assigned only active or future sprints.');
  }
  const sprintsOf = (ids: readonly number[]) =>
    ids.flatMap((each) => site.jira.sprints.find((s) => s.id === each) ?? []);
  const target = (issue: DemoIssue) => [
    ...sprintsOf(issue.sprintIds).filter(({ state }) => state === 'closed'),
    ...(to ? [to] : []),
  ];
  return {
    items: (issue) => {
      const ids = target(issue).map((each) => each.id);
      const isSame = ids.join() === issue.sprintIds.join();
      return isSame ? [] : [sprintItem(fieldByType(site, 'gh-sprint'), sprintsOf(issue.sprintIds), target(issue))];
    },
    apply: (issue) => {
      issue.sprintIds = target(issue).map((each) => each.id);
    },
  };
};

export const custom: FieldWriter = ({ site }, value, field) => {
  const stored = readCustomValue(site, value, field);
  return {
    items: (issue) => {
      const from = issue.custom[field.id] ?? null;
      const nameOf = (id: string) => findUser(site, id)?.displayName ?? '';
      return JSON.stringify(from) === JSON.stringify(stored) ? [] : [customItem(field, from, stored, nameOf)];
    },
    apply: (issue) => {
      issue.custom[field.id] = stored;
    },
  };
};

function readCustomValue(site: DemoSite, value: unknown, field: DemoField): unknown {
  if (value === null || value === undefined) {
    return null;
  }
  const { schema } = field;
  if (schema.custom?.endsWith(':textarea')) {
    return readDocument(value);
  }
  switch (schema.type) {
    case 'number':
      if (typeof value !== 'number') {
        throw new FieldError('Operation value must be a number');
      }
      return value;
    case 'date':
      return readDate(value);
    case 'user': {
      const user = findUser(site, accountIdOf(value));
      if (!user) {
        throw new FieldError('Specify a valid user');
      }
      return { accountId: user.accountId };
    }
    case 'option':
      return readOption(value, field);
    case 'array':
      if (!Array.isArray(value)) {
        throw new FieldError('data was not an array');
      }
      return value.length === 0 ? null : value.map((member: unknown) => readOption(member, field));
    default:
      if (typeof value !== 'string') {
        throw new FieldError('Operation value must be a string');
      }
      return value;
  }
}

function readOption(value: unknown, field: DemoField): { id: string; value: string } {
  const option = field.options?.find(
    ({ id, value: name }) => isRecord(value) && (String(value['id']) === id || value['value'] === name),
  );
  if (!option) {
    throw new FieldError(
      isRecord(value) && value['id'] !== undefined
        ? `Option id '${String(value['id'])}' is not valid`
        : `Specify a valid 'id' or 'name' for ${field.name}`,
    );
  }
  return { id: option.id, value: option.value };
}
