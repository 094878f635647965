import { type Failure, failureOf, TrestleError } from '#domain/errors.ts';
import type { IssueDetail, Transition } from '#domain/issue.ts';
import type { Call, Connection, IssueTracker } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import { foldText } from '#shared/text.ts';
import { compareStored, type Mismatch } from './readBack.ts';
import { type Choice, choiceOf } from './resolve/choices.ts';
import { type FieldInputs, type ResolvedField, requireFields, resolveFields, valuesById } from './resolve/fields.ts';
import { resolveTransition, type TransitionReason } from './resolve/transitions.ts';
import { settledWrite } from './settledWrite.ts';

export interface TransitionRequest {
  readonly issueKey: string;
  /** The status to reach or the step to take, by name in the site's language, or by id. */
  readonly to: string;
  /** What the transition's screen asks for: `{ Resolution: "Done" }`. */
  readonly fields?: FieldInputs;
}

export interface ResolvedTransition {
  readonly issueKey: string;
  readonly transition: Transition;
  readonly because: TransitionReason;
  readonly fields: readonly ResolvedField[];
  readonly choices: readonly Choice[];
}

export interface TransitionedIssue {
  readonly because: TransitionReason;
  /** `lookedUp` = the answer was lost, and the issue turned out to be in the status asked for. */
  readonly outcome: 'answered' | 'lookedUp';
  readonly stored: IssueDetail;
  readonly mismatches: readonly Mismatch[];
}

/** Resolves every name and checks what the transition's screen requires; nothing is written. */
export async function resolveTransitionRequest(
  tracker: IssueTracker,
  request: TransitionRequest,
  call: Call = {},
): Promise<ResolvedTransition> {
  const { issueKey, to, fields: inputs = {} } = request;
  const transitions = await tracker.transitions.list(issueKey, call);
  const { value: transition, because } = resolveTransition(transitions, to);
  const context = { people: tracker.people, projectKey: issueKey.replace(/-\d+$/, ''), ...call };
  const fields = await resolveFields(transition.fields, inputs, context);
  requireFields(transition.fields, new Set(fields.map(({ field }) => field.id)));
  const step = choiceOf({ of: 'status', asked: to, chosen: transition.to.name, because });
  return { issueKey, transition, because, fields, choices: [...step, ...fields.flatMap(({ choices }) => choices)] };
}

/** Takes the step, looks a lost answer up by reading the status again, and reports what the site stored. */
export async function carryOutTransition(
  connection: Connection,
  { issueKey, transition, because, fields }: ResolvedTransition,
): Promise<TransitionedIssue> {
  const { tracker } = connection;
  const fieldIds = fields.map(({ field }) => field.id);
  const values = valuesById(fields);
  const explain = (error: unknown) => {
    throw withAllowedValues(error, transition);
  };
  const outcome = await settledWrite(
    connection,
    () => tracker.transitions.carryOut(issueKey, { transitionId: transition.id, fields: values }).catch(explain),
    async () => (await tracker.issues.get(issueKey, { commentLimit: 0 })).status.id === transition.to.id,
  );
  const stored = await readWritten(issueKey, () => tracker.issues.get(issueKey, { fieldIds }));
  return { because, outcome, stored, mismatches: compareStored({ status: transition.to, fields }, stored) };
}

/** Workflows ask for more than their screens say ("Field Resolution is required."): names what could be given. */
function withAllowedValues(error: unknown, transition: Transition): unknown {
  const failure = failureOf(error);
  if (failure?.code !== 'invalidFields') {
    return error;
  }
  const said = foldText([...failure.messages, ...failure.problems.map(({ field }) => field)].join(' '));
  const meant = transition.fields.filter(
    ({ id, name }) => said.includes(foldText(name)) || said.includes(foldText(id)),
  );
  if (meant.length === 0) {
    return error;
  }
  const named = new Set(meant.flatMap(({ id, name }) => [id, name]));
  const explained: Failure = {
    ...failure,
    problems: [
      ...failure.problems.filter(({ field }) => !named.has(field)),
      ...meant.map(({ id, name, allowedValues }) => ({
        field: name,
        message: failure.problems.find(({ field }) => field === id || field === name)?.message ?? 'required',
        ...(allowedValues && { allowedValues }),
      })),
    ],
  };
  return new TrestleError(explained, { cause: error });
}
