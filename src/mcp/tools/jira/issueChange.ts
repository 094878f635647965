import * as z from 'zod';
import type { ProposedValue } from '#domain/consent.ts';
import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { Connection } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import type { Sprint } from '#domain/sprint.ts';
import { issueFieldChanges } from '#services/issueFieldChanges.ts';
import type { Mismatch } from '#services/readBack.ts';
import { withReason } from '#services/resolve/choices.ts';
import { moveToSprint } from '#services/sprintMove.ts';
import { carryOutUpdate, type ResolvedUpdate, type UpdateIssueRequest } from '#services/updateIssue.ts';
import type { Translate } from '#shared/l10n.ts';
import type { WriteJournal } from '../../toolDefinition.ts';
import { dueDate, fieldInputs, furtherFields, issueKey, names, personName, sprintArgument } from './arguments.ts';
import { choiceAmong, proposedFields as namedFields, projectOf, targetOf } from './storedIssue.ts';

/** What the tools that change issues, one or many, have in common. */

const lists = z
  .array(z.strictObject({ field: z.enum(['labels', 'components', 'fixVersions']), values: names }))
  .min(1)
  .max(3);

export const changeArguments = {
  summary: z.string().trim().min(1).max(255).optional().describe('New title.'),
  description: z.string().max(30_000).optional().describe('New text in Markdown, whole; needs basedOn.'),
  basedOn: z
    .string()
    .min(10)
    .max(40)
    .optional()
    .describe('`updated` of the issue as you read it; newer texts are not overwritten.'),
  assignee: personName.optional().describe('A name, "me", or an account id.'),
  priority: z.string().min(1).max(100).optional().describe('By name.'),
  sprint: sprintArgument.optional().describe('"current", or a sprint id.'),
  parent: issueKey.optional().describe('Key of the epic or parent.'),
  due: dueDate.optional().describe('yyyy-mm-dd.'),
  add: lists.optional().describe('Put into lists, by name.'),
  remove: lists.optional().describe('Take out of lists.'),
  fields: furtherFields.optional().describe('As in jira_create_issue.'),
  clear: names.optional().describe('Empty these: assignee, parent, due, or further fields.'),
};

const change = z.strictObject(changeArguments);
export type ChangeInput = z.output<typeof change>;

export interface IssueChangeWork {
  readonly connection: Connection;
  readonly resolved: ResolvedUpdate;
  readonly sprint: Sprint | undefined;
  readonly isChange: boolean;
  read(): Promise<IssueDetail>;
}

export interface WrittenChange {
  readonly stored: IssueDetail;
  readonly mismatches: readonly Mismatch[];
  /** Why the issue is not in the sprint, though the rest was stored. */
  readonly failure?: Failure;
}

/** The fields first, then the sprint: each is recorded, and can be taken back, by itself. */
export async function writeChange(
  { connection, resolved, sprint, isChange, read }: IssueChangeWork,
  { record }: WriteJournal,
): Promise<WrittenChange> {
  const { issueKey } = resolved;
  const before = await read();
  const plan = { projectKey: projectOf(issueKey), summary: before.summary, target: targetOf(before) };
  const resultOf = (from: IssueDetail, to: IssueDetail) => ({
    changes: issueFieldChanges(from, to, namesOf(resolved)),
    ...(to.updated !== undefined && { updated: to.updated }),
  });
  const updated = isChange
    ? await record(
        connection,
        { kind: 'updateIssue', ...plan },
        () => carryOutUpdate(connection, resolved),
        ({ stored }) => resultOf(before, stored),
      )
    : undefined;
  const first = updated?.stored ?? before;
  const mismatches: readonly Mismatch[] = updated?.mismatches ?? [];
  if (!sprint) {
    return { stored: first, mismatches };
  }
  try {
    const stored = await record(
      connection,
      { kind: 'moveToSprint', ...plan },
      async () => {
        await moveToSprint(connection, issueKey, sprint);
        return readWritten(issueKey, read);
      },
      (after) => resultOf(first, after),
    );
    return { stored, mismatches };
  } catch (error) {
    const failure: Failure | undefined = failureOf(error);
    if (!failure || !updated) {
      throw error;
    }
    return { stored: first, mismatches, failure };
  }
}

