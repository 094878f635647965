import * as z from 'zod';
import type { Decision, DecisionReport, NotSearched } from '#domain/decision.ts';
import type { Connection } from '#domain/ports.ts';
import { findDecisions } from '#services/decisions/findDecisions.ts';
import { decisionScope, spacesOfProject } from '#services/projectSpaces.ts';
import type { Choice } from '#services/resolve/choices.ts';
import { clip, jsonBytes, takeWithin } from '../../output.ts';
import { readTool, type ToolContext } from '../../toolDefinition.ts';
import { projectKey } from '../jira/arguments.ts';
import { why, whySchema } from '../jira/storedIssue.ts';
import {
  describePeriod,
  describeSpaces,
  offsetCursor,
  periodArgument,
  periodRequest,
  projectFor,
  spaceArgument,
} from './arguments.ts';

const input = z.strictObject({
  project: projectKey.optional().describe("Jira key. Default: this workspace's."),
  space: spaceArgument.describe('Only this Confluence space.'),
  period: periodArgument,
  labels: z.array(z.string().min(1).max(255)).min(1).max(20).optional().describe('Page labels, up to 20.'),
  cursor: offsetCursor,
});

const output = z.object({
  total: z.number(),
  decided: z.number().describe('of them'),
  decisions: z.array(
    z.object({
      text: z.string(),
      topic: z.string().optional(),
      state: z.enum(['decided', 'proposed', 'superseded', 'rejected']),
      change: z.enum(['new', 'state', 'text']),
      takenOn: z.string().optional(),
      takenEarlier: z.boolean().optional(),
      appeared: z.string().optional(),
      who: z.array(z.string()).optional(),
      issues: z.array(z.string()).optional(),
      sources: z.array(z.object({ title: z.string(), section: z.string().optional(), url: z.string() })),
      rule: z.string(),
      confidence: z.number(),
    }),
  ),
  period: z.string().describe('with its zone'),
  searched: z.string().describe('where and why there'),
  notSearched: z.array(z.string()),
  why: whySchema,
  truncated: z.boolean(),
  cursor: z.string().optional(),
});

const budgetBytes = 7300;
/** What the marks around each text take. */
const markBytes = 60;

export const projectDecisions = readTool({
  name: 'project_decisions',
  title: 'Decisions of a project',
  description:
    'Decisions on a project in a period, found in Confluence pages and Jira issues by what changed: text, state, who, when, links. Complete; cite the sources.',
  input,
  output,
  hints: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
  foreignText: ['decisions.text', 'decisions.topic'],
  async handler(input, context) {
    const connection = await context.connection();
    const { report, searched, choices } = await search(connection, input, context);
    const offset = Number(input.cursor ?? 0);
    const rows = decidedFirst(report.decisions).slice(offset).map(decisionRow);
    const fits = takeWithin(
      rows.map((row) => ({ ...row, text: row.text + ' '.repeat(row.topic === undefined ? markBytes : 2 * markBytes) })),
      budgetBytes - jsonBytes(searched),
    );
    const next = offset + fits.length;
    const total = report.decisions.length;
    return {
      total,
      decided: report.decisions.filter(({ state }) => state === 'decided').length,
      decisions: rows.slice(0, fits.length),
      period: describePeriod(report.period),
      searched,
      notSearched: report.notSearched.map(describeGap),
      ...why(choices, context.t),
      truncated: next < total,
      ...(next < total && { cursor: String(next) }),
    };
  },
});

async function search(
  connection: Connection,
  { project, space, period, labels }: z.output<typeof input>,
  context: ToolContext,
): Promise<{ readonly report: DecisionReport; readonly searched: string; readonly choices: readonly Choice[] }> {
  const { defaults, signal, userTime, progress } = context;
  const query = { period: periodRequest(period), ...userTime, ...(labels && { labels }) };
  const call = {
    signal,
    onProgress: ({ step, done, total }: { readonly step: string; readonly done: number; readonly total?: number }) =>
      progress(`Looking for decisions: ${step} ${done}${total === undefined ? '' : ` of ${total}`}`),
  };
  if (space !== undefined && project === undefined) {
    const report = await findDecisions(connection, { ...query, spaceKeys: [space] }, call);
    return { report, choices: [], searched: describeSearch(report, `${space} (asked for)`) };
  }
  const { key, choices } = await projectFor(project, connection, context);
  const spaces = await spacesOfProject(connection.knowledge, key, { asked: space, defaults }, { signal });
  const report = await findDecisions(connection, { ...query, ...decisionScope(key, spaces) }, call);
  return { report, choices, searched: describeSearch(report, `project ${key}: spaces ${describeSpaces(key, spaces)}`) };
}

function describeSearch({ searched: { pages, issues } }: DecisionReport, where: string): string {
  return `${pages} pages and ${issues} issues changed in the period; ${where}`;
}

/** Whoever asks what was decided reads on only for what was not; otherwise newest first, as they come. */
function decidedFirst(decisions: readonly Decision[]): readonly Decision[] {
  return [...decisions].sort((a, b) => Number(b.state === 'decided') - Number(a.state === 'decided'));
}

const shownSources = 3;

function decisionRow(decision: Decision) {
  const { text, topic, state, change, takenOn, isTakenInPeriod, appearedAt, who, issueKeys, sources, rule } = decision;
  return {
    text: clip(text, 400),
    ...(topic !== undefined && { topic: clip(topic, 200) }),
    state,
    change,
    ...(takenOn !== undefined && { takenOn }),
    ...(!isTakenInPeriod && { takenEarlier: true }),
    ...(appearedAt !== undefined && { appeared: appearedAt }),
    ...(who.length > 0 && { who: who.slice(0, 5).map(({ name }) => clip(name, 40)) }),
    ...(issueKeys.length > 0 && { issues: issueKeys.slice(0, 5) }),
    sources: sources.slice(0, shownSources).map(({ title, section, url }) => ({
      title: clip(title, 80),
      ...(section.length > 0 && { section: clip(section.join(' > '), 80) }),
      url,
    })),
    rule,
    confidence: Math.round(decision.confidence * 100) / 100,
  };
}

function describeGap({ what, why, count, examples = [] }: NotSearched): string {
  const named =
    examples.length > 0
      ? ` (${examples
          .slice(0, 3)
          .map((name) => clip(name, 40))
          .join(', ')})`
      : '';
  return `${count === undefined ? '' : `${count} `}${places[what]}: ${reasons[why]}${named}`;
}

const places: Readonly<Record<NotSearched['what'], string>> = {
  pages: 'pages',
  versions: 'older versions of pages',
  pageComments: 'comments on pages',
  issues: 'issues',
  issueComments: 'older comments of issues',
  spaces: 'spaces',
  projects: 'projects',
  drafts: 'drafts',
  archivedPages: 'archived pages',
};

const reasons: Readonly<Record<NotSearched['why'], string>> = {
  noPermission: 'what this account may not see',
  truncated: 'more than one run reads; ask for a shorter period or one space',
  unreadable: 'could not be understood',
  unavailable: 'the site did not answer',
  notListed: "not found by the site's search",
  notRead: 'not looked at',
};
