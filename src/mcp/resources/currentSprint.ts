import type { Resource } from '../resourceDefinition.ts';

export const currentSprint: Resource = {
  name: 'current_sprint',
  title: 'Current Jira sprint',
  description: 'The active sprint of the workspace: goal, days left, progress, risks, issues by status.',
  uriTemplate: 'trestle://sprint/current',
  tool: 'jira_current_sprint',
  argumentsFor: () => ({}),
  // An issue may be in the sprint, come into it or leave it.
  isAffected: (_value, { isSprintChanged, issueKeys }) => isSprintChanged === true || (issueKeys?.length ?? 0) > 0,
};
