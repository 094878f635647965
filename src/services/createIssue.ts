import type { CodeSelection } from '#domain/codeSelection.ts';
import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { IssueDetail, IssueDraft, IssueReference, Markdown } from '#domain/issue.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import type { AllowedValue, FormField, IssueType } from '#domain/project.ts';
import type { Sprint } from '#domain/sprint.ts';
import { explainCurrentSprint } from './boards.ts';
import { resolveAssignee } from './people.ts';
import { type AskedValues, compareStored, type Mismatch } from './readBack.ts';
import { type Choice, choiceOf } from './resolve/choices.ts';
import { type FieldInputs, type ResolvedField, requireFields, resolveFields, valuesById } from './resolve/fields.ts';
import { freshIfUnknown, resolveName } from './resolve/names.ts';
import { describeSelection } from './selectionText.ts';

export interface CreateIssueRequest {
  readonly projectKey: string;
  /** By id, or by name in the site's language; the project's first standard type when neither is given. */
  readonly issueTypeId?: string;
  readonly issueType?: string;
  readonly summary: string;
  readonly description?: Markdown;
  /** Appended to the description: place, code, diagnostics. */
  readonly selection?: CodeSelection;
  /** By account id, or by name as people say it. */
  readonly assigneeId?: string;
  readonly assignee?: string;
  /** `current` = the active sprint of the board, else a sprint id. */
  readonly sprint?: 'current' | number;
  readonly boardId?: number;
  /** Which active sprint `current` means where a board has several. */
  readonly currentSprintId?: number;
  readonly labels?: readonly string[];
  /** By name in the site's language. */
  readonly priority?: string;
  readonly parentKey?: string;
  /** `yyyy-mm-dd` */
  readonly due?: string;
  /** By name. */
  readonly components?: readonly string[];
  readonly fixVersions?: readonly string[];
  /** Further fields of the project's form. */
  readonly fields?: FieldInputs;
}

export interface StepReport {
  readonly step: 'create' | 'sprint' | 'readBack';
  readonly outcome: 'done' | 'failed' | 'unknown';
  readonly failure?: Failure;
}

export interface CreatedIssue {
  readonly reference: IssueReference;
  /** What the site holds now; absent when reading back failed. */
  readonly stored?: IssueDetail;
  readonly steps: readonly StepReport[];
  readonly mismatches: readonly Mismatch[];
  /** The sprint asked for, also when adding to it failed: the step can be retried with `addToSprint`. */
  readonly sprint?: Sprint;
  /** What the request left open, and why it came to be this; none for what was carried out before. */
  readonly choices?: readonly Choice[];
  /** The same operation was carried out before: this is its first result, nothing was created now. */
  readonly isRepeated?: true;
}

/** Everything of a request that names something, resolved to ids before the first write. */
export interface ResolvedRequest {
  readonly draft: IssueDraft;
  readonly issueType: IssueType;
  readonly assignee: { readonly accountId: string; readonly name: string } | undefined;
  readonly priority: AllowedValue | undefined;
  readonly sprint: Sprint | undefined;
  readonly fields: readonly ResolvedField[];
  readonly choices: readonly Choice[];
}

/**
 * The steps after creation: adds the issue to its sprint and reads it back. Nothing rejects or is cancelled any more,
 * so that nothing hides that the issue exists: each step is reported, a failed one can be retried alone, and what the
 * site stored is compared with what was asked for.
 */
export async function finishIssue(
  connection: Connection,
  resolved: ResolvedRequest,
  reference: IssueReference,
): Promise<CreatedIssue> {
  const { sprint } = resolved;
  const sprintStep = sprint && (await report('sprint', () => addToSprint(connection, reference.key, sprint.id)));
  let stored: IssueDetail | undefined;
  const readBack = await report('readBack', async () => {
    const fieldIds = resolved.fields.map(({ field }) => field.id);
    stored = await connection.tracker.issues.get(reference.key, { fieldIds });
  });
  const isInSprint = stored?.sprints.some(({ id }) => id === sprint?.id) === true;
  const steps: StepReport[] = [
    done('create'),
    // A sprint step whose answer was lost is settled by what the site stored.
    ...(sprintStep ? [sprintStep.outcome === 'unknown' && isInSprint ? done('sprint') : sprintStep] : []),
    readBack,
  ];
  return {
    reference,
    steps,
    choices: resolved.choices,
    mismatches: stored ? compareStored(askedOf(resolved, steps), stored) : [],
    ...(stored && { stored }),
    ...(sprint && { sprint }),
  };
}

export async function addToSprint(
  connection: Connection,
  issueKey: string,
  sprintId: number,
  call: Call = {},
): Promise<void> {
  await connection.tracker.boards.moveToSprint(sprintId, [issueKey], call);
}

/** Resolves every name and checks the form's required fields; nothing is written. */
export function resolveRequest(
  tracker: IssueTracker,
  request: CreateIssueRequest,
  call: Call,
): Promise<ResolvedRequest> {
  return freshIfUnknown(call, (attempt) => resolveOnce(tracker, request, attempt));
}

