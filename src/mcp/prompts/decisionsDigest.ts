import { compose, languageArgument, type Prompt, periodArgument, projectArgument } from '../promptDefinition.ts';

export const decisionsDigest: Prompt = {
  name: 'decisions_digest',
  title: 'Decisions digest',
  description: 'The decisions taken on a project in a week or another period, each with its source.',
  arguments: [
    projectArgument,
    periodArgument,
    {
      name: 'space',
      description: 'Only this Confluence space, by its key. Default: those of the project.',
      completion: 'space',
    },
    languageArgument,
  ],
  async render(args, { defaults, read }) {
    const project = args['project'] ?? (args['space'] === undefined ? defaults.projectKey : undefined);
    const { period, space } = args;
    const found = await read('Decisions found in Confluence and Jira', 'project_decisions', {
      ...(project !== undefined && { project }),
      ...(period !== undefined && { period }),
      ...(space !== undefined && { space }),
    });
    return compose(
      args,
      `Summarise the decisions${project === undefined ? '' : ` on ${project}`} of the period${period === undefined ? ' (this week)' : ` ${period}`}.`,
      found,
      [
        'The list is complete and computed: add none, leave none out, count with `total`. Where it was cut, call project_decisions again with the cursor first.',
        'Group by topic. One line each: what was decided, by whom and when as far as it is known, the issues as links, and the source as a link to its section. Keep proposed, superseded and rejected ones apart from decided ones; mark those with `takenEarlier` as only written down now.',
        'Begin with the period and its time zone. End with one line on where was looked and what was not searched.',
      ].join('\n'),
    );
  },
};
