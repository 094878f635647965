import * as z from 'zod';
import type { IssueComment, IssueDetail, LinkedIssue } from '#domain/issue.ts';
import type { RemoteLink } from '#domain/issueActivity.ts';
import { clip, fenceBytes, takeWithin, textWindow } from '../../output.ts';
import { readTool } from '../../toolDefinition.ts';
import { issueKey } from './arguments.ts';
import { historyFrom, historySchema, timesSchema, worklogFrom, worklogSchema } from './issueActivity.ts';
import { type BlockersOf, describeBlockers } from './issueCard.ts';
import { developmentFrom, developmentSchema } from './issueDevelopment.ts';

const descriptionBudgetBytes = 4200;
const sectionBudgetBytes = 7200;
const shownComments = 3;

const input = z.strictObject({
  key: issueKey.describe('Issue key, e.g. NIM-42.'),
  section: z
    .enum(['overview', 'description', 'comments', 'history', 'worklog', 'links', 'development'])
    .default('overview')
    .describe('Default overview: everything, cut. Others: only that, page by page; history with time in status.'),
  detail: z.enum(['concise', 'full']).default('full').describe('concise: no texts. Default full.'),
  offset: z.int().min(0).max(10_000_000).default(0).describe('`nextOffset` of the previous result.'),
});

const linkSchema = z.object({
  relation: z.string().optional().describe('"is blocked by"'),
  key: z.string(),
  summary: z.string(),
  status: z.string().optional(),
});

const output = z.object({
  key: z.string(),
  url: z.string(),
  summary: z.string(),
  type: z.string().optional(),
  status: z.string().optional(),
  state: z.enum(['todo', 'inProgress', 'done']).optional(),
  resolution: z.string().optional(),
  priority: z.string().optional(),
  assignee: z.string().optional(),
  reporter: z.string().optional(),
  sprint: z.string().optional(),
  parent: z.object({ key: z.string(), summary: z.string() }).optional(),
  labels: z.array(z.string()).optional(),
  components: z.array(z.string()).optional(),
  fixVersions: z.array(z.string()).optional(),
  points: z.number().optional(),
  due: z.string().optional(),
  created: z.string().optional(),
  updated: z.string().optional(),
  blockedBy: z.array(z.string()).optional().describe('issues not done, flag, or status'),
  links: z.array(linkSchema).optional().describe('up to 10'),
  linkTotal: z.number().optional(),
  subtasks: z.array(linkSchema.meta({ alike: 'as links' })).optional(),
  subtaskTotal: z.number().optional(),
  description: z.string().optional().describe('Markdown'),
  comments: z
    .array(
      z.object({
        id: z.string().optional(),
        author: z.string().optional(),
        created: z.string(),
        body: z.string(),
        isCut: z.boolean().optional(),
      }),
    )
    .optional()
    .describe('newest first'),
  commentTotal: z.number().optional(),
  webLinks: z.array(z.object({ url: z.string(), title: z.string() })).optional(),
  history: historySchema.optional().describe('newest first'),
  timeInStatus: timesSchema.optional(),
  worklog: worklogSchema.optional(),
  hoursTotal: z.number().optional(),
  development: developmentSchema.optional(),
  truncated: z.boolean().describe('go on by more or nextOffset'),
  more: z.array(z.string()).optional(),
  nextOffset: z.number().optional(),
});

export const jiraGetIssue = readTool({
  name: 'jira_get_issue',
  title: 'Read a Jira issue',
  description:
    'Reads one Jira issue (ticket, bug, story, task, epic) by key: fields, texts, links, comments, history, logged work, code. Long texts are cut; sections have the rest.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  foreignText: ['description', 'comments.body', 'worklog.comment'],
  async handler({ key, section, offset, detail }, context) {
    const { tracker } = await context.connection();
    const call = { signal: context.signal };
    const isFull = section === 'overview' && detail === 'full';
    const commentLimit = section === 'comments' ? offset + 20 : isFull ? shownComments : 0;
    const blockersOf = describeBlockers(context);
    const read = () => tracker.issues.get(key, { commentLimit, ...call });
    switch (section) {
      case 'overview':
        return detail === 'full' ? overview(await read(), blockersOf) : concise(await read(), blockersOf);
      case 'description':
        return descriptionFrom(await read(), offset);
      case 'comments':
        return commentsFrom(await read(), offset);
      case 'history': {
        const [issue, changes] = await Promise.all([read(), tracker.history.changes(key, call)]);
        return { ...head(issue), ...historyFrom(issue, changes, offset, Date.now()) };
      }
      case 'worklog': {
        const [issue, logs] = await Promise.all([read(), tracker.history.worklog(key, call)]);
        return { ...head(issue), ...worklogFrom(logs, offset) };
      }
      case 'development': {
        const [issue, counts, remote] = await Promise.all([
          read(),
          tracker.links.development(key, call),
          tracker.links.remote(key, call),
        ]);
        return { ...head(issue), ...developmentFrom(counts, remote, offset) };
      }
      case 'links': {
        const [issue, remote] = await Promise.all([read(), tracker.links.remote(key, call)]);
        return { ...head(issue), ...linksFrom(issue, remote, offset) };
      }
    }
  },
});

type Output = z.input<typeof output>;

