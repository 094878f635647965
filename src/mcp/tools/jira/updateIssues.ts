import * as z from 'zod';
import { type Failure, type FailureCode, failureOf } from '#domain/errors.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { IssueDetail } from '#domain/issue.ts';
import type { Connection } from '#domain/ports.ts';
import { describeFailure } from '#services/errorText.ts';
import { issueFieldChanges } from '#services/issueFieldChanges.ts';
import type { Mismatch } from '#services/readBack.ts';
import { carryOutTransition } from '#services/transitionIssue.ts';
import { inParallel } from '#shared/parallel.ts';
import { clip, jsonBytes } from '../../output.ts';
import { type WriteJournal, writeTool } from '../../toolDefinition.ts';
import { furtherFields, issueKey } from './arguments.ts';
import { issueUrl, issueUrlSchema } from './issueCard.ts';
import { changeArguments, isFieldChange, namesOf, writeChange } from './issueChange.ts';
import { changesByIssue, describeMany, hasChange, type ResolvedIssue, resolveMany } from './manyIssues.ts';
import { projectOf, targetOf } from './storedIssue.ts';

const mostIssues = 50;
/** Writes to different issues at a time. */
const atOnce = 4;
/** With the marks around them, 50 results stay below the limit. */
const resultsBudgetBytes = 6500;

const tooMany = `at most ${mostIssues} issues are changed in one call: make one call for each ${mostIssues}`;

const input = z.strictObject({
  changes: z
    .array(
      z.strictObject({
        keys: z.array(issueKey).min(1).max(mostIssues, tooMany).describe('Issues that all get this change.'),
        ...changeArguments,
        to: z.string().min(1).max(100).optional().describe('Status to reach, or step to take, by name.'),
        stepFields: furtherFields.optional().describe('What the step asks for, by name.'),
      }),
    )
    .min(1)
    .max(mostIssues, tooMany)
    .describe('At most 50 issues in all, each in one entry; else as jira_update_issue and jira_transition_issue.'),
});

const outcomes = ['changed', 'unchanged', 'partly', 'failed', 'unknown', 'notSent'] as const;

const output = z.object({
  counts: z.object({
    changed: z.number(),
    unchanged: z.number(),
    partly: z.number(),
    failed: z.number(),
    unknown: z.number(),
    notSent: z.number(),
  }),
  issues: z
    .array(
      z.object({
        key: z.string(),
        outcome: z.enum(outcomes),
        changes: z.string().optional().describe('as stored'),
        notAsAsked: z.string().optional(),
        error: z.string().optional(),
      }),
    )
    .describe('Tell the user of every one that is not changed. unknown: look before trying again.'),
  truncated: z.boolean().describe('Texts were cut: jira_get_issue has them.'),
  issueUrl: issueUrlSchema,
});

type Result = z.input<typeof output>['issues'][number];

export const jiraUpdateIssues = writeTool({
  name: 'jira_update_issues',
  title: 'Change many Jira issues',
  description:
    'Changes up to 50 Jira issues (tickets) in one call: fields, sprint and status. The user confirms one list of every change. Each is undone by itself: undo_change.',
  input,
  output,
  toolset: 'bulk',
  hints: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const { site, account } = connection;
    const changes = changesByIssue(input.changes, mostIssues);
    context.progress('Reading the issues');
    const issues = await resolveMany(connection, changes, context);
    const [only] = issues;
    return {
      propose: async (t) => ({
        action:
          only && issues.length === 1
            ? t('Change {0} on {1}', only.before.key, site.origin)
            : t('Change {0} issues on {1}', issues.length, site.origin),
        // Without a scope, so that every list is confirmed by itself.
        fields: [{ label: t('As'), value: account.displayName }],
        text: { label: t('Changes'), value: describeMany(issues, changes, t) },
      }),
      carryOut: async (journal) => {
        let count = 0;
        let stopped: Failure | undefined;
        const results = await inParallel(issues, atOnce, async (issue): Promise<Outcome> => {
          if (stopped) {
            return { key: issue.before.key, outcome: 'notSent', failure: stopped, changes: [], mismatches: [] };
          }
          const result = await changeOne(connection, issue, journal);
          count += 1;
          context.progress(`${count} of ${issues.length} issues`);
          if (result.failure && concernsAll.has(result.failure.code)) {
            stopped ??= result.failure;
          }
          return result;
        });
        const described = (longest: number) => results.map((result) => describeResult(result, longest, context.t));
        const whole = described(400);
        const fitting = [whole, ...[200, 120, 80, 50, 30, 10].map(described)];
        const shown = fitting.find((each) => jsonBytes(each) <= resultsBudgetBytes) ?? described(10);
        return {
          issueKeys: results.map(({ key }) => key),
          output: {
            counts: countsOf(results),
            issues: shown,
            truncated: jsonBytes(shown) < jsonBytes(whole),
            issueUrl: issueUrl(site),
          },
        };
      },
    };
  },
});

