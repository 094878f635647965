import * as z from 'zod';
import type { DecisionReport } from '#domain/decision.ts';
import type { Connection } from '#domain/ports.ts';
import type {
  BlockedIssue,
  Forecast,
  NoForecast,
  ProjectState,
  SprintProgress,
  StateGap,
} from '#domain/projectState.ts';
import { daysLeft } from '#domain/sprint.ts';
import { readProjectState } from '#services/projectState/projectState.ts';
import { clip, jsonBytes, takeWithin } from '../../output.ts';
import { readTool, type ToolContext } from '../../toolDefinition.ts';
import { projectKey } from '../jira/arguments.ts';
import { why, whySchema } from '../jira/storedIssue.ts';
import {
  describePeriod,
  describeSpaces,
  isWorkspaceProject,
  offsetCursor,
  periodArgument,
  periodRequest,
  projectFor,
} from './arguments.ts';
import { figureSchema, figuresOf } from './figures.ts';

const input = z.strictObject({
  project: projectKey.optional().describe("Key. Default: this workspace's."),
  period: periodArgument,
  sprint: z.string().min(1).max(255).optional().describe('Name or id. Default: the active ones.'),
  cursor: offsetCursor,
});

const output = z.object({
  project: z.string(),
  period: z.string().describe('with its zone'),
  sprints: z
    .array(
      z.object({
        id: z.number(),
        name: z.string(),
        goal: z.string().optional(),
        end: z.string().optional(),
        daysLeft: z.number().optional(),
        forecast: z.string(),
      }),
    )
    .optional(),
  figures: z.array(figureSchema),
  blocked: z.array(z.object({ key: z.string(), since: z.string().optional(), by: z.array(z.string()) })).optional(),
  decisions: z
    .object({
      decided: z.number(),
      others: z.number().describe('proposed, superseded, rejected'),
      newest: z.array(z.object({ text: z.string(), url: z.string() })).describe('all: project_decisions'),
    })
    .optional(),
  spaces: z.string().optional().describe('why these'),
  notRead: z.array(z.string()).optional(),
  why: whySchema,
  jqlUrl: z.string().describe('replace {query}, encoded'),
  cqlUrl: z.string(),
  truncated: z.boolean(),
  cursor: z.string().optional(),
});

type Output = z.input<typeof output>;

/** Of JSON; marks around foreign text come on top. */
const budgetBytes = 7000;
const shownBlocked = 15;
const shownDecisions = 3;

export const projectState = readTool({
  name: 'project_state',
  title: 'State of a project',
  description:
    'Where a Jira project stands: sprint progress, forecast range, scope change, blocked, stale, unassigned, overdue, done, load per person, decisions. Cite the figures as they are, with their queries.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  foreignText: ['sprints.goal', 'decisions.newest.text'],
  async handler(input, context) {
    const connection = await context.connection();
    const { key, choices } = await projectFor(input.project, connection, context);
    const state = await readState(connection, key, input, context);
    const offset = Number(input.cursor ?? 0);
    const { origin } = connection.site;
    const head = {
      project: state.project.key,
      period: describePeriod(state.period),
      ...(offset === 0 && overview(state)),
      ...why(choices, context.t),
      ...(state.gaps.length > 0 && { notRead: state.gaps.map(describeGap) }),
      jqlUrl: `${origin}/issues/?jql={query}`,
      cqlUrl: `${origin}/wiki/search?cql={query}`,
    };
    const figures = figuresOf(state);
    const shown = takeWithin(figures.slice(offset), budgetBytes - jsonBytes(head));
    const next = offset + shown.length;
    return {
      ...head,
      figures: [...shown],
      truncated: next < figures.length,
      ...(next < figures.length && { cursor: String(next) }),
    };
  },
});

function readState(
  connection: Connection,
  key: string,
  input: z.output<typeof projectState.input>,
  context: ToolContext,
): Promise<ProjectState> {
  const { defaults, signal, blockedStatuses, userTime } = context;
  const board = isWorkspaceProject(key, context) ? defaults.boardId : undefined;
  const request = {
    ...{ projectKey: key, period: periodRequest(input.period), blockedStatuses, defaults, ...userTime },
    ...(board !== undefined && { boardId: board }),
    ...(input.sprint !== undefined && { sprint: input.sprint }),
    // Of the later pages of figures they are no part.
    isWithoutDecisions: input.cursor !== undefined,
    onProgress: context.progress,
  };
  return readProjectState(connection, request, { signal });
}

function overview(state: ProjectState): Partial<Output> {
  const { project, sprints, work, decisions, spaces, at } = state;
  return {
    ...(sprints.length > 0 && { sprints: sprints.map((progress) => sprintRow(progress, new Date(at))) }),
    ...(work && work.blocked.issues > 0 && { blocked: work.blocked.found.slice(0, shownBlocked).map(blockedRow) }),
    ...(decisions && { decisions: decisionsRow(decisions) }),
    spaces: describeSpaces(project.key, spaces),
  };
}

function decisionsRow({ decisions }: DecisionReport) {
  const decided = decisions.filter(({ state }) => state === 'decided');
  const newest = decided
    .slice(0, shownDecisions)
    .map(({ text, sources: [source] }) => ({ text: clip(text, 200), url: source?.url ?? '' }));
  return { decided: decided.length, others: decisions.length - decided.length, newest };
}

function sprintRow({ sprint, forecast }: SprintProgress, now: Date) {
  const left = sprint.state === 'active' ? daysLeft(sprint, now) : undefined;
  return {
    id: sprint.id,
    name: clip(sprint.name, 60),
    ...(sprint.goal !== '' && { goal: clip(sprint.goal, 200) }),
    ...(sprint.endDate !== undefined && { end: sprint.endDate }),
    ...(left !== undefined && { daysLeft: left }),
    forecast: describeForecast(forecast),
  };
}

/** The range with all that it rests on; never one number. */
function describeForecast(forecast: Forecast): string {
  if (forecast.kind === 'none') {
    return `none: ${noForecast[forecast.because]}`;
  }
  const { unit, low, high, remaining, daysLeft: left, earliest, latest, samples } = forecast;
  const dates = latest === undefined ? `${day(earliest)} at the earliest` : `${day(earliest)} to ${day(latest)}`;
  return `${low} to ${high} ${unit} can be done by the end, ${remaining} remain; all of them done ${dates}. Method: the ${left} days left at the 20th and 80th percentile of what ${samples.length} sprints (this one so far included) finished a day.`;
}

const noForecast: Readonly<Record<NoForecast, string>> = {
  closed: 'the sprint is closed',
  notStarted: 'the sprint has not begun',
  noDates: 'the sprint has no dates',
  pastEnd: 'its end has passed',
  nothingLeft: 'nothing is left to do',
  tooThin: 'fewer than three sprints tell a pace',
  notRead: 'past sprints could not be read',
};

function blockedRow({ issue, since, reasons }: BlockedIssue) {
  return {
    key: issue.key,
    ...(since !== undefined && { since }),
    by: reasons.map((reason) =>
      reason.kind === 'link' ? reason.key : reason.kind === 'status' ? clip(reason.status.name, 30) : 'flag',
    ),
  };
}

function describeGap({ part, of, because }: StateGap): string {
  return `${part}${of === undefined ? '' : ` of ${clip(of, 40)}`}: ${because}`;
}

function day(instant: string): string {
  return instant.slice(0, 10);
}
