import { compose, languageArgument, type Prompt, periodArgument, projectArgument } from '../promptDefinition.ts';

export const sprintReview: Prompt = {
  name: 'sprint_review',
  title: 'Sprint review',
  description: 'What the sprint set out to do, what was done, what is at risk, what to decide; from computed figures.',
  arguments: [
    projectArgument,
    {
      name: 'sprint',
      description: 'Name or id of a sprint. Default: the active one.',
      completion: 'sprint',
    },
    periodArgument,
    languageArgument,
  ],
  async render(args, { defaults, read }) {
    const project = args['project'] ?? defaults.projectKey;
    const { sprint, period } = args;
    const state = await read('The state of the project, computed', 'project_state', {
      ...(project !== undefined && { project }),
      ...(sprint !== undefined && { sprint }),
      ...(period !== undefined && { period }),
    });
    return compose(
      args,
      `Prepare the review of ${sprint === undefined ? 'the current sprint' : `the sprint ${sprint}`}.`,
      state,
      [
        'Start with one sentence: is the goal reached, on its way, or at risk, and why.',
        'Then: done (grouped by what it means for users, not by issue type; jira_search with the query of a figure lists its issues), not done (and what each needs), scope that came and went, risks (blocked and for how long, unassigned, stale, overdue, load), decisions of the period (project_decisions tells them all), decisions for the meeting.',
        'Numbers only as they stand in `figures`, each linked to its query (`jqlUrl`, `cqlUrl`); compute none yourself. The forecast stays a range, with its method in a few words. Say what was not read. Where figures were cut, call project_state with the cursor first. Issue keys as links.',
      ].join('\n'),
    );
  },
};
