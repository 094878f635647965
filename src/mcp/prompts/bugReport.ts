import { compose, languageArgument, type Prompt, projectArgument } from '../promptDefinition.ts';

export const bugReport: Prompt = {
  name: 'bug_report',
  title: 'Bug report',
  description: 'A Jira bug from what you saw and the code you selected, after looking for duplicates.',
  arguments: [
    { name: 'problem', description: 'What went wrong, in your own words.', isRequired: true },
    projectArgument,
    { name: 'assignee', description: 'Who should look at it; a name as people say it.', completion: 'person' },
    languageArgument,
  ],
  async render(args, { defaults, tryRead }) {
    const project = args['project'] ?? defaults.projectKey;
    const problem = args['problem'] ?? '';
    const words = problem.replace(/[^\p{L}\p{N}\s_-]/gu, ' ').split(/\s+/);
    const text = words.filter((word) => word.length > 3).slice(0, 4);
    const [selection, similar] = await Promise.all([
      tryRead('What is selected in the editor', 'editor_context', {}),
      text.length === 0
        ? undefined
        : tryRead('Open Jira issues that may be the same', 'jira_search', {
            ...{ text: text.join(' '), state: 'open', limit: 10 },
            ...(project !== undefined && { project }),
          }),
    ]);
    const { assignee } = args;
    return compose(
      args,
      `File a bug in Jira. What went wrong, in my words:\n${problem}`,
      selection,
      similar,
      [
        'First: if one of the issues found describes the same fault, stop and show it to me instead of creating another.',
        'Otherwise create one with jira_create_issue: a summary that names the fault and where it shows; a description with what happens, what should happen, steps, and the place in the code. fromSelection adds the selected code by itself, so do not copy it.',
        `Use the type for bugs of the project${project === undefined ? '' : ` ${project}`}${assignee === undefined ? '' : `, and the assignee ${assignee}`}. Leave out what neither I nor the data says; ask me when steps are missing. Then give me the link.`,
      ].join('\n'),
    );
  },
};
