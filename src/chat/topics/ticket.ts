import type { CodeSelection } from '#domain/codeSelection.ts';
import { fail, failureOf } from '#domain/errors.ts';
import type { IssueType } from '#domain/project.ts';
import type { Sprint } from '#domain/sprint.ts';
import { fenced } from '#mcp/fence.ts';
import { resolveActiveSprint, resolveBoard } from '#services/boards.ts';
import { findAssignee } from '#services/people.ts';
import { maskSecrets } from '#services/secretText.ts';
import { describeSelection, suggestSummary } from '#services/selectionText.ts';
import { similarIssuesIfAny } from '#services/similarIssues.ts';
import { cleanForeignText, truncate } from '#shared/text.ts';
import { codeBlock, markdownLink, plainLine } from '../markdownText.ts';
import { type Model, ModelFailure } from '../model.ts';
import type { PlacedSelection, Turn } from '../parts.ts';
import { languageRule } from '../prompt.ts';
import type { AnswerMemory, Reply } from '../reply.ts';
import { failedNote } from '../telling.ts';
import { ticketWishes } from '../ticketWishes.ts';
import { projectOf, type TopicRequest } from './topicRequest.ts';

const longestSummary = 255;
const longestDescription = 8000;
/** Of the picture that Jira ships for bugs. */
const bugAvatar = '10303';

interface TicketText {
  readonly summary: string;
  readonly description: string;
}

/**
 * Proposes a ticket for what is selected. Nothing is written here: the button runs the command that creates issues from
 * the selection, with what is shown as its answers.
 */
export async function answerTicket(
  request: TopicRequest,
  reply: Reply,
  model: Model | undefined,
): Promise<AnswerMemory> {
  const { turn, parts, connection, progress } = request;
  const { t, language, signal } = turn;
  const placed = await parts.selection();
  if (!placed) {
    fail({ code: 'noEditor' });
  }
  const { selection, place } = placed;
  if (selection.text.trim() === '') {
    fail({ code: 'nothingSelected' });
  }
  const wishes = ticketWishes(turn.prompt);
  const projectKey = await projectOf(request);
  progress(t('Drafting a ticket for {0}…', projectKey));
  const call = { signal };
  const [assignee, sprint, type] = await Promise.all([
    wishes.assignee === undefined
      ? undefined
      : findAssignee(connection.tracker.people, wishes.assignee, { projectKey, ...call }),
    wishes.sprint === 'current' ? currentSprint(request, projectKey) : undefined,
    typeFor(request, projectKey, selection, wishes.isBug),
  ]);
  const text = await draftText(turn, placed, reply, model);
  const similar = await similarIssuesIfAny(connection.tracker, { projectKey, summary: text.summary }, call);
  const fields: ReadonlyArray<readonly [label: string, value: string | undefined]> = [
    [t('Project'), projectKey],
    [t('Type'), type?.name],
    [t('Assignee'), assignee?.displayName],
    [t('Sprint'), sprint?.name ?? (wishes.sprint === 'none' ? t('backlog') : undefined)],
  ];
  const lines = fields.map(
    ([label, value]) => `- ${plainLine(label)}: ${plainLine(value ?? t('asked when you create it'))}`,
  );
  const alike = [...similar.same, ...similar.others].slice(0, 3);
  reply.markdown(
    [
      `### ${plainLine(t('Ticket draft: nothing is created yet'))}`,
      `**${plainLine(text.summary)}**`,
      lines.join('\n'),
      ...(text.description === '' ? [] : [codeBlock(text.description, 'markdown')]),
      plainLine(
        t(
          'The description ends with the place and the code: {0}, lines {1} to {2}.',
          selection.file,
          selection.startLine,
          selection.endLine,
        ),
      ),
      ...(alike.length === 0
        ? []
        : [
            `⚠ ${plainLine(t('Open issues that may be about the same:'))} ${alike.map(({ key, url, summary }) => markdownLink(key, url, summary)).join(', ')}`,
          ]),
    ].join('\n\n'),
  );
  reply.button({
    title: t('Create the Ticket'),
    command: 'trestle.createIssueFromSelection',
    arguments: [
      {
        ...place,
        ...text,
        projectKey,
        ...(type && { issueType: type.name }),
        ...(assignee && { assignee: assignee.displayName }),
        ...(wishes.sprint && { sprint: wishes.sprint }),
      },
    ],
  });
  return {
    topic: 'ticket',
    language,
    projectKey,
    followUps: [{ prompt: '', label: t('Where the sprint stands'), command: 'sprint' }],
  };
}

async function currentSprint({ connection, parts, turn }: TopicRequest, projectKey: string): Promise<Sprint> {
  const defaults = parts.defaults();
  const where = defaults.projectKey === projectKey ? defaults : { projectKey };
  const call = { signal: turn.signal };
  const board = await resolveBoard(connection.tracker, where, call);
  return resolveActiveSprint(connection.tracker, board, where.sprintId, call);
}

/** A bug where the user, or the editor, says that something is wrong; else the user is asked. */
async function typeFor(
  { connection, turn }: TopicRequest,
  projectKey: string,
  { diagnostics }: CodeSelection,
  isBug: boolean,
): Promise<IssueType | undefined> {
  if (!isBug && !diagnostics.some(({ severity }) => severity === 'error')) {
    return undefined;
  }
  const types = await connection.tracker.forms.issueTypes(projectKey, { signal: turn.signal });
  return types.find(({ avatarId }) => avatarId === bugAvatar);
}

/** Summary and description by the model; by the editor's own findings where there is none. */
async function draftText(
  turn: Turn,
  { selection }: PlacedSelection,
  reply: Reply,
  model: Model | undefined,
): Promise<TicketText> {
  const own = { summary: suggestSummary(selection), description: '' };
  if (!model) {
    return own;
  }
  try {
    let text = '';
    for await (const part of model.send([{ role: 'user', text: draftPrompt(turn, selection) }])) {
      text += part.kind === 'text' ? part.text : '';
    }
    return splitDraft(text) ?? own;
  } catch (error) {
    if (failureOf(error) !== undefined || !(error instanceof ModelFailure)) {
      throw error;
    }
    reply.markdown(`*${failedNote(error, turn)}*\n\n`);
    return own;
  }
}

function draftPrompt(turn: Turn, selection: CodeSelection): string {
  return [
    'Write a Jira ticket about the selected code. First line: the summary, at most 100 characters, plain text. Then an empty line, then the description in Markdown: what is wrong, the evidence in the code with its line numbers, what is expected. Claim nothing that the code, the editor’s findings or the user do not show. Do not repeat the code: it is appended.',
    languageRule(turn.languageName),
    fenced(
      'The selected code and what the editor reports on it',
      maskSecrets(cleanForeignText(describeSelection(selection))),
    ),
    turn.prompt.trim() === '' ? 'The user says no more.' : `The user says: ${turn.prompt.trim()}`,
  ].join('\n\n');
}

function splitDraft(text: string): TicketText | undefined {
  const [first = '', ...rest] = cleanForeignText(text).trim().split('\n');
  const summary = first
    .replace(/^(#+|\*\*|(summary|title|titre|résumé)\s*:)\s*/i, '')
    .replace(/\*\*$/, '')
    .trim();
  return summary === ''
    ? undefined
    : { summary: truncate(summary, longestSummary), description: truncate(rest.join('\n').trim(), longestDescription) };
}