export function toRequest(key: string, input: ChangeInput): UpdateIssueRequest {
  const { summary, description, basedOn, assignee, priority, parent, due, add = [], remove = [] } = input;
  const cleared = new Set((input.clear ?? []).map((name) => name.trim().toLowerCase()));
  const further = (input.clear ?? []).filter((name) => !ownNames.some((own) => own === name.trim().toLowerCase()));
  for (const name of ownNames) {
    if (cleared.has(name) && input[name] !== undefined) {
      fail({ code: 'invalidArgument', argument: 'clear', reason: `${name} is given as well` });
    }
  }
  const fields = { ...fieldInputs(input.fields ?? []), ...Object.fromEntries(further.map((name) => [name, null])) };
  const list = (member: 'labels' | 'components' | 'fixVersions') => {
    const valuesIn = (lists: typeof add) =>
      lists.filter(({ field }) => field === member).flatMap(({ values }) => values);
    const [added, removed] = [valuesIn(add), valuesIn(remove)];
    const change = { ...(added.length > 0 && { add: added }), ...(removed.length > 0 && { remove: removed }) };
    return Object.keys(change).length > 0 ? { [member]: change } : {};
  };
  return {
    issueKey: key,
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(basedOn !== undefined && { basedOn }),
    ...(cleared.has('assignee') ? { assignee: null } : assignee !== undefined && { assignee }),
    ...(priority !== undefined && { priority }),
    ...(cleared.has('parent') ? { parentKey: null } : parent !== undefined && { parentKey: parent }),
    ...(cleared.has('due') ? { due: null } : due !== undefined && { due }),
    ...list('labels'),
    ...list('components'),
    ...list('fixVersions'),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

const ownNames = ['assignee', 'parent', 'due'] as const;

/** Of further fields, by id: what the site calls them. */
export function namesOf({ asked }: ResolvedUpdate): Record<string, string> {
  const fields = [...(asked.fields ?? []).map(({ field }) => field), ...(asked.cleared ?? [])];
  return Object.fromEntries(fields.map(({ id, name }) => [id, name]));
}

/** False where only a sprint, or nothing, was asked for. */
export function isFieldChange({ change }: ResolvedUpdate): boolean {
  return Object.keys(change).some((member) => member !== 'basedOn');
}

export function proposedValues(resolved: ResolvedUpdate, before: IssueDetail, t: Translate): ProposedValue[] {
  const listed = changedLists(resolved, before, t).map(({ label, absent, present }) => ({
    label,
    value: [...absent.map((name) => `− ${name}`), ...present.map((name) => `+ ${name}`)].join(', '),
  }));
  return [...proposedFields(resolved, before, t), ...listed];
}

/** The same with whole lists, before and after, for where many issues are confirmed at a time. */
export function proposedInFull(resolved: ResolvedUpdate, before: IssueDetail, t: Translate): ProposedValue[] {
  const listed = changedLists(resolved, before, t).map(({ label, held, absent, present }) => {
    const after = [...held.filter((name) => !absent.includes(name)), ...present.filter((name) => !held.includes(name))];
    return { label, value: `${held.join(', ') || t('none')} → ${after.join(', ') || t('none')}` };
  });
  return [...proposedFields(resolved, before, t), ...listed];
}

function changedLists({ asked }: ResolvedUpdate, before: IssueDetail, t: Translate) {
  const lists = [
    { label: t('Labels'), held: before.labels, change: asked.labels },
    { label: t('Components'), held: before.components, change: asked.components },
    { label: t('Fix versions'), held: before.fixVersions, change: asked.fixVersions },
  ];
  return lists.flatMap(({ change, ...list }) =>
    change && change.absent.length + change.present.length > 0 ? [{ ...list, ...change }] : [],
  );
}

function proposedFields(
  { asked, change, choices }: ResolvedUpdate,
  before: IssueDetail,
  t: Translate,
): ProposedValue[] {
  const { assignee, fields = [], cleared = [] } = asked;
  const person = assignee && withReason(assignee.name, choiceAmong(choices, 'assignee'), t);
  const rows: ReadonlyArray<readonly [string, string | undefined, string | null | undefined]> = [
    [t('Summary'), before.summary, change.summary],
    [t('Assignee'), before.assignee?.displayName, person],
    [t('Priority'), before.priority?.name, asked.priority?.name],
    [t('Parent'), before.parent?.key, change.parentKey],
    [t('Due date'), before.due, change.due],
    ...namedFields(fields, t).map(
      ({ label, value }, index) => [label, before.fields?.[fields[index]?.field.id ?? '']?.text, value] as const,
    ),
    ...cleared.map(({ id, name }) => [name, before.fields?.[id]?.text, null] as const),
  ];
  return rows.flatMap(([label, from, to]) =>
    to === undefined ? [] : [{ label, value: `${from || t('none')} → ${to ?? t('none')}` }],
  );
}
