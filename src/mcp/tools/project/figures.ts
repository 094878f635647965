import * as z from 'zod';
import type { Issue } from '#domain/issue.ts';
import type { Figure, FoundIssues, ProjectState, SprintProgress, WorkInHand } from '#domain/projectState.ts';
import { clip } from '../../output.ts';

export const figureSchema = z.object({
  of: z.string(),
  count: z.number(),
  points: z.number().optional(),
  query: z.string().describe('JQL or CQL that counts it'),
  atLeast: z.boolean().optional(),
  keys: z.array(z.string()).optional().describe('first ones'),
});

type FigureRow = z.input<typeof figureSchema>;

/** Every number of the state in one list, each with its query; the same order always. */
export function figuresOf({ sprints, work, recentlyDone, changedPages }: ProjectState): FigureRow[] {
  const pages = changedPages && {
    of: 'pages changed in the period',
    count: changedPages.pages,
    query: changedPages.query.text,
    ...(changedPages.isAtLeast && { atLeast: true }),
  };
  return [
    ...sprints.flatMap(sprintFigures),
    ...(work ? workFigures(work) : []),
    ...(recentlyDone ? [withKeys('done in the period', recentlyDone)] : []),
    ...(pages ? [pages] : []),
    ...(work ? loadFigures(work) : []),
    ...sprints.flatMap(paceFigures),
  ];
}

function sprintFigures(progress: SprintProgress): FigureRow[] {
  const { sprint, total, todo, inProgress, done, finished, scopeChange } = progress;
  const name = clip(sprint.name, 40);
  return [
    row(`${name}: all`, total),
    row(`${name}: to do`, todo),
    row(`${name}: in progress`, inProgress),
    row(`${name}: done`, done),
    ...(finished ? [row(`${name}: done since its start`, finished)] : []),
    // Their queries name the issues.
    ...(scopeChange
      ? [row(`${name}: added since its start`, scopeChange.added), row(`${name}: removed`, scopeChange.removed)]
      : []),
  ];
}

function workFigures({ of, open, blocked, stale, unassigned, overdue }: WorkInHand) {
  const where = of === 'sprints' ? 'in active sprints' : 'in the project';
  return [
    row(`open ${where}`, open),
    row('blocked', blocked),
    withKeys('stale (in progress, unchanged for 5 days)', stale),
    withKeys('unassigned', unassigned),
    withKeys('overdue', overdue),
  ];
}

function loadFigures({ load }: WorkInHand): FigureRow[] {
  return load.map(({ person, open }) => row(`open, ${clip(person?.displayName ?? 'nobody', 40)}`, open));
}

/** What the forecast rests on; the sprint's own is among its figures already. */
function paceFigures({ forecast }: SprintProgress): FigureRow[] {
  const past = forecast.kind === 'range' ? forecast.samples.filter(({ isRunning }) => !isRunning) : [];
  return past.map(({ sprint, days, done }) => row(`done in ${clip(sprint.name, 40)} (${days.toFixed(1)} days)`, done));
}

/** A list of hundreds of keys would leave no room for anything else. */
const longestQuery = 2500;

function row(of: string, { issues, points, query, isAtLeast }: Figure): FigureRow {
  return {
    of,
    count: issues,
    ...(points !== undefined && { points }),
    query: query.text.length > longestQuery ? `too long to show: it names the ${issues} issues` : query.text,
    ...(isAtLeast && { atLeast: true }),
  };
}

const mostKeys = 8;

function withKeys(of: string, figure: FoundIssues): FigureRow {
  const keys = figure.found.slice(0, mostKeys).map(({ key }: Issue) => key);
  return { ...row(of, figure), ...(keys.length > 0 && { keys }) };
}
