import { jiraError } from '../http.ts';
import type { DemoSite } from '../site.ts';
import { addComment, addLink, addWorklog } from './activity.ts';
import { FieldError, type FieldWrite, isRecord, type WriteContext } from './fieldValues.ts';
import { writeField } from './fieldWriters.ts';
import type { FormField } from './forms.ts';
import { projectOf } from './lookup.ts';
import type { DemoField, DemoIssue, DemoUser } from './model.ts';

/** A checked write: nothing of it is stored before all of it is known to be good. */
export interface WritePlan {
  readonly writes: readonly FieldWrite[];
  /** Ids of the fields that are written. */
  readonly fieldIds: ReadonlySet<string>;
  /** Comments, links and worklogs, added after the fields. */
  readonly additions: readonly ((issue: DemoIssue) => void)[];
}

interface WriteInput {
  readonly fields: unknown;
  readonly update: unknown;
}

/**
 * Reads `fields` and `update` of a create, edit or transition body against a screen.
 * @param issue the issue as it is, for the verbs `add` and `remove`; undefined at creation
 * @throws HttpError 400 with one message per field
 */
export function planWrite(
  context: WriteContext,
  form: readonly FormField[],
  input: WriteInput,
  issue: DemoIssue | undefined,
): WritePlan {
  const errors: Record<string, string> = {};
  const plan = { writes: [] as FieldWrite[], fieldIds: new Set<string>(), additions: [] as Addition[] };
  const guarded = (id: string, read: () => void) => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof FieldError)) {
        throw error;
      }
      errors[id] = error.message;
    }
  };
  const set = (id: string, value: unknown) => {
    const write = writeField(context, onScreen(form, id).field, value);
    if (!write) {
      throw new FieldError(`Field '${id}' does not support the operation 'set'.`);
    }
    plan.writes.push(write);
    plan.fieldIds.add(id);
  };
  for (const [id, value] of entriesOf(input.fields)) {
    // The issue's project is given by where it is created; it cannot be set in any other way.
    if (id !== 'project' || !form.some(({ field }) => field.id === id)) {
      guarded(id, () => set(id, value));
    }
  }
  for (const [id, operations] of entriesOf(input.update)) {
    guarded(id, () => {
      if (plan.fieldIds.has(id)) {
        throw new FieldError(`Field '${id}' cannot be in both 'fields' and 'update'.`);
      }
      const additions = additionsOf(context, id, operations);
      if (additions) {
        plan.additions.push(...additions);
      } else {
        set(id, updatedValue(context.site, onScreen(form, id), operations, issue));
      }
    });
  }
  if (Object.keys(errors).length > 0) {
    throw jiraError(400, [], errors);
  }
  return plan;
}

type Addition = (issue: DemoIssue) => void;

function onScreen(form: readonly FormField[], id: string): FormField {
  const found = form.find(({ field }) => field.id === id);
  if (!found) {
    throw new FieldError(`Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`);
  }
  return found;
}

function entriesOf(value: unknown): [string, unknown][] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!isRecord(value)) {
    throw jiraError(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
  }
  return Object.entries(value);
}

/** `[{ "add": … }, …]` of fields that hold things with a life of their own; undefined for the other fields. */
function additionsOf(context: WriteContext, id: string, operations: unknown): Addition[] | undefined {
  const add = { comment: addComment, worklog: addWorklog, issuelinks: addLink }[id];
  return add && verbsOf(operations, id, ['add']).map(([, value]) => add(context.site, context.caller, value));
}

function verbsOf(operations: unknown, id: string, allowed: readonly string[]): [string, unknown][] {
  if (!Array.isArray(operations)) {
    throw new FieldError('data was not an array');
  }
  return operations
    .flatMap((operation: unknown) => (isRecord(operation) ? Object.entries(operation) : []))
    .map(([verb, value]) => {
      if (!allowed.includes(verb)) {
        throw new FieldError(`Field '${id}' does not support the operation '${verb}'.`);
      }
      return [verb, value];
    });
}

/** The value that the verbs lead to, one after the other. */
function updatedValue(
  site: DemoSite,
  formField: FormField,
  operations: unknown,
  issue: DemoIssue | undefined,
): unknown {
  const { field } = formField;
  let value = issue ? listValue(site, field, issue) : [];
  let single: { readonly value: unknown } | undefined;
  for (const [verb, operand] of verbsOf(operations, field.id, formField.operations)) {
    if (verb === 'set') {
      single = { value: operand };
      value = Array.isArray(operand) ? [...operand] : value;
    } else if (verb === 'add') {
      single = undefined;
      value = value.some((member) => isSameMember(member, operand)) ? value : [...value, operand];
    } else {
      single = undefined;
      value = value.filter((member) => !isSameMember(member, operand));
    }
  }
  return single ? single.value : value;
}

function listValue(site: DemoSite, field: DemoField, issue: DemoIssue): unknown[] {
  const project = projectOf(site, issue);
  switch (field.id) {
    case 'labels':
      return [...issue.labels];
    case 'components':
      return project.components.filter(({ id }) => issue.componentIds.includes(id));
    case 'fixVersions':
      return project.versions.filter(({ id }) => issue.fixVersionIds.includes(id));
    default: {
      const stored = issue.custom[field.id];
      return Array.isArray(stored) ? stored : [];
    }
  }
}

/** Members are named by id, name or value. */
function isSameMember(a: unknown, b: unknown): boolean {
  if (!isRecord(a) || !isRecord(b)) {
    return a === b;
  }
  return ['id', 'name', 'value'].some((key) => a[key] !== undefined && a[key] === b[key]);
}

/** Carries a plan out on an existing issue. */
export function applyPlan(plan: WritePlan, issue: DemoIssue): void {
  for (const write of plan.writes) {
    write.apply(issue);
  }
}

export function runAdditions(plan: WritePlan, issue: DemoIssue): void {
  for (const addition of plan.additions) {
    addition(issue);
  }
}

export function contextOf(site: DemoSite, issue: DemoIssue, caller: DemoUser): WriteContext {
  const project = projectOf(site, issue);
  const type = site.jira.issueTypes.find(({ id }) => id === issue.typeId);
  if (!type) {
    throw new Error(`Demo data refers to the unknown type ${issue.typeId}`);
  }
  return { site, project, type, caller };
}
