import type { ProposedValue } from '#domain/consent.ts';
import { type Failure, type FailureCode, fail, failureOf } from '#domain/errors.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Sprint } from '#domain/sprint.ts';
import { describeFailure } from '#services/errorText.ts';
import { placeName } from '#services/moveIssues.ts';
import { rememberedTracker } from '#services/rememberedTracker.ts';
import { type Choice, withReason } from '#services/resolve/choices.ts';
import { resolveSprint } from '#services/sprintMove.ts';
import { type ResolvedTransition, resolveTransitionRequest } from '#services/transitionIssue.ts';
import { type ResolvedUpdate, resolveUpdate } from '#services/updateIssue.ts';
import type { Translate } from '#shared/l10n.ts';
import { inParallel } from '#shared/parallel.ts';
import { clip } from '../../output.ts';
import type { ToolContext } from '../../toolDefinition.ts';
import { fieldInputs, type furtherFields } from './arguments.ts';
import { type ChangeInput, isFieldChange, proposedInFull, toRequest } from './issueChange.ts';
import { choiceAmong, projectOf, proposedFields, sprintRow } from './storedIssue.ts';

const atOnce = 8;

/** What is to become of one of many issues. */
export interface OneChange extends ChangeInput {
  readonly to?: string | undefined;
  readonly stepFields?: ReturnType<(typeof furtherFields)['parse']> | undefined;
}

/** One of many issues, with everything resolved. */
export interface ResolvedIssue {
  readonly before: IssueDetail;
  readonly resolved: ResolvedUpdate;
  readonly sprint: Sprint | undefined;
  readonly step: ResolvedTransition | undefined;
  readonly choices: readonly Choice[];
  /** Of the issue's further fields that are written. */
  readonly fieldIds: readonly string[];
}

/**
 * Resolves what is asked of each issue; nothing is written. Where any of it cannot be, all is refused, with the
 * reason for each: a person confirms one list, and it has to hold.
 */
export async function resolveMany(
  connection: Connection,
  changes: ReadonlyMap<string, OneChange>,
  { defaults, signal, t }: ToolContext,
): Promise<readonly ResolvedIssue[]> {
  const call = { signal };
  const keys = [...changes.keys()];
  const issues = await connection.tracker.issues.getAll(keys, call);
  const tracker = rememberedTracker(connection.tracker, issues);
  const sprints = new Map<string, ReturnType<typeof resolveSprint>>();
  const sprintOf = (key: string, sprint: string) => {
    const name = `${projectOf(key)} ${sprint}`;
    const known = sprints.get(name) ?? resolveSprint(tracker, sprint, projectOf(key), defaults, call);
    sprints.set(name, known);
    return known;
  };
  const attempts = await inParallel(issues, atOnce, async (before): Promise<ResolvedIssue | Failure> => {
    const { key } = before;
    const { to, stepFields = [], ...change } = changes.get(key) ?? {};
    try {
      const [resolved, target, step] = await Promise.all([
        resolveUpdate(tracker, toRequest(key, change), call),
        change.sprint === undefined ? undefined : sprintOf(key, change.sprint),
        to === undefined
          ? undefined
          : resolveTransitionRequest(tracker, { issueKey: key, to, fields: fieldInputs(stepFields) }, call),
      ]);
      const choices = [...resolved.choices, ...(target?.choices ?? []), ...(step?.choices ?? [])];
      const fieldIds = [
        ...Object.keys(resolved.change.fields ?? {}),
        ...(step?.fields ?? []).map(({ field }) => field.id),
      ];
      return { before, resolved, sprint: target?.sprint, step, choices, fieldIds };
    } catch (error) {
      const failure = failureOf(error);
      if (!failure || !ofTheIssue.has(failure.code)) {
        throw error;
      }
      return failure;
    }
  });
  refuseAll(keys, attempts, t);
  const ready = attempts.filter((attempt): attempt is ResolvedIssue => 'before' in attempt);
  return withFields(connection, ready, call);
}

/** Failures that may be this issue's alone. Others, such as of the connection or a name with two people, end the job. */
const ofTheIssue: ReadonlySet<FailureCode> = new Set<FailureCode>([
  ...(['invalidArgument', 'invalidFields', 'unknownName', 'notFound', 'forbidden', 'noPersonFound'] as const),
]);

const shownProblems = 10;

