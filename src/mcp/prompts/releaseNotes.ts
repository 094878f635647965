import { compose, languageArgument, type Prompt, projectArgument } from '../promptDefinition.ts';
import { inProject, inSprint, quoted } from './jql.ts';

export const releaseNotes: Prompt = {
  name: 'release_notes',
  title: 'Release notes',
  description: 'Notes for users from what was finished for a version, in a sprint, or since a day.',
  arguments: [
    projectArgument,
    { name: 'version', description: 'Name of a fix version.' },
    { name: 'sprint', description: 'Name or id of a sprint, instead of a version.', completion: 'sprint' },
    { name: 'since', description: 'Day (yyyy-mm-dd), instead of a version. Default: two weeks ago.' },
    languageArgument,
  ],
  async render(args, { defaults, read }) {
    const project = args['project'] ?? defaults.projectKey;
    const { version, sprint, since } = args;
    const scope =
      version !== undefined
        ? `fixVersion = ${quoted(version)}`
        : sprint !== undefined
          ? inSprint(sprint)
          : `resolved >= ${since === undefined ? '-14d' : quoted(since)}`;
    const jql = [...inProject(project), scope, 'statusCategory = Done'].join(' AND ');
    const found = await read('Finished Jira issues', 'jira_search', {
      ...{ jql: `${jql} ORDER BY issuetype, priority DESC`, limit: 50, withTotal: true },
    });
    return compose(
      args,
      `Write release notes${version === undefined ? '' : ` for version ${version}`}.`,
      found,
      [
        'For people who use the product: new, improved, fixed; each a sentence on what they can do now, not what was changed inside. The key as a link at its end.',
        'Leave out what users do not notice, and put it into one line "Internal". Read jira_get_issue where a summary does not tell; page through with the cursor where the list is truncated. Promise nothing that the data does not say.',
      ].join('\n'),
    );
  },
};
