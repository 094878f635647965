import { compose, languageArgument, type Prompt, type PromptArguments, projectArgument } from '../promptDefinition.ts';

export const triage: Prompt = {
  name: 'triage',
  title: 'Triage',
  description: 'What is new and unassigned in a project, or one issue: duplicates, priority, who, next step.',
  arguments: [
    { name: 'issue', description: 'Key of one issue. Default: the new ones of the project.', completion: 'issue' },
    projectArgument,
    languageArgument,
  ],
  async render(args, { defaults, read }) {
    const key = args['issue'];
    const project = args['project'] ?? key?.split('-')[0] ?? defaults.projectKey;
    const where = project === undefined ? {} : { project };
    const data =
      key === undefined
        ? [
            await read('New unassigned Jira issues', 'jira_search', {
              ...{ assignee: 'none', state: 'todo', orderBy: 'created', limit: 20, ...where },
            }),
          ]
        : [await read('The Jira issue', 'jira_get_issue', { key })];
    return compose(args, question(args), ...data, steps);
  },
};

function question({ issue }: PromptArguments): string {
  return issue === undefined ? 'Triage what is new.' : `Triage ${issue}.`;
}

const steps = [
  'For each issue: look for duplicates with jira_search (words of its summary, all states); say what is missing to work on it; propose a priority and who should take it, with the reason from the data (who did similar work lately, what is due).',
  'Answer with a table: issue as a link, duplicate of, priority, person, next step. People by full name, only those found in Jira.',
  'Propose; change nothing until I agree.',
].join('\n');