function refuseAll(keys: readonly string[], attempts: readonly (ResolvedIssue | Failure)[], t: Translate): void {
  const problems = attempts.flatMap((attempt, index) =>
    'code' in attempt ? [`${keys[index]}: ${clip(describeFailure(attempt, t).replace(/\.$/, ''), 300)}`] : [],
  );
  if (problems.length > 0) {
    const more = problems.length > shownProblems ? ` … and ${problems.length - shownProblems} more` : '';
    const reason = `nothing was changed, because of ${problems.slice(0, shownProblems).join(' | ')}${more}`;
    fail({ code: 'invalidArgument', argument: 'changes', reason });
  }
}

/** The issues once more, with what the fields hold that were only known by name. */
async function withFields(connection: Connection, issues: readonly ResolvedIssue[], call: Call) {
  const fieldIds = [...new Set(issues.flatMap((issue) => issue.fieldIds))];
  if (fieldIds.length === 0) {
    return issues;
  }
  const keys = issues.map(({ before }) => before.key);
  const read = await connection.tracker.issues.getAll(keys, { ...call, fieldIds });
  return issues.map((issue, index) => ({ ...issue, before: onlyFields(read[index] ?? issue.before, issue.fieldIds) }));
}

/** All issues were asked for the fields of each: what is not read afterwards must not look changed. */
function onlyFields(issue: IssueDetail, fieldIds: readonly string[]): IssueDetail {
  const own = Object.entries(issue.fields ?? {}).filter(([id]) => fieldIds.includes(id));
  return { ...issue, fields: Object.fromEntries(own) };
}

/** Every issue with every change, for a person to confirm: one paragraph each. */
export function describeMany(
  issues: readonly ResolvedIssue[],
  changes: ReadonlyMap<string, OneChange>,
  t: Translate,
): string {
  return issues.map((issue) => describeOne(issue, changes.get(issue.before.key), t)).join('\n');
}

function describeOne(
  { before, resolved, sprint, step, choices }: ResolvedIssue,
  change: OneChange | undefined,
  t: Translate,
): string {
  const rows = [
    ...proposedInFull(resolved, before, t),
    ...(sprint ? [fromCurrent(before, sprintRow(sprint, choices, t))] : []),
    ...(step
      ? [
          { label: t('Status'), value: `${before.status.name} → ${step.transition.to.name}` },
          { label: t('Step'), value: withReason(step.transition.name, choiceAmong(choices, 'status'), t) },
          ...proposedFields(step.fields, t),
        ]
      : []),
  ];
  const lines = rows.map(({ label, value }) => `   ${t('{0}: {1}', oneLine(label), oneLine(value))}`);
  const text =
    change?.description === undefined
      ? []
      : [`   ${t('{0}: {1}', t('Description'), '').trimEnd()}`, ...quoted(change.description)];
  return [`${before.key} ${oneLine(before.summary)}`, ...lines, ...text].join('\n');
}

function fromCurrent(before: IssueDetail, { label, value }: ProposedValue): ProposedValue {
  return { label, value: `${placeName(before)} → ${value}` };
}

/** So that no line of a text can pass for another issue or field. */
function quoted(text: string): string[] {
  return text.split('\n').map((line) => `   > ${line}`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Entries as they were given, by issue. @throws invalidArgument when there are too many, or an issue comes twice */
export function changesByIssue(
  entries: readonly (OneChange & { readonly keys: readonly string[] })[],
  most: number,
): ReadonlyMap<string, OneChange> {
  const wrong = (reason: string) => fail({ code: 'invalidArgument', argument: 'changes', reason });
  const changes = new Map<string, OneChange>();
  for (const { keys, ...change } of entries) {
    const given = Object.values(change).filter((value) => value !== undefined);
    if (given.length === 0 || (given.length === 1 && change.basedOn !== undefined)) {
      return wrong(`change nothing of ${keys.join(', ')}: give what is to change`);
    }
    if (change.description !== undefined && keys.length > 1) {
      return wrong('give one description to several issues: make it one entry for each, with its own basedOn');
    }
    for (const key of new Set(keys)) {
      if (changes.has(key)) {
        return wrong(`name ${key} twice: put everything about an issue into one entry`);
      }
      changes.set(key, change);
    }
  }
  return changes.size > most
    ? wrong(`name ${changes.size} issues, at most ${most} are changed in one call: make one call for each ${most}`)
    : changes;
}

/** True when anything of it is written besides a step of the workflow. */
export function hasChange({ resolved, sprint }: ResolvedIssue): boolean {
  return isFieldChange(resolved) || sprint !== undefined;
}
