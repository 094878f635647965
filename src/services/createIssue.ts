import type { CodeSelection } from '#domain/codeSelection.ts';
import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { IssueDetail, IssueDraft, IssueReference, Markdown } from '#domain/issue.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import type { AllowedValue, FormField, IssueType } from '#domain/project.ts';
import type { Sprint } from '#domain/sprint.ts';
import { foldText } from '#shared/text.ts';
import { resolveActiveSprint, resolveBoard } from './boards.ts';
import { findAssignee } from './people.ts';
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
}

export interface StepReport {
  readonly step: 'create' | 'sprint' | 'readBack';
  readonly outcome: 'done' | 'failed' | 'unknown';
  readonly failure?: Failure;
}

/** A value that was asked for and not stored. */
export interface Mismatch {
  readonly field: 'assignee' | 'sprint' | 'type' | 'summary' | 'priority';
  readonly asked: string;
  readonly stored: string | undefined;
}

export interface CreatedIssue {
  readonly reference: IssueReference;
  /** What the site holds now; absent when reading back failed. */
  readonly stored?: IssueDetail;
  readonly steps: readonly StepReport[];
  readonly mismatches: readonly Mismatch[];
  /** The sprint asked for, also when adding to it failed: the step can be retried with `addToSprint`. */
  readonly sprint?: Sprint;
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
    stored = await connection.tracker.issues.get(reference.key);
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
    mismatches: stored ? compare(resolved, stored, steps) : [],
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
export async function resolveRequest(
  tracker: IssueTracker,
  request: CreateIssueRequest,
  call: Call,
): Promise<ResolvedRequest> {
  const summary = request.summary.replace(/\s+/g, ' ').trim();
  if (summary === '' || summary.length > 255) {
    fail({ code: 'invalidArgument', argument: 'summary', reason: 'between 1 and 255 characters are needed' });
  }
  const { projectKey } = request;
  const [issueType, assignee, sprint] = await Promise.all([
    resolveIssueType(tracker, request, call),
    resolveAssignee(tracker, request, call),
    resolveSprint(tracker, request, call),
  ]);
  const fields = await tracker.forms.createFields(projectKey, issueType.id, call);
  const priority = resolvePriority(fields, request.priority);
  const description = [request.description?.trim(), request.selection && describeSelection(request.selection)]
    .filter((part) => part)
    .join('\n\n');
  const draft: IssueDraft = {
    projectKey,
    issueTypeId: issueType.id,
    summary,
    ...(description !== '' && { description }),
    ...(assignee && { assigneeId: assignee.accountId }),
    ...(priority && { priorityId: priority.id }),
    ...(request.labels && request.labels.length > 0 && { labels: request.labels }),
    ...(request.parentKey && { parentKey: request.parentKey }),
  };
  requireFields(fields, draft);
  return { draft, issueType, assignee, priority, sprint };
}

async function resolveIssueType(
  tracker: IssueTracker,
  { projectKey, issueTypeId, issueType }: CreateIssueRequest,
  call: Call,
): Promise<IssueType> {
  const types = await tracker.forms.issueTypes(projectKey, call);
  const allowedValues = types.map(({ id, name }) => ({ id, name }));
  if (issueTypeId !== undefined || issueType !== undefined) {
    const wanted = issueType === undefined ? undefined : foldText(issueType);
    const found = types.find(({ id, name }) => id === issueTypeId || foldText(name) === wanted);
    const name = issueType ?? issueTypeId ?? '';
    return found ?? fail({ code: 'unknownName', argument: 'issue type', name, allowedValues });
  }
  return (
    types.find(({ hierarchyLevel }) => hierarchyLevel === 0) ??
    fail({ code: 'unknownName', argument: 'issue type', name: '', allowedValues })
  );
}

async function resolveAssignee(
  tracker: IssueTracker,
  { projectKey, assigneeId, assignee }: CreateIssueRequest,
  call: Call,
): Promise<ResolvedRequest['assignee']> {
  if (assigneeId !== undefined) {
    return { accountId: assigneeId, name: assignee ?? assigneeId };
  }
  if (assignee === undefined || assignee.trim() === '') {
    return undefined;
  }
  const person = await findAssignee(tracker.people, assignee, { projectKey, ...call });
  return { accountId: person.accountId, name: person.displayName };
}

async function resolveSprint(
  tracker: IssueTracker,
  { projectKey, sprint, boardId, currentSprintId }: CreateIssueRequest,
  call: Call,
): Promise<Sprint | undefined> {
  if (sprint === undefined) {
    return undefined;
  }
  if (sprint !== 'current') {
    return tracker.boards.getSprint(sprint, call);
  }
  const board = await resolveBoard(tracker, { projectKey, ...(boardId !== undefined && { boardId }) }, call);
  return resolveActiveSprint(tracker, board, currentSprintId, call);
}

function resolvePriority(fields: readonly FormField[], name: string | undefined): AllowedValue | undefined {
  if (name === undefined) {
    return undefined;
  }
  const allowedValues = fields.find(({ id }) => id === 'priority')?.allowedValues ?? [];
  const wanted = foldText(name);
  const found = allowedValues.find((value) => foldText(value.name) === wanted);
  return found ?? fail({ code: 'unknownName', argument: 'priority', name, allowedValues });
}

/** The form's required fields that the draft leaves out, named with what they allow, before the site refuses them. */
function requireFields(fields: readonly FormField[], draft: IssueDraft): void {
  const given = new Set(['project', 'issuetype', 'summary', 'reporter']);
  if (draft.description !== undefined) given.add('description');
  if (draft.assigneeId !== undefined) given.add('assignee');
  if (draft.priorityId !== undefined) given.add('priority');
  if (draft.labels !== undefined) given.add('labels');
  if (draft.parentKey !== undefined) given.add('parent');
  const missing = fields.filter(({ id, isRequired, hasDefault }) => isRequired && !hasDefault && !given.has(id));
  if (missing.length > 0) {
    const problems = missing.map(({ name, allowedValues }) => ({
      field: name,
      message: 'required',
      ...(allowedValues && { allowedValues }),
    }));
    fail({ code: 'invalidFields', problems, messages: [] });
  }
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

function compare(asked: ResolvedRequest, stored: IssueDetail, steps: readonly StepReport[]): Mismatch[] {
  const mismatches: Mismatch[] = [];
  const check = (field: Mismatch['field'], isStored: boolean, askedFor: string, storedValue: string | undefined) => {
    if (!isStored) {
      mismatches.push({ field, asked: askedFor, stored: storedValue });
    }
  };
  check('summary', stored.summary === asked.draft.summary, asked.draft.summary, stored.summary);
  check('type', stored.type.id === asked.issueType.id, asked.issueType.name, stored.type.name);
  const { assignee, priority, sprint } = asked;
  if (assignee) {
    const isStored = stored.assignee?.accountId === assignee.accountId;
    check('assignee', isStored, assignee.name, stored.assignee?.displayName);
  }
  if (priority) {
    check('priority', stored.priority?.id === priority.id, priority.name, stored.priority?.name);
  }
  // A sprint step that failed is already reported as such.
  if (sprint && steps.some(({ step, outcome }) => step === 'sprint' && outcome === 'done')) {
    const current = stored.sprints.find(({ state }) => state !== 'closed');
    check('sprint', current?.id === sprint.id, sprint.name, current?.name);
  }
  return mismatches;
}
