import { compose, languageArgument, type Prompt, projectArgument } from '../promptDefinition.ts';

export const standup: Prompt = {
  name: 'standup',
  title: 'Stand-up',
  description: "What someone did, does next and is blocked by, from Jira's own record.",
  arguments: [
    { name: 'person', description: 'Whose stand-up; a name as people say it. Default: yours.', completion: 'person' },
    projectArgument,
    languageArgument,
  ],
  async render(args, { defaults, read }) {
    const project = args['project'] ?? defaults.projectKey;
    const person = args['person'] ?? 'me';
    const theirs = { assignee: person, ...(project !== undefined && { project }) };
    const since = new Date(Date.now() - reachMs).toISOString();
    const [recent, open] = await Promise.all([
      read('Jira issues that changed lately', 'jira_search', { ...theirs, updatedSince: since, limit: 20 }),
      read('Open Jira issues in the sprint', 'jira_search', { ...theirs, sprint: 'open', state: 'open', limit: 20 }),
    ]);
    const whose = person === 'me' ? 'my' : `${person}'s`;
    return compose(
      args,
      `Write ${whose} stand-up for today.`,
      recent,
      open,
      [
        'Three short lists: since yesterday (what moved or was finished), today (what is next, most urgent first), blocked (what waits, and for whom).',
        'Name each issue by its key as a link, with a few words; at most five a list. Leave a list out rather than filling it.',
        'Say only what the data shows: an issue that changed was not necessarily worked on. Read jira_get_issue where it is not clear what changed.',
      ].join('\n'),
    );
  },
};

/** Over a weekend: what was done on Friday belongs to Monday's stand-up. */
const reachMs = 72 * 3_600_000;
