import { l10n, type QuickPickItem, type Uri } from 'vscode';
import type { CodeSelection } from '#domain/codeSelection.ts';
import type { Person } from '#domain/person.ts';
import type { Connection, WorkspaceDefaults } from '#domain/ports.ts';
import type { IssueType } from '#domain/project.ts';
import type { Sprint } from '#domain/sprint.ts';
import type { Step } from '#host/dialogue.ts';
import { iconUri, issueIcon } from '#host/issueIcons.ts';
import { pickOne, promptForText } from '#host/quickInput.ts';
import { timeLeftText } from '#host/sprintTime.ts';
import { findSecrets, type SecretKind } from '#services/secretText.ts';
import { cleanForeignText } from '#shared/text.ts';
import { plainLabel, projectItems } from '../projectItems.ts';
import type { Draft, GivenAnswers } from './draft.ts';
import { pickAssignee } from './pickAssignee.ts';
import { defaultsFor, sprintChoices } from './sprintChoices.ts';

const maxSummaryLength = 255;

export interface Questions {
  readonly connection: Connection;
  readonly selection: CodeSelection;
  readonly given: GivenAnswers;
  readonly defaults: WorkspaceDefaults;
  readonly extensionUri: Uri;
  /** Takes note of whom the user chose after typing this. */
  rememberPerson(projectKey: string, typed: string, person: Person): void;
}

/** The questions in their order; each is skipped when its answer is given or there is nothing to choose. */
export function stepsFor(questions: Questions): readonly Step<Draft>[] {
  return [
    projectStep(questions),
    summaryStep(questions),
    typeStep(questions),
    assigneeStep(questions),
    sprintStep(questions),
    secretsStep(questions),
  ];
}

function projectStep({ connection, given, defaults }: Questions): Step<Draft> {
  return {
    isNeeded: () => given.projectKey === undefined && defaults.projectKey === undefined,
    async ask(draft, place) {
      const answer = await pickOne({
        place,
        placeholder: l10n.t('Project of the new issue'),
        items: projectItems(connection.tracker),
        active: ({ projectKey }) => projectKey === draft.projectKey,
      });
      if (answer.kind !== 'accepted') {
        return answer;
      }
      const { projectKey } = answer.value;
      // Types, people and sprints of another project do not apply.
      return {
        kind: 'accepted',
        value: projectKey === draft.projectKey ? draft : { projectKey, summary: draft.summary },
      };
    },
  };
}

function summaryStep({ given }: Questions): Step<Draft> {
  return {
    isNeeded: () => given.summary === undefined,
    async ask(draft, place) {
      const answer = await promptForText({
        place,
        prompt: l10n.t('Summary of the new issue in {0}', draft.projectKey ?? ''),
        value: draft.summary,
        placeholder: l10n.t('What is wrong, or what is to be done'),
        validate: summaryProblem,
      });
      return answer.kind === 'accepted' ? { kind: 'accepted', value: { ...draft, summary: answer.value } } : answer;
    },
  };
}

function summaryProblem(text: string): string | undefined {
  if (text.trim() === '') {
    return l10n.t('A summary is needed.');
  }
  const { length } = text.trim();
  return length > maxSummaryLength
    ? l10n.t('Jira allows {0} characters; these are {1}.', maxSummaryLength, length)
    : undefined;
}

function typeStep(questions: Questions): Step<Draft> {
  const { given, selection } = questions;
  return {
    isNeeded: () => given.issueType === undefined,
    async ask(draft, place) {
      const hasErrors = selection.diagnostics.some(({ severity }) => severity === 'error');
      const answer = await pickOne({
        place,
        placeholder: l10n.t('Type of the new issue'),
        items: typeItems(questions, draft.projectKey ?? ''),
        active: ({ issueType }) =>
          draft.issueType ? issueType.id === draft.issueType.id : hasErrors && issueIcon(issueType) === 'bug',
      });
      return answer.kind === 'accepted'
        ? { kind: 'accepted', value: { ...draft, issueType: answer.value.issueType } }
        : answer;
    },
  };
}

