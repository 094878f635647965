import { describe, expect, it } from 'vitest';
import { blockersOf, type Issue, type Status } from '#domain/issue.ts';
import { daysLeft } from '#domain/sprint.ts';
import { groupByStatus } from '#services/sprintBoard.ts';

const toDo: Status = { id: '1', name: 'À faire', category: 'new' };
const doing: Status = { id: '2', name: 'En cours', category: 'indeterminate' };
const done: Status = { id: '3', name: 'Terminé', category: 'done' };
const odd: Status = { id: '9', name: 'Ailleurs', category: 'indeterminate' };

function issue(key: string, status: Status, change: Partial<Issue> = {}): Issue {
  return {
    id: key.replace(/\D/g, ''),
    key,
    url: `https://nimbus.example/browse/${key}`,
    projectKey: 'NIM',
    summary: key,
    type: { id: '1', name: 'Bug', isSubtask: false, hierarchyLevel: 0 },
    status,
    labels: [],
    isFlagged: false,
    sprints: [],
    links: [],
    ...change,
  };
}

describe('groupByStatus', () => {
  it('follows the columns, keeps rank order inside, puts unmapped statuses last', () => {
    const configuration = {
      columns: [
        { name: 'Fini', statusIds: ['3'] },
        { name: 'Le reste', statusIds: ['2', '1'] },
      ],
    };
    const issues = [
      issue('NIM-1', toDo),
      issue('NIM-2', odd),
      issue('NIM-3', done),
      issue('NIM-4', toDo),
      issue('NIM-5', doing),
    ];
    const groups = groupByStatus(issues, configuration);
    expect(
      groups.map(({ status, columnName, issues: members }) => [status.id, columnName, members.map(({ key }) => key)]),
    ).toEqual([
      ['3', 'Fini', ['NIM-3']],
      ['2', 'Le reste', ['NIM-5']],
      ['1', 'Le reste', ['NIM-1', 'NIM-4']],
      ['9', undefined, ['NIM-2']],
    ]);
  });
});

describe('blockersOf', () => {
  const link = { linkId: '1', key: 'NIM-7', summary: '', phrase: 'est bloqué par', blocksThis: true };

  it('counts a flag, a blocked status and an unfinished blocking issue', () => {
    const blocked = issue('NIM-1', doing, { isFlagged: true, links: [{ ...link, status: toDo }] });
    expect(blockersOf(blocked, new Set(['2'])).map(({ kind }) => kind)).toEqual(['flag', 'status', 'link']);
  });

  it('counts neither a finished blocker, nor an issue that blocks others, nor a finished issue', () => {
    const links = [
      { ...link, status: done },
      { ...link, blocksThis: false, status: toDo },
    ];
    expect(blockersOf(issue('NIM-1', doing, { links }))).toEqual([]);
    expect(blockersOf(issue('NIM-1', done, { isFlagged: true }))).toEqual([]);
  });
});

describe('daysLeft', () => {
  const sprint = { id: 1, name: 'S', state: 'active', goal: '' } as const;
  it('rounds up, goes negative, and knows no end', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(daysLeft({ ...sprint, endDate: '2026-11-24T11:00:00.000+00:00' }, now)).toBe(2);
    expect(daysLeft({ ...sprint, endDate: '2026-11-20T12:00:00Z' }, now)).toBe(-2);
    expect(daysLeft(sprint, now)).toBeUndefined();
    expect(daysLeft({ ...sprint, endDate: 'soon' }, now)).toBeUndefined();
  });
});
