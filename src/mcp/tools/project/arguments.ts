import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Period, PeriodRequest } from '#domain/period.ts';
import type { Connection } from '#domain/ports.ts';
import type { SpaceOfProject } from '#domain/projectState.ts';
import { explainProject } from '#services/boards.ts';
import type { Choice } from '#services/resolve/choices.ts';
import type { ToolContext } from '../../toolDefinition.ts';

const date = String.raw`\d{4}-\d{2}-\d{2}`;

export const periodArgument = z
  .string()
  .regex(
    new RegExp(`^(today|thisWeek|lastWeek|${date}(\\.\\.${date})?)$`),
    'expected thisWeek, 2026-05-31 or 2026-05-01..2026-05-31',
  )
  .default('thisWeek')
  .describe('today, thisWeek (default), lastWeek, yyyy-mm-dd (since) or yyyy-mm-dd..yyyy-mm-dd.');

export const offsetCursor = z
  .string()
  .regex(/^\d{1,6}$/)
  .optional()
  .describe('Of the previous result.');

export const spaceArgument = z
  .string()
  .regex(/^~?[A-Za-z0-9._-]{1,255}$/, 'expected a space key such as NIM')
  .optional();

export function periodRequest(period: string): PeriodRequest {
  const [from, to] = period.split('..');
  switch (from) {
    case 'today':
    case 'thisWeek':
    case 'lastWeek':
      return { kind: from };
    case undefined:
    case '':
      return fail({ code: 'invalidArgument', argument: 'period', reason: 'is empty' });
    default:
      return to === undefined ? { kind: 'since', since: from } : { kind: 'between', from, to };
  }
}

/** With the zone: "this week" is another one elsewhere. */
export function describePeriod({ firstDay, lastDay, zone, week }: Period): string {
  const days = firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`;
  return `${days}${week ? ` (ISO week ${week.year}-W${String(week.number).padStart(2, '0')})` : ''}, ${zone}`;
}

const reasons = {
  asked: 'asked for',
  sameKey: 'has the key of the project',
  workspace: 'set for this workspace',
} as const;

/** How the project came to these spaces. */
export function describeSpaces(project: string, spaces: readonly SpaceOfProject[]): string {
  const named = spaces.map(({ key, because }) => `${key} (${reasons[because]})`);
  const isAsked = spaces.some(({ because }) => because === 'asked');
  const elsewhere = isAsked ? [] : [`pages elsewhere that name ${project}`];
  return [...(named.length > 0 ? named : [`no space to be read has the key ${project}`]), ...elsewhere].join('; ');
}

/** A board or space that the workspace remembers is that of the project it remembers. */
export function isWorkspaceProject(projectKey: string, { defaults }: Pick<ToolContext, 'defaults'>): boolean {
  return defaults.projectKey === undefined || defaults.projectKey === projectKey;
}

/** The project that was asked for, else the one that the workspace stands for, and then why it is this one. */
export async function projectFor(
  asked: string | undefined,
  { tracker }: Connection,
  { defaults, signal }: Pick<ToolContext, 'defaults' | 'signal'>,
): Promise<{ readonly key: string; readonly choices: readonly Choice[] }> {
  if (asked !== undefined) {
    return { key: asked, choices: [] };
  }
  const { value, because } = await explainProject(tracker, defaults, { signal });
  return { key: value, choices: [{ of: 'project', chosen: value, because }] };
}
