import {
  createSprint,
  deleteSprint,
  moveIssuesToBacklog,
  moveIssuesToSprintAndRank,
  partiallyUpdateSprint,
  rankIssues,
} from 'jira.js/agile';
import { failureOf } from '#domain/errors.ts';
import type { BoardOperations, Call } from '#domain/ports.ts';
import { mostMovedIssues, type SprintDraft } from '#domain/sprint.ts';
import { invalid, issueKey, numericId } from '../arguments.ts';
import { withoutSignal } from '../settle.ts';
import { answerObject, number, object, objects, optional, text } from '../wire.ts';
import type { JiraSite } from './site.ts';
import { sprintFrom } from './sprintFromWire.ts';

/** The vendor's limit. */
const longestName = 30;

type Moves = Pick<BoardOperations, 'moveToSprint' | 'moveToBacklog' | 'rank'>;
type SprintWrites = Pick<BoardOperations, 'createSprint' | 'updateSprint' | 'removeSprint'>;

/** `forgetSprints`: what is remembered of them may be wrong by now. */
export function moveOperations(site: JiraSite, forgetSprints: () => void): Moves {
  const noteWritten = (keys: readonly string[]) => {
    for (const key of keys) site.writes.written({ key });
  };
  /** Also remembers writes that may or may not have been carried out. */
  const move = async <T>(keys: readonly string[], write: () => Promise<T>): Promise<T> => {
    try {
      const answer = await write();
      noteWritten(keys);
      return answer;
    } catch (error) {
      forgetSprints(); // one may have been closed since it was remembered
      if (failureOf(error)?.code === 'outcomeUnknown') noteWritten(keys);
      throw error;
    }
  };
  return {
    async moveToSprint(sprintId, issueKeys, call) {
      const id = numericId(sprintId, 'sprintId');
      const issues = checkedKeys(issueKeys);
      const context = { entity: 'sprint', id: String(id), operation: 'add to sprint' } as const;
      const client = site.transport.client(withoutSignal(call), context);
      await move(issues, () => moveIssuesToSprintAndRank(client, { sprintId: id, issues }));
    },

    async moveToBacklog(issueKeys, call) {
      const issues = checkedKeys(issueKeys);
      const context = { entity: 'issue', id: issues.join(', '), operation: 'move to the backlog' } as const;
      await move(issues, () => moveIssuesToBacklog(site.transport.client(withoutSignal(call), context), { issues }));
    },

    async rank(issueKeys, place, call) {
      const issues = checkedKeys(issueKeys);
      const anchor = 'before' in place ? { rankBeforeIssue: place.before } : { rankAfterIssue: place.after };
      const context = { entity: 'issue', id: issues.join(', '), operation: 'rank issues' } as const;
      const client = site.transport.client(withoutSignal(call), context);
      // 204 when all are ranked, 207 with an entry for each otherwise.
      const answer: unknown = await move(issues, () => rankIssues(client, { issues, ...anchor }));
      const refused = objects(object(answer)['entries']).filter((entry) => (number(entry['status']) ?? 200) >= 400);
      return refused.flatMap((entry) => text(entry['issueKey']) ?? text(entry['issueId']) ?? []);
    },
  };
}

export function sprintWrites(site: JiraSite, forgetSprints: () => void): SprintWrites {
  const clientFor = (entity: 'board' | 'sprint', id: number, operation: string, call: Call | undefined) =>
    site.transport.client(withoutSignal(call), { entity, id: String(id), operation });
  const changing = <T>(write: () => Promise<T>) => write().finally(forgetSprints);
  return {
    async createSprint(draft, call) {
      const originBoardId = numericId(draft.boardId, 'boardId');
      const client = clientFor('board', originBoardId, 'create a sprint', call);
      const body = { originBoardId, ...sprintToWire(draft), name: draft.name };
      const answer: unknown = await changing(() => createSprint(client, body));
      return sprintFrom(answerObject(answer, 'sprint'));
    },

    async updateSprint(sprintId, change, call) {
      const id = numericId(sprintId, 'sprintId');
      const client = clientFor('sprint', id, `change sprint ${id}`, call);
      const body = { sprintId: id, ...sprintToWire(change), ...optional('state', change.state) };
      const answer: unknown = await changing(() => partiallyUpdateSprint(client, body));
      return sprintFrom(answerObject(answer, 'sprint'));
    },

    async removeSprint(sprintId, call) {
      const id = numericId(sprintId, 'sprintId');
      await changing(() => deleteSprint(clientFor('sprint', id, `delete sprint ${id}`, call), { sprintId: id }));
    },
  };
}

function sprintToWire({ name, goal, startDate, endDate }: Partial<Omit<SprintDraft, 'boardId'>>) {
  if (name !== undefined && (name.trim() === '' || name.length > longestName)) {
    invalid('name', `has to have 1 to ${longestName} characters`);
  }
  return {
    ...optional('name', name),
    ...optional('goal', goal),
    ...optional('startDate', startDate),
    ...optional('endDate', endDate),
  };
}

function checkedKeys(keys: readonly string[]): string[] {
  return keys.length === 0 || keys.length > mostMovedIssues
    ? invalid('issueKeys', `must be 1 to ${mostMovedIssues} issue keys`)
    : [...new Set(keys.map(issueKey))];
}
