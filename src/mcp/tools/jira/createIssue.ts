import * as z from 'zod';
import type { CodeSelection } from '#domain/codeSelection.ts';
import type { Proposal } from '#domain/consent.ts';
import { type Failure, fail } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';
import { explainProject } from '#services/boards.ts';
import {
  type CreatedIssue,
  type CreateIssueRequest,
  type ResolvedRequest,
  resolveRequest,
  type StepReport,
} from '#services/createIssue.ts';
import { describeFailure } from '#services/errorText.ts';
import { type Choice, choiceOf, withReason } from '#services/resolve/choices.ts';
import { pinnedInputs } from '#services/resolve/fields.ts';
import { findSecrets, maskSecrets } from '#services/secretText.ts';
import { refuseDuplicate, similarIssuesIfAny, withoutOwn } from '#services/similarIssues.ts';
import type { Translate } from '#shared/l10n.ts';
import { cleanForeignText } from '#shared/text.ts';
import { clip } from '../../output.ts';
import { type ToolContext, writeTool } from '../../toolDefinition.ts';
import {
  dueDate,
  fieldInputs,
  furtherFields,
  issueKey,
  label,
  names,
  personName,
  projectKey,
  sprintArgument,
} from './arguments.ts';
import { addNewLinks, type NewLink, newLinks, resolveNewLinks } from './newLinks.ts';
import { choiceAmong, describeMismatches, mismatchesSchema, proposedFields, why, whySchema } from './storedIssue.ts';

const input = z.strictObject({
  summary: z.string().trim().min(1).max(255).describe('Title.'),
  project: projectKey.optional().describe("Key. Default: this workspace's."),
  type: z.string().min(1).max(100).optional().describe("By name, e.g. Bug. Default: the project's first."),
  description: z.string().max(30_000).optional().describe('Markdown.'),
  fromSelection: z.boolean().default(false).describe('Append the code selected in the editor.'),
  assignee: personName.optional().describe('A name as people say it, "me", or an account id.'),
  sprint: sprintArgument.optional().describe('"current", or a sprint id. Default: the backlog.'),
  labels: z.array(label).max(20).optional().describe('Without spaces.'),
  priority: z.string().min(1).max(100).optional().describe('By name.'),
  parent: issueKey.optional().describe('Key of the epic or parent.'),
  due: dueDate.optional().describe('yyyy-mm-dd.'),
  components: names.optional().describe('By name.'),
  fixVersions: names.optional().describe('By name.'),
  links: newLinks.optional().describe('To other issues; relation e.g. "blocks".'),
  allowDuplicate: z.boolean().default(false).describe('Although one like it is open.'),
  fields: furtherFields.optional().describe('Further fields, by name: [{"field": "Severity", "values": ["SEV-2"]}].'),
});

const output = z.object({
  key: z.string(),
  url: z.string(),
  summary: z.string().optional(),
  type: z.string().optional(),
  status: z.string().optional(),
  assignee: z.string().optional(),
  sprint: z.string().optional(),
  priority: z.string().optional(),
  labels: z.array(z.string()).optional(),
  steps: z
    .array(
      z.object({
        step: z.enum(['create', 'sprint', 'readBack', 'links']),
        outcome: z.enum(['done', 'failed', 'unknown']),
        reason: z.string().optional(),
      }),
    )
    .describe('after a failed one the issue exists: never create it again'),
  mismatches: mismatchesSchema,
  similar: z.array(z.string()).optional().describe('open issues with these words'),
  why: whySchema,
  deduplicated: z.boolean().optional().describe('same call as before: none was added'),
  hiddenSecrets: z.array(z.string()).optional().describe('masked in the code'),
});

type Input = z.output<typeof input>;
type Output = z.input<typeof output>;

