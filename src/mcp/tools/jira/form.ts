import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { FormField, IssueType } from '#domain/project.ts';
import { resolveProjectKey } from '#services/boards.ts';
import { resolveName } from '#services/resolve/names.ts';
import { resolveTransition } from '#services/resolve/transitions.ts';
import { clip, takeWithin } from '../../output.ts';
import { readTool, type ToolContext } from '../../toolDefinition.ts';
import { issueKey, projectKey } from './arguments.ts';

const listBudgetBytes = 6800;
const shownValues = 12;

const input = z.strictObject({
  project: projectKey.optional().describe("Key. Default: this workspace's."),
  type: z.string().min(1).max(100).optional().describe('Issue type: the fields to create one.'),
  issue: issueKey.optional().describe('Issue key: its transitions now.'),
  transition: z.string().min(1).max(100).optional().describe('With issue: the fields to reach this status.'),
  field: z.string().min(1).max(255).optional().describe('Only this field, with all its values.'),
});

const output = z.object({
  types: z.array(z.object({ name: z.string(), isSubtask: z.boolean().optional() })).optional(),
  transitions: z
    .array(z.object({ to: z.string(), step: z.string(), required: z.array(z.string()).optional() }))
    .optional(),
  fields: z
    .array(
      z.object({
        name: z.string(),
        id: z.string(),
        type: z.string(),
        required: z.boolean().optional(),
        values: z.array(z.string()).optional(),
        valueTotal: z.number().optional(),
      }),
    )
    .optional()
    .describe('required first'),
  truncated: z.boolean().describe('Values were cut: ask with field.'),
});

type Input = z.output<typeof input>;

export const jiraForm = readTool({
  name: 'jira_form',
  title: 'What a Jira form needs',
  description:
    'What Jira asks for: issue types, fields with allowed values to create one, or transitions of an issue with their fields.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  handler: (input, context) =>
    input.issue === undefined ? createForm(input, context) : issueForm(input, input.issue, context),
});

async function createForm({ project, type, transition, field }: Input, context: ToolContext) {
  if (transition !== undefined) {
    fail({ code: 'invalidArgument', argument: 'transition', reason: 'give `issue` with it' });
  }
  const { tracker } = await context.connection();
  const call = { signal: context.signal };
  const key = project ?? (await resolveProjectKey(tracker, context.defaults, call));
  const types = await tracker.forms.issueTypes(key, call);
  if (type === undefined) {
    if (field !== undefined) {
      fail({ code: 'invalidArgument', argument: 'field', reason: 'give `type` or `transition` with it' });
    }
    const shown = takeWithin(types.map(typeOf), listBudgetBytes);
    return { types: [...shown], truncated: shown.length < types.length };
  }
  const { value } = resolveName('issue type', type, types);
  return fieldsOf(await tracker.forms.createFields(key, value.id, call), field);
}

async function issueForm({ type, transition, field }: Input, key: string, context: ToolContext) {
  if (type !== undefined) {
    fail({ code: 'invalidArgument', argument: 'type', reason: 'leave it out together with `issue`' });
  }
  const { tracker } = await context.connection();
  const transitions = await tracker.transitions.list(key, { signal: context.signal });
  if (transition !== undefined) {
    return fieldsOf(resolveTransition(transitions, transition).value.fields, field);
  }
  if (field !== undefined) {
    fail({ code: 'invalidArgument', argument: 'field', reason: 'give `type` or `transition` with it' });
  }
  const all = transitions.map(({ name, to, fields }) => {
    const required = fields.filter(isNeeded).map((each) => clip(each.name, 60));
    return { to: clip(to.name, 60), step: clip(name, 60), ...(required.length > 0 && { required }) };
  });
  const shown = takeWithin(all, listBudgetBytes);
  return { transitions: [...shown], truncated: shown.length < all.length };
}

function typeOf({ name, isSubtask }: IssueType) {
  return { name: clip(name, 60), ...(isSubtask && { isSubtask }) };
}

function isNeeded({ isRequired, hasDefault }: FormField): boolean {
  return isRequired && !hasDefault;
}

function fieldsOf(form: readonly FormField[], only: string | undefined) {
  // Set by the arguments themselves.
  const settable = form.filter(({ id }) => id !== 'project' && id !== 'issuetype');
  const wanted = only === undefined ? settable : [resolveName('field', only, settable).value];
  const sorted = [...wanted].sort((a, b) => Number(isNeeded(b)) - Number(isNeeded(a)));
  const all = sorted.map((field) => fieldOf(field, only === undefined ? shownValues : Number.POSITIVE_INFINITY));
  const shown = takeWithin(all, listBudgetBytes);
  const isCut = all.some(({ values, valueTotal }) => valueTotal !== undefined && valueTotal > (values?.length ?? 0));
  return { fields: [...shown], truncated: shown.length < all.length || isCut };
}

function fieldOf(field: FormField, mostValues: number) {
  const { id, name, type, itemType, allowedValues } = field;
  const names = (allowedValues ?? []).flatMap(({ name: value, children }) =>
    children ? children.map((child) => `${value} > ${child.name}`) : [value],
  );
  const values = takeWithin(
    names.slice(0, mostValues).map((value) => clip(value, 80)),
    listBudgetBytes - 500,
  );
  return {
    name: clip(name, 80),
    id,
    type: itemType === undefined ? type : `${type} of ${itemType}`,
    ...(isNeeded(field) && { required: true }),
    ...(values.length > 0 && { values: [...values] }),
    ...(values.length < names.length && { valueTotal: names.length }),
  };
}
