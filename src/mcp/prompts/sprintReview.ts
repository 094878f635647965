import { compose, languageArgument, type Prompt, projectArgument } from '../promptDefinition.ts';
import { inProject, inSprint } from './jql.ts';

export const sprintReview: Prompt = {
  name: 'sprint_review',
  title: 'Sprint review',
  description: 'What the sprint set out to do, what was done, what is at risk, what to decide.',
  arguments: [
    projectArgument,
    {
      name: 'sprint',
      description: 'Name or id of a sprint. Default: the active one.',
      completion: 'sprint',
    },
    languageArgument,
  ],
  async render(args, { defaults, read }) {
    const project = args['project'] ?? defaults.projectKey;
    const where = project === undefined ? {} : { project };
    const sprint = args['sprint'];
    const data =
      sprint === undefined
        ? [await read('The active Jira sprint', 'jira_current_sprint', where)]
        : await Promise.all(
            (['done', 'open'] as const).map((state) => {
              const category = `statusCategory ${state === 'done' ? '=' : '!='} Done`;
              const jql = [...inProject(project), inSprint(sprint), category].join(' AND ');
              return read(`Jira issues of the sprint, ${state}`, 'jira_search', { jql, limit: 50, withTotal: true });
            }),
          );
    return compose(
      args,
      `Prepare the review of ${sprint === undefined ? 'the current sprint' : `the sprint ${sprint}`}.`,
      ...data,
      [
        'Start with one sentence: is the goal reached, on its way, or at risk, and why.',
        'Then: done (grouped by what it means for users, not by issue type), not done (and what each needs), risks (blocked, unassigned, untouched), decisions for the meeting.',
        'Numbers only from the data, with the total they refer to; where a list says it was truncated, read the rest before counting. Issue keys as links.',
      ].join('\n'),
    );
  },
};
