import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { WorkspaceDefaults } from '#domain/ports.ts';
import { daysLeft, type Sprint } from '#domain/sprint.ts';
import { clip } from '../../output.ts';
import { projectKey } from './arguments.ts';

/** What the tools about boards and sprints share. */

export const boardArguments = {
  project: projectKey.optional().describe('Project key. Default: that of this workspace.'),
  board: z.int().min(1).optional().describe('Board id, where there are several.'),
};

export const sprintSchema = z.object({
  id: z.number(),
  name: z.string(),
  state: z.enum(['active', 'future', 'closed']),
  start: z.string().optional(),
  end: z.string().optional(),
  daysLeft: z.number().optional(),
  goal: z.string().optional(),
});

export function describeSprint(sprint: Sprint, now = new Date()): z.input<typeof sprintSchema> {
  const { id, name, state, startDate, endDate, goal } = sprint;
  const left = state === 'active' ? daysLeft(sprint, now) : undefined;
  return {
    ...{ id, state, name: clip(name, 100) },
    ...(startDate !== undefined && { start: startDate }),
    ...(endDate !== undefined && { end: endDate }),
    ...(left !== undefined && { daysLeft: left }),
    ...(goal !== '' && { goal: clip(goal, 300) }),
  };
}

interface BoardChoice {
  readonly project?: string | undefined;
  readonly board?: number | undefined;
}

/** What the call names beats what the workspace remembers; a remembered board belongs to the remembered project only. */
export function chosenBoard(
  { project, board }: BoardChoice,
  defaults: WorkspaceDefaults,
  sprint?: number,
): WorkspaceDefaults {
  const isElsewhere = project !== undefined && project !== defaults.projectKey;
  const projectKey = project ?? defaults.projectKey;
  const boardId = board ?? (isElsewhere ? undefined : defaults.boardId);
  const sprintId = sprint ?? (isElsewhere ? undefined : defaults.sprintId);
  return {
    ...(projectKey !== undefined && { projectKey }),
    ...(boardId !== undefined && { boardId }),
    ...(sprintId !== undefined && { sprintId }),
  };
}

export const instantArgument = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/,
    'expected a date such as 2026-05-31',
  );

/** A date without a time is the whole day here: sprints start with it and end with it. */
export function toInstant(argument: string, text: string, edge: 'start' | 'end'): string {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  const time = text.includes('T')
    ? new Date(text)
    : new Date(year, month - 1, day, ...(edge === 'start' ? ([0, 0] as const) : ([23, 59] as const)));
  return Number.isNaN(time.getTime())
    ? fail({ code: 'invalidArgument', argument, reason: 'is no date' })
    : time.toISOString();
}