export const jiraCreateIssue = writeTool({
  name: 'jira_create_issue',
  title: 'Create a Jira issue',
  description:
    'Creates a Jira issue (ticket, bug, task, story) in one call: assignee by name, sprint "current", selected code, links. Returns what Jira stored. Ambiguous names and open duplicates are refused and named.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async prepare(input, context) {
    const connection = await context.connection();
    const selection = input.fromSelection ? await selected(context) : undefined;
    /** What the person who allowed it was told; the second look-up goes by ids. */
    let seen: readonly Choice[] | undefined;
    const place = await projectOf(input, connection, context);
    let request = toRequest(input, place.projectKey, selection, context);
    const call = { signal: context.signal };
    const search = similarIssuesIfAny(connection.tracker, request, call);
    search.catch(() => undefined); // whoever awaits it is told
    const links = await resolveNewLinks(connection, input.links ?? [], context);
    const check = async () => {
      if (!input.allowDuplicate) refuseDuplicate(await search);
    };
    return {
      propose: async (t) => {
        const similar = withoutOwn(await search, await (await context.journal()).list(), Date.now());
        if (!input.allowDuplicate) refuseDuplicate(similar);
        const resolved = await resolveRequest(connection.tracker, request, { signal: context.signal });
        request = pinned(request, resolved);
        seen = [...place.choices, ...resolved.choices];
        return proposalOf(request, resolved, connection, { links, t });
      },
      carryOut: async (journal) => {
        context.progress('Creating the issue');
        const created = await context.issueCreation.create(
          connection,
          { ...request, onBehalfOf: journal.origin },
          { check },
        );
        const { reference, isRepeated = false } = created;
        const target = { ...reference, summary: input.summary, isRepeated };
        const failures = await addNewLinks(connection, target, links, journal);
        // The issue exists: nothing may hide that any more.
        const { same, others } = await search.catch(() => ({ same: [], others: [] }));
        const similar = [...same, ...others].filter(({ key }) => key !== reference.key);
        const hidden = selection ? findSecrets(selection.text) : [];
        const secrets = hidden.length > 0 ? { hiddenSecrets: [...hidden] } : {};
        const output: Output = {
          ...describeCreated(created, context.t),
          ...why(seen ?? [...place.choices, ...(created.choices ?? [])], context.t),
          ...secrets,
        };
        if (links.length > 0) output.steps.push(linkStep(failures, context.t));
        if (similar.length > 0) {
          output.similar = similar.slice(0, 3).map(({ key, summary }) => `${key} ${clip(summary, 80)}`);
        }
        return { output, issueKey: reference.key };
      },
    };
  },
});

async function selected({ editor, signal }: ToolContext): Promise<CodeSelection> {
  const selection = await editor?.currentSelection({ signal });
  if (!selection) {
    fail({ code: 'noEditor' });
  }
  if (selection.text.trim() === '') {
    fail({ code: 'nothingSelected' });
  }
  return selection;
}

async function projectOf({ project, parent }: Input, { tracker }: Connection, { defaults, signal }: ToolContext) {
  const given = project ?? parent?.split('-')[0];
  if (given !== undefined) {
    return { projectKey: given, choices: [] };
  }
  const { value: projectKey, because } = await explainProject(tracker, defaults, { signal });
  return { projectKey, choices: choiceOf({ of: 'project', chosen: projectKey, because }) };
}

function toRequest(
  input: Input,
  projectKey: string,
  selection: CodeSelection | undefined,
  { defaults }: ToolContext,
): CreateIssueRequest {
  const isDefaultProject = projectKey === defaults.projectKey;
  return {
    projectKey,
    summary: input.summary,
    ...(input.type !== undefined && { issueType: input.type }),
    ...(input.description !== undefined && { description: input.description }),
    // What nobody can see, or nobody meant to publish, does not leave the editor unasked.
    ...(selection && { selection: { ...selection, text: maskSecrets(cleanForeignText(selection.text)) } }),
    ...(input.assignee !== undefined && { assignee: input.assignee }),
    ...(input.sprint !== undefined && { sprint: input.sprint === 'current' ? 'current' : Number(input.sprint) }),
    ...(isDefaultProject && defaults.boardId !== undefined && { boardId: defaults.boardId }),
    ...(isDefaultProject && defaults.sprintId !== undefined && { currentSprintId: defaults.sprintId }),
    ...(input.labels && { labels: input.labels }),
    ...(input.priority !== undefined && { priority: input.priority }),
    ...(input.parent !== undefined && { parentKey: input.parent }),
    ...(input.due !== undefined && { due: input.due }),
    ...(input.components && { components: input.components }),
    ...(input.fixVersions && { fixVersions: input.fixVersions }),
    ...(input.fields && { fields: fieldInputs(input.fields) }),
  };
}

