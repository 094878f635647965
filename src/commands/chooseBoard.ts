import { l10n, type QuickPickItem } from 'vscode';
import { fail, failureOf } from '#domain/errors.ts';
import type { IssueTracker, WorkspaceDefaults } from '#domain/ports.ts';
import type { Board, Sprint } from '#domain/sprint.ts';
import { runDialogue, type Step } from '#host/dialogue.ts';
import { pickOne } from '#host/quickInput.ts';
import { cleanForeignText } from '#shared/text.ts';
import type { CommandContext, CommandHandler } from './context.ts';
import { plainLabel, projectItems } from './projectItems.ts';

interface ChoiceState extends WorkspaceDefaults {
  /** Boards of the chosen project, and active sprints of the chosen board, once known. */
  readonly boards?: readonly Board[];
  readonly sprints?: readonly Sprint[];
}

type BoardItem = QuickPickItem & { readonly board: Board };
type SprintItem = QuickPickItem & { readonly sprint: Sprint };

/** Chooses the project, board and sprint of this workspace; questions with one possible answer are not asked. */
export function chooseBoard({ connections, defaults, sprint }: CommandContext): CommandHandler {
  return async () => {
    const connection = (await connections.current()) ?? fail({ code: 'notSignedIn' });
    const { tracker } = connection;
    const choice = await runDialogue<ChoiceState>(defaults.current(), {
      title: l10n.t('Choose Project, Board and Sprint'),
      steps: [projectStep(tracker), boardStep(tracker), sprintStep],
    });
    if (choice) {
      const { projectKey, boardId, sprintId } = choice;
      await defaults.choose({
        ...(projectKey !== undefined && { projectKey }),
        ...(boardId !== undefined && { boardId }),
        ...(sprintId !== undefined && { sprintId }),
      });
      await sprint.refresh();
    }
  };
}

function projectStep(tracker: IssueTracker): Step<ChoiceState> {
  return {
    async ask(state, place) {
      const answer = await pickOne({
        place,
        placeholder: l10n.t('Project you work on in this workspace'),
        items: projectItems(tracker),
        active: ({ projectKey }) => projectKey === state.projectKey,
      });
      if (answer.kind !== 'accepted') {
        return answer;
      }
      const { projectKey } = answer.value;
      const { items: boards } = await tracker.boards.list(projectKey, { limit: 50, isFresh: true });
      const [only] = boards;
      if (!only) {
        fail({ code: 'noBoard', projectKey });
      }
      const kept = boards.find(({ id }) => id === state.boardId);
      const next: ChoiceState = { projectKey, boards };
      if (boards.length === 1) {
        return { kind: 'accepted', value: await withSprints(tracker, next, only) };
      }
      return { kind: 'accepted', value: { ...next, ...(kept && { boardId: kept.id }) } };
    },
  };
}

function boardStep(tracker: IssueTracker): Step<ChoiceState> {
  return {
    isNeeded: ({ boards }) => boards?.length !== 1,
    async ask(state, place) {
      const answer = await pickOne({
        place,
        placeholder: l10n.t('Board to show'),
        items: (state.boards ?? []).map(boardItem),
        active: ({ board }) => board.id === state.boardId,
      });
      return answer.kind === 'accepted'
        ? { kind: 'accepted', value: await withSprints(tracker, state, answer.value.board) }
        : answer;
    },
  };
}

const sprintStep: Step<ChoiceState> = {
  isNeeded: ({ sprints }) => (sprints?.length ?? 0) > 1,
  async ask(state, place) {
    const items = (state.sprints ?? []).map(
      (sprint): SprintItem => ({
        label: `$(rocket) ${plainLabel(sprint.name)}`,
        detail: cleanForeignText(sprint.goal),
        sprint,
      }),
    );
    const answer = await pickOne({ place, placeholder: l10n.t('Active sprint to show'), items });
    return answer.kind === 'accepted'
      ? { kind: 'accepted', value: { ...state, sprintId: answer.value.sprint.id } }
      : answer;
  },
};

function boardItem(board: Board): BoardItem {
  const kind = board.type === 'kanban' ? l10n.t('Kanban') : board.type === 'scrum' ? l10n.t('Scrum') : '';
  return { label: plainLabel(board.name), description: kind, board };
}

async function withSprints(tracker: IssueTracker, state: ChoiceState, board: Board): Promise<ChoiceState> {
  return { ...state, boardId: board.id, sprints: await activeSprints(tracker, board) };
}

async function activeSprints(tracker: IssueTracker, board: Board): Promise<readonly Sprint[]> {
  if (board.type === 'kanban') {
    return [];
  }
  try {
    return await tracker.boards.sprints(board.id, ['active'], { isFresh: true });
  } catch (error) {
    if (failureOf(error)?.code === 'boardHasNoSprints') {
      return [];
    }
    throw error;
  }
}