/** Sub-tasks need a parent, which a selection does not have; epics come last. */
async function typeItems({ connection, extensionUri }: Questions, projectKey: string) {
  const types = await connection.tracker.forms.issueTypes(projectKey);
  return types
    .filter(({ isSubtask, hierarchyLevel }) => !isSubtask && hierarchyLevel >= 0)
    .sort((a, b) => a.hierarchyLevel - b.hierarchyLevel)
    .map((issueType): QuickPickItem & { issueType: IssueType } => ({
      label: plainLabel(issueType.name),
      iconPath: iconUri(extensionUri, issueIcon(issueType)),
      issueType,
    }));
}

function assigneeStep({ connection, given, defaults, rememberPerson }: Questions): Step<Draft> {
  const { tracker, account } = connection;
  return {
    isNeeded: () => given.assignee === undefined,
    async ask(draft, place) {
      const projectKey = draft.projectKey ?? '';
      const answer = await pickAssignee({
        place,
        people: tracker.people,
        projectKey,
        me: account,
        current: draft.assignee,
        remember: (typed, person) => rememberPerson(projectKey, typed, person),
      });
      if (answer.kind !== 'accepted') {
        return answer;
      }
      const isSprintOpen = given.sprint === undefined && draft.sprints === undefined;
      const sprints = isSprintOpen ? await sprintChoices(tracker, defaultsFor(projectKey, defaults)) : draft.sprints;
      return { kind: 'accepted', value: { ...draft, assignee: answer.value, ...(sprints && { sprints }) } };
    },
  };
}

type SprintItem = QuickPickItem & { readonly sprint: Sprint | null };

function sprintStep({ given }: Questions): Step<Draft> {
  return {
    isNeeded: ({ sprints }) => given.sprint === undefined && sprints?.length !== 0,
    async ask(draft, place) {
      const items: SprintItem[] = [
        ...(draft.sprints ?? []).map(sprintItem),
        { label: l10n.t('$(inbox) Backlog'), description: l10n.t('not in a sprint'), sprint: null },
      ];
      const answer = await pickOne({
        place,
        placeholder: l10n.t('Add it to the current sprint?'),
        items,
        active: ({ sprint }) => draft.sprint !== undefined && sprint?.id === draft.sprint?.id,
      });
      return answer.kind === 'accepted'
        ? { kind: 'accepted', value: { ...draft, sprint: answer.value.sprint } }
        : answer;
    },
  };
}

function sprintItem(sprint: Sprint): SprintItem {
  const timeLeft = timeLeftText(sprint, new Date());
  return {
    label: `$(rocket) ${plainLabel(sprint.name)}`,
    ...(timeLeft !== undefined && { description: timeLeft }),
    detail: cleanForeignText(sprint.goal),
    sprint,
  };
}

function secretsStep({ selection }: Questions): Step<Draft> {
  const kinds = findSecrets([selection.text, ...selection.diagnostics.map(({ message }) => message)].join('\n'));
  return {
    isNeeded: () => kinds.length > 0,
    async ask(draft, place) {
      const items: (QuickPickItem & { secrets: 'mask' | 'send' })[] = [
        {
          label: l10n.t('$(shield) Hide it in the ticket'),
          detail: l10n.t('What looks secret is replaced by •••; the rest of the code stays.'),
          secrets: 'mask',
        },
        {
          label: l10n.t('$(warning) Send it as it is'),
          detail: l10n.t('Everybody who can see the project will be able to read it.'),
          secrets: 'send',
        },
      ];
      const placeholder = l10n.t(
        'The code seems to hold a secret ({0}). What should the ticket show?',
        kinds.map(secretName).join(', '),
      );
      const answer = await pickOne({ place, placeholder, items, active: ({ secrets }) => secrets === draft.secrets });
      return answer.kind === 'accepted'
        ? { kind: 'accepted', value: { ...draft, secrets: answer.value.secrets } }
        : answer;
    },
  };
}

function secretName(kind: SecretKind): string {
  switch (kind) {
    case 'private key':
      return l10n.t('private key');
    case 'access token':
      return l10n.t('access token');
    case 'password':
      return l10n.t('password');
    case 'credentials in a URL':
      return l10n.t('credentials in a URL');
  }
}
