import type { CodeSelection } from '#domain/codeSelection.ts';
import type { Person } from '#domain/person.ts';
import type { IssueType } from '#domain/project.ts';
import type { Sprint } from '#domain/sprint.ts';
import type { CodePlace } from '../context.ts';

/** What the user has answered so far; an absent member has not been asked yet. */
export interface Draft {
  readonly projectKey?: string;
  readonly summary: string;
  readonly issueType?: IssueType;
  /** `null` = nobody, on purpose. */
  readonly assignee?: Person | null;
  /** Active sprints to choose from, once known; none on boards without sprints. */
  readonly sprints?: readonly Sprint[];
  /** `null` = the backlog. */
  readonly sprint?: Sprint | null;
  readonly secrets?: 'mask' | 'send';
}

/** Answers that a keybinding or another extension gives beforehand: their steps are not asked. */
export interface GivenAnswers {
  readonly place?: CodePlace;
  readonly projectKey?: string;
  readonly summary?: string;
  /** Markdown before the code. */
  readonly description?: string;
  /** By name, as the site names it. */
  readonly issueType?: string;
  /** By name as people say it; empty for nobody. */
  readonly assignee?: string;
  readonly sprint?: 'current' | 'none';
}

/** Reads the command's argument, which may also be the file of a menu. */
export function readGivenAnswers(argument: unknown): GivenAnswers {
  if (typeof argument !== 'object' || argument === null) {
    return {};
  }
  const given: Record<string, unknown> = Object.fromEntries(Object.entries(argument));
  const text = (name: string) => (typeof given[name] === 'string' ? { [name]: given[name] } : {});
  const { uri, startLine, endLine, sprint } = given;
  const isPlace = typeof uri === 'string' && isLine(startLine) && isLine(endLine) && startLine <= endLine;
  return {
    ...text('projectKey'),
    ...text('summary'),
    ...text('description'),
    ...text('issueType'),
    ...text('assignee'),
    ...(isPlace && { place: { uri, startLine, endLine } }),
    ...((sprint === 'current' || sprint === 'none') && { sprint }),
  };
}

function isLine(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

/** Where a draft belongs: taking it up again at another place would mix two tickets. */
export function draftKey({ file, startLine, endLine }: CodeSelection): string {
  return `${file}:${startLine}-${endLine}`;
}