async function resolveOnce(tracker: IssueTracker, request: CreateIssueRequest, call: Call): Promise<ResolvedRequest> {
  const summary = request.summary.replace(/\s+/g, ' ').trim();
  if (summary === '' || summary.length > 255) {
    fail({ code: 'invalidArgument', argument: 'summary', reason: 'between 1 and 255 characters are needed' });
  }
  const { projectKey } = request;
  const [type, person, target] = await Promise.all([
    resolveIssueType(tracker, request, call),
    resolvePerson(tracker, request, call),
    resolveSprint(tracker, request, call),
  ]);
  const [issueType, assignee] = [type.value, person?.value];
  const form = await tracker.forms.createFields(projectKey, issueType.id, call);
  const priority = resolvePriority(form, request.priority);
  const fields = await resolveFields(form, inputsOf(request), { people: tracker.people, projectKey, ...call });
  const description = [request.description?.trim(), request.selection && describeSelection(request.selection)]
    .filter((part) => part)
    .join('\n\n');
  const draft: IssueDraft = {
    projectKey,
    issueTypeId: issueType.id,
    summary,
    ...(description !== '' && { description }),
    ...(assignee && { assigneeId: assignee.accountId }),
    ...(priority && { priorityId: priority.value.id }),
    ...(request.labels && request.labels.length > 0 && { labels: request.labels }),
    ...(request.parentKey && { parentKey: request.parentKey }),
    ...(request.due !== undefined && { due: request.due }),
    ...(fields.length > 0 && { fields: valuesById(fields) }),
  };
  requireFields(form, givenFields(draft));
  const choices = [type, person, target, priority, ...fields].flatMap((part) => part?.choices ?? []);
  return { draft, issueType, assignee, priority: priority?.value, sprint: target?.value, fields, choices };
}

/** What a part of the request came to mean. */
interface Found<T> {
  readonly value: T;
  readonly choices: readonly Choice[];
}

function inputsOf({ fields, components, fixVersions }: CreateIssueRequest): FieldInputs {
  return { ...fields, ...(components && { components }), ...(fixVersions && { fixVersions }) };
}

function givenFields(draft: IssueDraft): ReadonlySet<string> {
  const given = new Set(['project', 'issuetype', 'summary', 'reporter', ...Object.keys(draft.fields ?? {})]);
  if (draft.description !== undefined) given.add('description');
  if (draft.assigneeId !== undefined) given.add('assignee');
  if (draft.priorityId !== undefined) given.add('priority');
  if (draft.labels !== undefined) given.add('labels');
  if (draft.parentKey !== undefined) given.add('parent');
  if (draft.due !== undefined) given.add('duedate');
  return given;
}

async function resolveIssueType(
  tracker: IssueTracker,
  { projectKey, issueTypeId, issueType }: CreateIssueRequest,
  call: Call,
): Promise<Found<IssueType>> {
  const types = await tracker.forms.issueTypes(projectKey, call);
  const asked = issueTypeId ?? issueType;
  if (asked !== undefined) {
    const { value, because } = resolveName('issue type', asked, types);
    return { value, choices: choiceOf({ of: 'type', asked, chosen: value.name, because }) };
  }
  const allowedValues = types.map(({ id, name }) => ({ id, name }));
  const first =
    types.find(({ hierarchyLevel }) => hierarchyLevel === 0) ??
    fail({ code: 'unknownName', argument: 'issue type', name: '', allowedValues });
  return { value: first, choices: choiceOf({ of: 'type', chosen: first.name, because: 'firstType' }) };
}

async function resolvePerson(
  tracker: IssueTracker,
  { projectKey, assigneeId, assignee }: CreateIssueRequest,
  call: Call,
): Promise<Found<NonNullable<ResolvedRequest['assignee']>> | undefined> {
  if (assigneeId !== undefined) {
    return { value: { accountId: assigneeId, name: assignee ?? assigneeId }, choices: [] };
  }
  if (assignee === undefined || assignee.trim() === '') {
    return undefined;
  }
  const { value, because } = await resolveAssignee(tracker.people, assignee, { projectKey, ...call });
  const { accountId, displayName: name } = value;
  return {
    value: { accountId, name },
    choices: choiceOf({ of: 'assignee', asked: assignee, chosen: name, because }),
  };
}

async function resolveSprint(
  tracker: IssueTracker,
  { projectKey, sprint, boardId, currentSprintId: sprintId }: CreateIssueRequest,
  call: Call,
): Promise<Found<Sprint> | undefined> {
  if (sprint === undefined) {
    return undefined;
  }
  if (sprint !== 'current') {
    return { value: await tracker.boards.getSprint(sprint, call), choices: [] };
  }
  const place = { projectKey, ...(boardId !== undefined && { boardId }), ...(sprintId !== undefined && { sprintId }) };
  return explainCurrentSprint(tracker, place, call);
}

function resolvePriority(form: readonly FormField[], asked: string | undefined): Found<AllowedValue> | undefined {
  if (asked === undefined) {
    return undefined;
  }
  const { allowedValues = [] } = form.find(({ id }) => id === 'priority') ?? {};
  const { value, because } = resolveName('priority', asked, allowedValues);
  return { value, choices: choiceOf({ of: 'priority', asked, chosen: value.name, because }) };
}

function done(step: StepReport['step']): StepReport {
  return { step, outcome: 'done' };
}

async function report(step: StepReport['step'], run: () => Promise<void>): Promise<StepReport> {
  try {
    await run();
    return done(step);
  } catch (error) {
    const failure = failureOf(error) ?? { code: 'unexpectedAnswer', detail: String(error) };
    return { step, outcome: failure.code === 'outcomeUnknown' ? 'unknown' : 'failed', failure };
  }
}

function askedOf(asked: ResolvedRequest, steps: readonly StepReport[]): AskedValues {
  const { draft, issueType, assignee, priority, fields } = asked;
  // A sprint step that failed is already reported as such.
  const isInSprint = steps.some(({ step, outcome }) => step === 'sprint' && outcome === 'done');
  return {
    summary: draft.summary,
    description: draft.description,
    labels: draft.labels && { present: draft.labels, absent: [] },
    parentKey: draft.parentKey,
    due: draft.due,
    ...{ issueType, assignee, priority, fields },
    sprint: isInSprint ? asked.sprint : undefined,
  };
}
