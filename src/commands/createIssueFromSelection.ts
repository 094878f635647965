import { randomUUID } from 'node:crypto';
import { commands, l10n, ProgressLocation, window } from 'vscode';
import type { CodeSelection } from '#domain/codeSelection.ts';
import { fail } from '#domain/errors.ts';
import type { Connection, WorkspaceDefaults } from '#domain/ports.ts';
import { runDialogue } from '#host/dialogue.ts';
import { commandIds } from '#host/ids.ts';
import { resolveProjectKey } from '#services/boards.ts';
import type { CreateIssueRequest } from '#services/createIssue.ts';
import { maskSecrets } from '#services/secretText.ts';
import { suggestSummary } from '#services/selectionText.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { type Draft, draftKey, type GivenAnswers, readGivenAnswers } from './createIssue/draft.ts';
import { reportCreated } from './createIssue/report.ts';
import { defaultsFor } from './createIssue/sprintChoices.ts';
import { stepsFor } from './createIssue/steps.ts';

/** Makes a ticket of the selected code. Resolves to the new issue's key; undefined when the user leaves. */
export function createIssueFromSelection(context: CommandContext): CommandHandler {
  // What an abandoned dialogue knew, for this session: asking again at the same place starts from it.
  const drafts = new Map<string, Draft>();
  return async (argument) => {
    const given = readGivenAnswers(argument);
    const selection = await (given.place
      ? context.selections.selectionAt(given.place)
      : context.selections.currentSelection());
    if (!selection) {
      fail({ code: 'noEditor' });
    }
    const connection = await signedInConnection(context);
    if (!connection) {
      return undefined;
    }
    const defaults = context.defaults.current();
    const projectKey = given.projectKey ?? defaults.projectKey ?? (await likelyProject(connection, defaults));
    const key = draftKey(selection);
    const initial = drafts.get(key) ?? { summary: suggestSummary(selection) };
    const draft = await runDialogue<Draft>(
      { ...initial, ...(projectKey && { projectKey }) },
      {
        title: l10n.t('Create Jira Issue from Selection'),
        steps: stepsFor({
          ...{ connection, selection, given, defaults, extensionUri: context.extensionUri },
          rememberPerson: (key, typed, person) =>
            context.inBackground(context.aliases.remember(connection.site.origin, key, typed, person)),
        }),
        onProgress: (state) => drafts.set(key, state),
      },
    );
    if (!draft) {
      return undefined;
    }
    const request = requestOf(context, draft, given, selection);
    const created = await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Creating the issue in {0}…', request.projectKey) },
      () => context.createIssue(connection, request),
    );
    drafts.delete(key);
    reportCreated(context, connection, created);
    context.inBackground(showInSprint(context, created.reference.key));
    return created.reference.key;
  };
}

/** Only preselected: whoever files a bug has not said which project it is about. */
async function likelyProject(connection: Connection, defaults: WorkspaceDefaults): Promise<string | undefined> {
  return resolveProjectKey(connection.tracker, defaults).catch(() => undefined);
}

/** Signs in first where needed: the wish to file a bug should not end in an error. */
async function signedInConnection({ connections }: CommandContext): Promise<Connection | undefined> {
  const connection = await connections.current();
  if (connection) {
    return connection;
  }
  const isSignedIn = await commands.executeCommand<boolean>(commandIds.signIn);
  return isSignedIn ? connections.current() : undefined;
}

function requestOf(
  { defaults }: CommandContext,
  draft: Draft,
  given: GivenAnswers,
  selection: CodeSelection,
): CreateIssueRequest & { readonly operationId: string } {
  const projectKey = draft.projectKey ?? '';
  const assignee = given.assignee ?? draft.assignee?.displayName;
  const sprint = given.sprint === 'current' ? given.sprint : draft.sprint?.id;
  const { boardId, sprintId } = defaultsFor(projectKey, defaults.current());
  return {
    operationId: randomUUID(),
    projectKey,
    summary: given.summary ?? draft.summary,
    ...(given.description && { description: given.description }),
    selection: draft.secrets === 'mask' ? withoutSecrets(selection) : selection,
    ...(given.issueType !== undefined ? { issueType: given.issueType } : typeOf(draft)),
    ...(assignee && { assignee }),
    ...(given.assignee === undefined && draft.assignee && { assigneeId: draft.assignee.accountId }),
    ...(given.sprint !== 'none' && sprint !== undefined && { sprint }),
    ...(boardId !== undefined && { boardId }),
    ...(sprintId !== undefined && { currentSprintId: sprintId }),
  };
}

function typeOf({ issueType }: Draft): { issueTypeId?: string } {
  return issueType ? { issueTypeId: issueType.id } : {};
}

function withoutSecrets(selection: CodeSelection): CodeSelection {
  return {
    ...selection,
    text: maskSecrets(selection.text),
    diagnostics: selection.diagnostics.map((diagnostic) => ({
      ...diagnostic,
      message: maskSecrets(diagnostic.message),
    })),
  };
}

async function showInSprint({ sprint, revealIssue }: CommandContext, key: string): Promise<void> {
  await sprint.refresh();
  await revealIssue(key);
}
