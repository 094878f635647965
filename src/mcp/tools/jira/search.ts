import * as z from 'zod';
import { fail } from '#domain/errors.ts';
import type { Connection, IssueFilter, IssueQuery } from '#domain/ports.ts';
import { findAssignee } from '#services/people.ts';
import { clip } from '../../output.ts';
import { readTool, type ToolContext } from '../../toolDefinition.ts';
import { cursor, dateArgument, issueKey, projectKey } from './arguments.ts';
import {
  describeBlockers,
  issueCardFields,
  issueCardSchema,
  issueCards,
  issueUrl,
  issueUrlSchema,
} from './issueCard.ts';

const names = z.array(z.string().min(1).max(255)).min(1).max(20);

const input = z.strictObject({
  text: z.string().min(1).max(500).optional().describe('Words in any text.'),
  project: projectKey.optional().describe('Project key, e.g. NIM. Default: all.'),
  assignee: z.string().min(1).max(255).optional().describe('"me", "none", or a name (needs `project`).'),
  state: z.enum(['open', 'todo', 'inProgress', 'done']).optional().describe('open = not done.'),
  status: names.optional().describe('Names.'),
  type: names.optional().describe('Names.'),
  labels: names.optional().describe('Up to 20.'),
  sprint: z.coerce
    .string()
    .regex(/^(open|[1-9]\d{0,9})$/, 'expected "open" or a sprint id')
    .optional()
    .describe('"open" = active ones, or an id.'),
  parent: issueKey.optional().describe('Key of the epic or parent.'),
  flagged: z.boolean().optional().describe('Flagged as impediment.'),
  updatedSince: dateArgument.optional().describe('yyyy-mm-dd or ISO 8601.'),
  orderBy: z.enum(['updated', 'created', 'priority', 'rank', 'key']).default('updated').describe('Default: updated.'),
  jql: z.string().min(1).max(5000).optional().describe('JQL instead of the filters.'),
  limit: z.int().min(1).max(50).default(20).describe('1 to 50, default 20.'),
  cursor: cursor.optional(),
  withTotal: z.boolean().default(false).describe('Count all matches.'),
});

const output = z.object({
  issues: z.array(issueCardSchema),
  issueUrl: issueUrlSchema,
  jql: z.string().describe('as run'),
  total: z.number().optional(),
  totalIsEstimate: z.boolean().optional(),
  truncated: z.boolean(),
  incomplete: z.boolean().optional().describe('issues may be missing: say so'),
  cursor: z.string().optional(),
});

type Input = z.output<typeof input>;

export const jiraSearch = readTool({
  name: 'jira_search',
  title: 'Search Jira issues',
  description: 'Searches Jira issues (tickets, bugs, stories, tasks, epics) by filters or JQL; returns short cards.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handler(input, context) {
    const connection = await context.connection();
    const query = await toQuery(input, connection, context);
    const { signal } = context;
    const { issues } = connection.tracker;
    const { limit, withTotal } = input;
    const page = await issues.search(query, {
      ...{ limit, withTotal, signal, fields: issueCardFields },
      ...(input.cursor !== undefined && { cursor: input.cursor }),
    });
    const isAll = page.cursor === undefined && input.cursor === undefined && !page.isIncomplete;
    const total = page.approximateTotal;
    return {
      issues: issueCards(page.items, describeBlockers(context)),
      issueUrl: issueUrl(connection.site),
      jql: clip(issues.toJql(query), 400),
      ...(total !== undefined && { total, totalIsEstimate: !isAll }),
      truncated: page.cursor !== undefined || page.isIncomplete,
      ...(page.isIncomplete && { incomplete: true }),
      ...(page.cursor !== undefined && { cursor: page.cursor }),
    };
  },
});

async function toQuery(input: Input, connection: Connection, context: ToolContext): Promise<IssueQuery> {
  const { jql, limit: _limit, cursor: _cursor, withTotal: _withTotal, orderBy, ...filters } = input;
  const given = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (jql !== undefined) {
    const [other] = given;
    if (other !== undefined) {
      fail({ code: 'invalidArgument', argument: other, reason: 'put it into the JQL, or leave `jql` out' });
    }
    return { jql };
  }
  const project = input.project ?? (given.length === 0 ? context.defaults.projectKey : undefined);
  if (given.length === 0 && project === undefined) {
    fail({ code: 'invalidArgument', argument: 'text', reason: 'give at least one filter, for example `project`' });
  }
  const filter: IssueFilter = {
    ...(input.text !== undefined && { text: input.text }),
    ...(project !== undefined && { projectKeys: [project] }),
    ...(input.assignee !== undefined && { assignee: await toAssignee(input.assignee, project, connection, context) }),
    ...(input.state && { statusCategories: categories[input.state] }),
    ...(input.status && { statuses: input.status }),
    ...(input.type && { issueTypes: input.type }),
    ...(input.labels && { labels: input.labels }),
    ...(input.sprint !== undefined && { sprint: input.sprint === 'open' ? 'open' : Number(input.sprint) }),
    ...(input.parent !== undefined && { parentKey: input.parent }),
    ...(input.flagged !== undefined && { isFlagged: input.flagged }),
    ...(input.updatedSince !== undefined && { updatedSince: input.updatedSince }),
    orderBy,
  };
  return { filter };
}

const categories = {
  open: ['new', 'indeterminate'],
  todo: ['new'],
  inProgress: ['indeterminate'],
  done: ['done'],
} as const;

async function toAssignee(
  name: string,
  project: string | undefined,
  { tracker }: Connection,
  { defaults, signal }: ToolContext,
): Promise<'me' | null | readonly string[]> {
  if (name === 'me') return 'me';
  if (name === 'none') return null;
  // Account ids: 24 hex digits, or a number, a colon and a UUID.
  if (/^([0-9a-f]{24}|\d+:[0-9a-f-]{36})$/.test(name)) return [name];
  const where = project ?? defaults.projectKey;
  if (where === undefined) {
    fail({ code: 'invalidArgument', argument: 'project', reason: 'a person is looked up by name within a project' });
  }
  return [(await findAssignee(tracker.people, name, { projectKey: where, signal })).accountId];
}
