import { fail } from '#domain/errors.ts';
import type { IssueChange, IssueDetail, ListChange, Markdown } from '#domain/issue.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import type { AllowedValue, FormField } from '#domain/project.ts';
import { readWritten } from '#domain/readWritten.ts';
import { resolveAssignee } from './people.ts';
import { type AskedValues, compareStored, type Mismatch } from './readBack.ts';
import { type Choice, choiceOf } from './resolve/choices.ts';
import { type FieldInput, type ResolvedField, resolveFields } from './resolve/fields.ts';
import { resolveName } from './resolve/names.ts';
import { settledWrite } from './settledWrite.ts';

/** Absent members stay as they are, `null` clears. Names are in the site's language. */
export interface UpdateIssueRequest {
  readonly issueKey: string;
  readonly summary?: string;
  readonly description?: Markdown;
  /** By name as people say it, or account id. */
  readonly assignee?: string | null;
  readonly priority?: string;
  readonly parentKey?: string | null;
  readonly due?: string | null;
  readonly labels?: ListChange;
  /** By name. */
  readonly components?: ListChange;
  readonly fixVersions?: ListChange;
  readonly fields?: Readonly<Record<string, FieldInput | null>>;
  /** `updated` of the issue as it was read; needed to overwrite a text. */
  readonly basedOn?: string;
}

export interface ResolvedUpdate {
  readonly issueKey: string;
  readonly change: IssueChange;
  readonly asked: AskedValues;
  readonly choices: readonly Choice[];
}

export interface UpdatedIssue {
  /** `lookedUp` = the answer was lost, and the issue turned out to hold the change. */
  readonly outcome: 'answered' | 'lookedUp';
  readonly stored: IssueDetail;
  readonly mismatches: readonly Mismatch[];
}

/** Resolves every name by the issue's own edit form; nothing is written. */
export async function resolveUpdate(
  tracker: IssueTracker,
  request: UpdateIssueRequest,
  call: Call = {},
): Promise<ResolvedUpdate> {
  const { issueKey, summary, description, parentKey, due, labels, basedOn } = request;
  const projectKey = issueKey.replace(/-\d+$/, '');
  const form = needsForm(request) ? await tracker.forms.editFields(issueKey, call) : [];
  const inputs = Object.entries(request.fields ?? {});
  const given = Object.fromEntries(inputs.flatMap(([name, input]) => (input === null ? [] : [[name, input]])));
  const cleared = inputs.flatMap(([name, input]) => (input === null ? [resolveName('field', name, form).value] : []));
  const [fields, found] = await Promise.all([
    resolveFields(form, given, { people: tracker.people, projectKey, ...call }),
    typeof request.assignee === 'string'
      ? resolveAssignee(tracker.people, request.assignee, { projectKey, ...call })
      : undefined,
  ]);
  const assignee = request.assignee === null ? null : found && { ...found.value, name: found.value.displayName };
  const priority = resolveIn(form, 'priority', request.priority);
  const components = resolveList(form, 'components', request.components);
  const fixVersions = resolveList(form, 'fixVersions', request.fixVersions);
  const change: IssueChange = {
    ...(summary !== undefined && { summary: summary.replace(/\s+/g, ' ').trim() }),
    ...(description !== undefined && { description }),
    ...(assignee !== undefined && { assigneeId: assignee?.accountId ?? null }),
    ...(priority && { priorityId: priority.value.id }),
    ...(parentKey !== undefined && { parentKey }),
    ...(due !== undefined && { due }),
    ...(labels && { labels }),
    ...(components && { components: components.change }),
    ...(fixVersions && { fixVersions: fixVersions.change }),
    ...(inputs.length > 0 && { fields: changedFields(fields, cleared) }),
    ...(basedOn !== undefined && { basedOn }),
  };
  const asked: AskedValues = {
    ...{ summary: change.summary, description, parentKey, due, fields, cleared, assignee },
    priority: priority?.value,
    labels: labels && { present: labels.add ?? [], absent: labels.remove ?? [] },
    ...{ components: components?.asked, fixVersions: fixVersions?.asked },
  };
  const choices = [
    ...(found && typeof request.assignee === 'string'
      ? choiceOf({
          ...{ of: 'assignee', asked: request.assignee, chosen: found.value.displayName, because: found.because },
        })
      : []),
    ...[priority, components, fixVersions].flatMap((part) => part?.choices ?? []),
    ...fields.flatMap((field) => field.choices),
  ];
  return { issueKey, change, asked, choices };
}

/** Writes the change, looks a lost answer up by reading the issue again, and reports what the site stored. */
export async function carryOutUpdate(
  connection: Connection,
  { issueKey, change, asked }: ResolvedUpdate,
): Promise<UpdatedIssue> {
  const { tracker } = connection;
  const fieldIds = Object.keys(change.fields ?? {});
  const read = () => tracker.issues.get(issueKey, { fieldIds });
  const outcome = await settledWrite(
    connection,
    () => tracker.issues.update(issueKey, change),
    async () => {
      const now = await read();
      return now.updated !== change.basedOn && compareStored(asked, now).length === 0 && hasTexts(asked, now);
    },
  );
  const stored = await readWritten(issueKey, read);
  return { outcome, stored, mismatches: compareStored(asked, stored) };
}

/** Others may have written meanwhile: that the issue changed does not say that our texts are there. */
function hasTexts({ description, fields = [] }: AskedValues, now: IssueDetail): boolean {
  const texts = fields.flatMap(({ field, value }): (readonly [string, string])[] =>
    value.kind === 'richText' ? [[value.markdown, now.fields?.[field.id]?.text ?? '']] : [],
  );
  const described = description === undefined ? [] : [[description, now.description] as const];
  return [...described, ...texts].every(([asked, stored]) => lettersOf(asked) === lettersOf(stored));
}

/** The site rewrites rich text in its own way, and keeps the words. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

function needsForm({ priority, components, fixVersions, fields }: UpdateIssueRequest): boolean {
  return [priority, components, fixVersions, fields].some((member) => member !== undefined);
}

function resolveIn(form: readonly FormField[], id: string, asked: string | undefined) {
  if (asked === undefined) {
    return undefined;
  }
  const field = form.find((each) => each.id === id);
  if (!field) {
    return fail({ code: 'invalidArgument', argument: id, reason: 'is not on the edit screen of this issue' });
  }
  const { value, because } = resolveName<AllowedValue>(field.name, asked, field.allowedValues ?? []);
  return { value, choices: choiceOf({ of: 'field', name: field.name, asked, chosen: value.name, because }) };
}

function resolveList(form: readonly FormField[], id: string, list: ListChange | undefined) {
  const membersOf = (names: readonly string[] | undefined) => names?.flatMap((name) => resolveIn(form, id, name) ?? []);
  const [add, remove] = [membersOf(list?.add), membersOf(list?.remove)];
  const ids = (members: NonNullable<typeof add>) => members.map(({ value }) => value.id);
  const names = (members: typeof add = []) => members.map(({ value }) => value.name);
  const change: ListChange = { ...(add && { add: ids(add) }), ...(remove && { remove: ids(remove) }) };
  return (
    list && {
      change,
      asked: { present: names(add), absent: names(remove) },
      choices: [...(add ?? []), ...(remove ?? [])].flatMap(({ choices }) => choices),
    }
  );
}

function changedFields(fields: readonly ResolvedField[], cleared: readonly FormField[]) {
  return Object.fromEntries([
    ...fields.map(({ field, value }) => [field.id, value] as const),
    ...cleared.map(({ id }) => [id, null] as const),
  ]);
}