interface Outcome {
  readonly key: string;
  readonly outcome: (typeof outcomes)[number];
  readonly changes: readonly FieldChange[];
  readonly mismatches: readonly Mismatch[];
  readonly failure?: Failure;
}

/** With these no other issue would fare better: what has not been sent by then stays so. */
const concernsAll: ReadonlySet<FailureCode> = new Set<FailureCode>([
  ...(['notSignedIn', 'credentialRejected', 'missingScope', 'signInPage', 'noSuchSite', 'rateLimited'] as const),
  ...(['offline', 'certificateRefused', 'timedOut', 'siteUnavailable', 'storageUnavailable'] as const),
]);

/** Fields and sprint first, then the step, after which many workflows let nobody edit. Each is recorded by itself. */
async function changeOne(connection: Connection, issue: ResolvedIssue, journal: WriteJournal): Promise<Outcome> {
  const { before, resolved, sprint, step, fieldIds } = issue;
  const { key } = before;
  const read = () => connection.tracker.issues.get(key, { commentLimit: 0, fieldIds });
  const names = {
    ...namesOf(resolved),
    ...Object.fromEntries((step?.fields ?? []).map(({ field }) => [field.id, field.name])),
  };
  let stored: IssueDetail = before;
  let hasMore = step !== undefined || sprint !== undefined;
  const mismatches: Mismatch[] = [];
  const done = () => ({ key, changes: issueFieldChanges(before, stored, names), mismatches });
  try {
    if (hasChange(issue)) {
      const work = { connection, resolved, sprint, isChange: isFieldChange(resolved), read };
      const written = await writeChange(work, journal);
      stored = withFieldsOf(before, written.stored);
      mismatches.push(...written.mismatches);
      if (written.failure) {
        return {
          ...done(),
          outcome: outcomeOf(written.failure, { isBegun: true, hasMore: step !== undefined }),
          failure: written.failure,
        };
      }
    }
    if (step) {
      hasMore = false;
      const from = stored;
      const plan = {
        kind: 'transitionIssue',
        projectKey: projectOf(key),
        summary: `${from.status.name} → ${step.transition.to.name}`,
        target: targetOf(from),
      } as const;
      const moved = await journal.record(
        connection,
        plan,
        () => carryOutTransition(connection, step),
        (written) => ({
          changes: issueFieldChanges(from, withFieldsOf(from, written.stored), names),
          ...(written.stored.updated !== undefined && { updated: written.stored.updated }),
        }),
      );
      stored = withFieldsOf(from, moved.stored);
      mismatches.push(...moved.mismatches);
    }
    const result = done();
    return { ...result, outcome: result.changes.length === 0 ? 'unchanged' : 'changed' };
  } catch (error) {
    // A defect says nothing about what the site did, and must not hide what became of the other issues.
    const failure: Failure = failureOf(error) ?? { code: 'outcomeUnknown', operation: `change ${key}` };
    return { ...done(), outcome: outcomeOf(failure, { isBegun: stored !== before, hasMore }), failure };
  }
}

/** A step reads only the fields it writes: of the others what was known before still holds. */
function withFieldsOf(before: IssueDetail, after: IssueDetail): IssueDetail {
  return { ...after, fields: { ...before.fields, ...after.fields } };
}

function outcomeOf(
  failure: Failure,
  { isBegun, hasMore }: { readonly isBegun: boolean; readonly hasMore: boolean },
): Outcome['outcome'] {
  switch (failure.code) {
    case 'outcomeUnknown':
      return 'unknown';
    case 'notReadBack': // stored; the error says that it could not be looked at
      return hasMore ? 'partly' : 'changed';
    default:
      return isBegun ? 'partly' : 'failed';
  }
}

function describeResult(
  { key, outcome, changes, mismatches, failure }: Outcome,
  longest: number,
  t: Parameters<typeof describeFailure>[1],
): Result {
  const changed = changes.map(({ field, name, before, after }) => {
    const [was, is] = [before, after].map((side) => clip(side?.text.replace(/\s+/g, ' ') || '–', 40));
    return field === 'description' ? 'description' : `${name ?? field}: ${was} → ${is}`;
  });
  const wrong = mismatches.map(({ field, name, asked, stored }) => `${name ?? field}: ${asked}, not ${stored ?? '–'}`);
  return {
    ...{ key, outcome },
    ...(changed.length > 0 && { changes: clip(changed.join('; '), longest) }),
    ...(wrong.length > 0 && { notAsAsked: clip(wrong.join('; '), longest) }),
    ...(failure && { error: clip(describeFailure(failure, t), longest) }),
  };
}

function countsOf(results: readonly Outcome[]): Record<(typeof outcomes)[number], number> {
  const counts = { changed: 0, unchanged: 0, partly: 0, failed: 0, unknown: 0, notSent: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}