function overview(issue: IssueDetail, blockersOf: BlockersOf): Output {
  const description = textWindow(issue.description, 0, descriptionBudgetBytes);
  const comments = issue.comments.slice(0, shownComments).map((comment) => commentOf(comment, 330));
  const more: string[] = [];
  if (description.nextOffset !== undefined) {
    more.push(`jira_get_issue ${issue.key} section=description offset=${description.nextOffset}`);
  }
  if (issue.commentTotal > comments.length || comments.some(({ isCut }) => isCut)) {
    more.push(`jira_get_issue ${issue.key} section=comments`);
  }
  return {
    ...head(issue),
    ...fields(issue, blockersOf),
    description: description.text,
    comments,
    commentTotal: issue.commentTotal,
    truncated: more.length > 0 || issue.links.length > 10 || issue.subtasks.length > 10,
    ...(more.length > 0 && { more }),
  };
}

function concise(issue: IssueDetail, blockersOf: BlockersOf): Output {
  const isCut = issue.links.length > 10 || issue.subtasks.length > 10;
  return { ...head(issue), ...fields(issue, blockersOf), commentTotal: issue.commentTotal, truncated: isCut };
}

/** Links to issues, then those to pages and addresses; `offset` counts both. */
function linksFrom(issue: IssueDetail, remote: readonly RemoteLink[], offset: number) {
  const all = [
    ...issue.links.map((link) => ({ link: linkOf(link) })),
    ...remote.map(({ url, title }) => ({ web: { url: clip(url, 500), title: clip(title, 100) } })),
  ];
  const shown = takeWithin(all.slice(offset), sectionBudgetBytes - 400);
  const nextOffset = offset + shown.length;
  const isRest = nextOffset < all.length;
  return {
    links: shown.flatMap((each) => ('link' in each ? [each.link] : [])),
    webLinks: shown.flatMap((each) => ('web' in each ? [each.web] : [])),
    linkTotal: all.length,
    truncated: isRest,
    ...(isRest && { nextOffset }),
  };
}

function descriptionFrom(issue: IssueDetail, offset: number): Output {
  const { text, nextOffset } = textWindow(issue.description, offset, sectionBudgetBytes);
  return {
    ...head(issue),
    description: text,
    truncated: nextOffset !== undefined,
    ...(nextOffset !== undefined && { nextOffset }),
  };
}

/** Whole comments, as many as fit; one that is longer than everything is cut, which its `isCut` says. */
function commentsFrom(issue: IssueDetail, offset: number): Output {
  const rest = issue.comments
    .slice(offset)
    .map((comment) => ({ id: comment.id, ...commentOf(comment, sectionBudgetBytes - 200) }));
  const comments = takeWithin(rest, sectionBudgetBytes, fenceBytes);
  const nextOffset = offset + comments.length;
  const isRest = nextOffset < issue.commentTotal && comments.length > 0;
  return {
    ...head(issue),
    comments: [...comments],
    commentTotal: issue.commentTotal,
    truncated: isRest,
    ...(isRest && { nextOffset }),
  };
}

function head({ key, url, summary }: IssueDetail) {
  return { key, url, summary: clip(summary, 300) };
}

const states = { new: 'todo', indeterminate: 'inProgress', done: 'done' } as const;

function fields(issue: IssueDetail, blockersOf: BlockersOf): Partial<Output> {
  const sprint = issue.sprints.find(({ state }) => state !== 'closed');
  const blockedBy = blockersOf(issue).slice(0, 5);
  const { resolution, priority, assignee, reporter, parent, storyPoints, due, created, updated } = issue;
  return {
    type: clip(issue.type.name, 40),
    status: clip(issue.status.name, 40),
    state: states[issue.status.category],
    ...(resolution !== undefined && { resolution: clip(resolution, 40) }),
    ...(priority && { priority: clip(priority.name, 40) }),
    ...(assignee && { assignee: clip(assignee.displayName, 60) }),
    ...(reporter && { reporter: clip(reporter.displayName, 60) }),
    ...(sprint && { sprint: clip(`${sprint.name} (${sprint.state})`, 80) }),
    ...(parent && { parent: { key: parent.key, summary: clip(parent.summary, 80) } }),
    ...namesOf('labels', issue.labels),
    ...namesOf('components', issue.components),
    ...namesOf('fixVersions', issue.fixVersions),
    ...(storyPoints !== undefined && { points: storyPoints }),
    ...(due !== undefined && { due }),
    ...(created !== undefined && { created }),
    ...(updated !== undefined && { updated }),
    ...(blockedBy.length > 0 && { blockedBy }),
    ...(issue.links.length > 0 && { links: issue.links.slice(0, 10).map(linkOf), linkTotal: issue.links.length }),
    ...(issue.subtasks.length > 0 && {
      subtasks: issue.subtasks.slice(0, 10).map(linkOf),
      subtaskTotal: issue.subtasks.length,
    }),
  };
}

function namesOf(member: 'labels' | 'components' | 'fixVersions', names: readonly string[]): Partial<Output> {
  return names.length > 0 ? { [member]: names.slice(0, 8).map((name) => clip(name, 30)) } : {};
}

function linkOf({ phrase, key, summary, status }: LinkedIssue) {
  return {
    ...(phrase !== '' && { relation: clip(phrase, 30) }),
    key,
    summary: clip(summary, 50),
    ...(status && { status: clip(status.name, 20) }),
  };
}

function commentOf({ author, created, body }: IssueComment, maxBytes: number) {
  const text = clip(body, maxBytes);
  return {
    ...(author && { author: clip(author.displayName, 60) }),
    created,
    body: text,
    ...(text !== body && { isCut: true }),
  };
}