/** The request with the ids that the human saw resolved, so that nothing else is written a minute later. */
function pinned(
  request: CreateIssueRequest,
  { issueType, assignee, sprint, fields }: ResolvedRequest,
): CreateIssueRequest {
  const { issueType: _name, components: _components, fixVersions: _versions, ...rest } = request;
  return {
    ...rest,
    issueTypeId: issueType.id,
    ...(assignee && { assigneeId: assignee.accountId, assignee: assignee.name }),
    ...(sprint && { sprint: sprint.id }),
    ...(fields.length > 0 && { fields: pinnedInputs(fields) }),
  };
}

function linkStep(failures: readonly Failure[], t: Translate): Output['steps'][number] {
  const [first] = failures;
  return first
    ? { step: 'links', outcome: 'failed', reason: clip(describeFailure(first, t), 500) }
    : { step: 'links', outcome: 'done' };
}

function proposalOf(
  request: CreateIssueRequest,
  resolved: ResolvedRequest,
  { site, account }: Connection,
  { links, t }: { readonly links: readonly NewLink[]; readonly t: Translate },
): Proposal {
  const { draft, issueType, assignee, sprint, priority, fields: further, choices } = resolved;
  const row = (label: string, value: string | undefined, of: Choice['of']) =>
    [label, value && withReason(value, choiceAmong(choices, of), t)] as const;
  const fields: ReadonlyArray<readonly [label: string, value: string | undefined]> = [
    [t('Summary'), draft.summary],
    row(t('Type'), issueType.name, 'type'),
    row(t('Assignee'), assignee?.name, 'assignee'),
    row(t('Sprint'), sprint && `${sprint.name} (${sprint.id})`, 'sprint'),
    row(t('Priority'), priority?.name, 'priority'),
    [t('Labels'), draft.labels?.join(', ')],
    [t('Parent'), draft.parentKey],
    [t('Due date'), draft.due],
    ...links.map(({ relation, to }) => [t('Link'), `${relation.phrase} ${to}`] as const),
    ...proposedFields(further, t).map(({ label, value }) => [label, value] as const),
    [t('As'), account.displayName],
  ];
  return {
    action: t('Create an issue ({0}) in Jira project {1} on {2}', issueType.name, request.projectKey, site.origin),
    scope: request.projectKey,
    fields: fields.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
    ...(draft.description !== undefined && { text: { label: t('Description'), value: draft.description } }),
  };
}

function describeCreated(
  { reference, stored, steps, mismatches, sprint, isRepeated }: CreatedIssue,
  t: Translate,
): Output {
  const storedSprint = stored?.sprints.find(({ state }) => state !== 'closed') ?? undefined;
  const isInSprint = steps.some(({ step, outcome }) => step === 'sprint' && outcome === 'done');
  const sprintName = storedSprint?.name ?? (isInSprint ? sprint?.name : undefined);
  return {
    key: reference.key,
    url: reference.url,
    ...(stored && {
      summary: stored.summary,
      type: stored.type.name,
      status: stored.status.name,
      ...(stored.assignee && { assignee: stored.assignee.displayName }),
      ...(stored.priority && { priority: stored.priority.name }),
      ...(stored.labels.length > 0 && { labels: stored.labels.slice(0, 20) }),
    }),
    ...(sprintName !== undefined && { sprint: sprintName }),
    steps: steps.map((step) => describeStep(step, t)),
    mismatches: describeMismatches(mismatches),
    ...(isRepeated && { deduplicated: true }),
  };
}

function describeStep({ step, outcome, failure }: StepReport, t: Translate) {
  return { step, outcome, ...(failure && { reason: clip(describeFailure(failure, t), 500) }) };
}
