import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { type Failure, failureOf } from '#domain/errors.ts';
import type { Transition } from '#domain/issue.ts';
import type { Connection } from '#domain/ports.ts';
import type { FormField } from '#domain/project.ts';
import { projectHints } from '#domain/repositoryHints.ts';
import { explainActiveSprint, explainBoard, explainProject } from '#services/boards.ts';
import { findAssignee, resolveAnyone, resolveAssignee } from '#services/people.ts';
import { PersonAliases, type StoredAlias, withAliases } from '#services/personAliases.ts';
import { describeChoice } from '#services/resolve/choices.ts';
import { pinnedInputs, resolveFields } from '#services/resolve/fields.ts';
import { resolveName } from '#services/resolve/names.ts';
import { resolveTransition } from '#services/resolve/transitions.ts';
import { english } from '#shared/l10n.ts';

let demo: RunningDemoSite;
let connection: Connection;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 3 });
  connection = await connect({
    credential: { origin: demo.url, email: demo.email, token: demo.token },
    userAgent: 'Trestle/0.0.0',
  });
});
afterAll(async () => {
  connection.dispose();
  await demo.close();
});

async function failure(run: () => unknown): Promise<Failure | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return failureOf(error) ?? expect.unreachable(`not a typed failure: ${error}`);
  }
}

describe('names', () => {
  const values = [
    { id: '1', name: 'Élevée' },
    { id: '2', name: 'Élevée+' },
    { id: '3', name: 'Basse' },
    { id: '4', name: 'Insights' },
    { id: '5', name: 'insights' },
  ];

  it('are taken whole, by id, then by their only beginning', () => {
    expect(resolveName('priority', 'elevee', values)).toEqual({ value: values[0], because: 'exactName' });
    expect(resolveName('priority', '3', values)).toEqual({ value: values[2], because: 'id' });
    expect(resolveName('priority', 'bas', values)).toEqual({ value: values[2], because: 'onlyPrefix' });
  });

  it('that fit several or none reject with what is possible, twins told apart', async () => {
    expect(await failure(() => resolveName('priority', 'élev', values))).toMatchObject({
      code: 'unknownName',
      allowedValues: [{ id: '1' }, { id: '2' }],
    });
    expect(await failure(() => resolveName('field', 'Insights', values))).toMatchObject({
      allowedValues: [{ name: 'Insights (4)' }, { name: 'insights (5)' }],
    });
    for (const name of ['', 'haute', '6']) {
      const failed = await failure(() => resolveName('priority', name, values));
      expect(failed?.code === 'unknownName' && failed.allowedValues).toHaveLength(5);
    }
  });

  it('of transitions are those of the status or of the step', async () => {
    const step = (id: string, name: string, to: string): Transition => ({
      id,
      name,
      to: { id: `1${id}`, name: to, category: 'indeterminate' },
      fields: [],
    });
    const steps = [step('1', 'Démarrer', 'En cours'), step('2', 'Bloquer', 'Bloqué'), step('3', 'Bloqué', 'Gelé')];
    expect(resolveTransition(steps, 'en cours')).toEqual({ value: steps[0], because: 'status exactName' });
    expect(resolveTransition(steps, 'dem')).toEqual({ value: steps[0], because: 'step onlyPrefix' });
    expect(resolveTransition(steps, '2')).toEqual({ value: steps[1], because: 'step id' });
    // One step is called what another one leads to: nobody can tell which is meant.
    expect(await failure(() => resolveTransition(steps, 'bloque'))).toMatchObject({
      code: 'unknownName',
      allowedValues: [{ name: 'En cours (Démarrer)' }, { name: 'Bloqué (Bloquer)' }, { name: 'Gelé (Bloqué)' }],
    });
  });
});

describe('people', () => {
  const paulIn = (projectKey: string) => findAssignee(connection.tracker.people, 'Paul', { projectKey });

  it('are those who can be assigned in the project', async () => {
    expect((await paulIn('NIM')).displayName).toBe('Paul Martin');
    expect((await paulIn('PAY')).displayName).toBe('Paul Mercier');
  });

  it.each([
    ['paul martin', 'Paul Martin', 'exactName'],
    ['@Emile', 'Émile Lefèvre', 'onlyMatch'],
    ['emile lefevre', 'Émile Lefèvre', 'exactName'],
    ['akesson', 'Björn Åkesson', 'onlyMatch'],
    ['Nguyen Chloe', 'Chloé Nguyễn', 'onlyMatch'],
    ['p. martin', 'Paul Martin', 'onlyMatch'],
    ['pmartin', 'Paul Martin', 'onlyMatch'],
    ['bjorn.akesson@nimbus.example', 'Björn Åkesson', 'exactName'],
    ['moi', 'Léa Dubois', 'self'],
  ])('%s is %s (%s)', async (query, displayName, because) => {
    expect(await resolveAssignee(connection.tracker.people, query, { projectKey: 'NIM' })).toMatchObject({
      value: { displayName },
      because,
    });
  });

  it('of one name are asked about, those assigned lately first', async () => {
    const sofia = await findAssignee(connection.tracker.people, 'Sofia', { projectKey: 'NIM' });
    const type = (await connection.tracker.forms.issueTypes('NIM')).find(({ name }) => name === 'Task');
    const draft = { projectKey: 'NIM', issueTypeId: type?.id ?? '', summary: 'For Sofia' };
    const martins = () => failure(() => findAssignee(connection.tracker.people, 'Martin', { projectKey: 'NIM' }));
    const namesOf = (failed: Failure | undefined) =>
      failed?.code === 'severalPeopleFound' ? failed.candidates.map(({ displayName }) => displayName) : [];
    await connection.tracker.issues.create({ ...draft, assigneeId: sofia.accountId });
    expect(namesOf(await martins())).toEqual(['Sofia Martin', 'Paul Martin']);
    const { accountId } = await paulIn('NIM');
    await connection.tracker.issues.create({ ...draft, assigneeId: accountId });
    expect(namesOf(await martins())).toEqual(['Paul Martin', 'Sofia Martin']);
  });

  it('that are unknown, gone or bots are never replaced by somebody else', async () => {
    const near = await failure(() => findAssignee(connection.tracker.people, 'Pual', { projectKey: 'NIM' }));
    expect(near).toMatchObject({ code: 'noPersonFound', near: [{ displayName: 'Paul Martin' }] });
    for (const query of ['Olivier', 'Nimbus Release Bot', 'Zoé', 'ma ma']) {
      const failed = await failure(() => findAssignee(connection.tracker.people, query, { projectKey: 'NIM' }));
      expect(failed, query).toMatchObject({ code: 'noPersonFound', query });
    }
  });

  it('can be named by account id', async () => {
    const { accountId } = await paulIn('PAY');
    const { value, because } = await resolveAnyone(connection.tracker.people, accountId, { projectKey: 'NIM' });
    expect([value.displayName, because]).toEqual(['Paul Mercier', 'accountId']);
    const nobody = '712020:ffffffff-6e1b-4d0c-9a53-000000000000';
    expect(await failure(() => findAssignee(connection.tracker.people, nobody, { projectKey: 'NIM' }))).toMatchObject({
      code: 'notFound',
      entity: 'person',
    });
  });

  it('are remembered once a human chose, for that name, project and site only', async () => {
    let stored: readonly StoredAlias[] = [];
    const aliases = new PersonAliases({
      load: () => stored,
      save: async (next) => {
        stored = JSON.parse(JSON.stringify(next));
      },
    });
    const { people } = withAliases(connection, aliases).tracker;
    const sofia = await findAssignee(people, 'Sofia', { projectKey: 'NIM' });
    const { origin } = connection.site;
    // What was typed on the way to a choice is no name, and a whole name needs no remembering.
    for (const typed of ['', 'mart', 'Sofia Martin', 'Léa']) await aliases.remember(origin, 'NIM', typed, sofia);
    expect(stored).toEqual([]);
    await aliases.remember(origin, 'NIM', ' @MARTIN ', sofia);
    expect(await resolveAssignee(people, 'martin', { projectKey: 'NIM' })).toEqual({
      value: sofia,
      because: 'remembered',
    });
    expect((await findAssignee(people, 'Paul Martin', { projectKey: 'NIM' })).displayName).toBe('Paul Martin');
    expect(aliases.find('https://other.example', 'NIM', 'martin')).toBeUndefined();
    // Sofia cannot be assigned in PAY, whatever is remembered.
    await aliases.remember(origin, 'PAY', 'Martin', sofia);
    expect(await failure(() => findAssignee(people, 'Martin', { projectKey: 'PAY' }))).toMatchObject({
      code: 'noPersonFound',
    });
  });
});

describe('project, board and sprint', () => {
  it('are read from the branch, then from what commits name more than once', () => {
    const commitSubjects = ['NIM-3: a', 'PAY-7 b', 'fix UTF-8', 'NIM-4', 'NIM-5 (NIM-6)', 'PAY-8', 'SHA-256'];
    expect(projectHints({ branch: 'feature/ops-42-disk_full', commitSubjects })).toEqual([
      { projectKey: 'OPS', because: 'branch' },
      { projectKey: 'NIM', because: 'commits' },
      { projectKey: 'PAY', because: 'commits' },
    ]);
    expect(projectHints({ branch: 'main', commitSubjects: [] })).toEqual([]);
    expect(projectHints({ branch: 'PAY-0/NIM-1x/v2-beta', commitSubjects: ['nim-1', 'nim-2'] })).toEqual([]);
  });

  it('count only where the site has them', async () => {
    const project = (branch: string, commitSubjects: string[] = []) =>
      explainProject(connection.tracker, { repository: { branch, commitSubjects } });
    expect(await project('fix/pay-7')).toEqual({ value: 'PAY', because: 'branch' });
    // RHX exists, but not for this user.
    expect(await project('release-2024/rhx-1', ['OPS-1', 'OPS-2'])).toEqual({ value: 'OPS', because: 'commits' });
    expect(await failure(() => project('release-2024'))).toEqual({
      code: 'noProjectChosen',
      candidates: ['NIM', 'OPS', 'PAY'],
    });
    const chosen = { projectKey: 'NIM', repository: { branch: 'ops-1', commitSubjects: [] } };
    expect(await explainProject(connection.tracker, chosen)).toEqual({ value: 'NIM', because: 'chosen' });
  });

  it('explain themselves', async () => {
    const { tracker } = connection;
    const board = await explainBoard(tracker, { repository: { branch: 'nim-1', commitSubjects: [] } });
    expect(board).toMatchObject({ value: { projectKey: 'NIM' }, because: 'onlyBoard' });
    expect(await explainBoard(tracker, { boardId: board.value.id })).toMatchObject({
      value: board.value,
      because: 'chosen',
    });
    expect(board.choices.map((choice) => describeChoice(choice, english))).toEqual([
      'Project: NIM (named by the Git branch)',
      'Board: NIM board (the only board of the project)',
    ]);
    expect(await explainActiveSprint(tracker, board.value, undefined)).toMatchObject({ because: 'onlyActive' });
    const pay = await explainBoard(tracker, { projectKey: 'PAY' });
    expect(await failure(() => explainActiveSprint(tracker, pay.value, undefined))).toMatchObject({
      code: 'severalActiveSprints',
      candidates: [{}, {}],
    });
    expect(await explainActiveSprint(tracker, pay.value, 69)).toMatchObject({ value: { id: 69 }, because: 'chosen' });
    const kanban = await explainBoard(tracker, { projectKey: 'OPS' });
    expect(await failure(() => explainActiveSprint(tracker, kanban.value, undefined))).toMatchObject({
      code: 'boardHasNoSprints',
    });
  });

  it('are asked of the site once, and again when fresh ones are wanted', async () => {
    const { boards } = connection.tracker;
    const count = () => demo.requests.filter(({ path }) => path.endsWith('/board/4/sprint')).length;
    await boards.sprints(4, ['active']);
    const before = count();
    await boards.sprints(4, ['active']);
    expect(count()).toBe(before);
    await boards.sprints(4, ['active'], { isFresh: true });
    expect(count()).toBe(before + 1);
  });
});

describe('fields', () => {
  const field = (id: string, type: string, more: Partial<FormField> = {}): FormField => ({
    ...{ id, name: `Field ${id}`, isRequired: false, hasDefault: false, type },
    ...more,
  });
  const options = [
    { id: '10', name: 'Matériel', children: [{ id: '11', name: 'Écran' }] },
    { id: '20', name: 'Logiciel' },
  ];
  const form = [
    field('cascade', 'option-with-child', { allowedValues: options }),
    field('several', 'array', { itemType: 'option', allowedValues: options }),
    field('people', 'array', { itemType: 'user' }),
    field('words', 'array', { itemType: 'string' }),
    field('at', 'datetime'),
    field('day', 'date'),
    field('count', 'number'),
    field('sprint', 'array', { itemType: 'json' }),
  ];
  const resolve = async (inputs: Parameters<typeof resolveFields>[1]) =>
    resolveFields(form, inputs, { people: connection.tracker.people, projectKey: 'NIM' });

  it('get values by their schema', async () => {
    const resolved = await resolve({
      cascade: 'materiel > ecran',
      several: ['log', '10'],
      people: ['Sofia', 'Björn'],
      words: 'one',
      at: '2026-12-31T09:00:00+01:00',
      day: '2026-12-31',
      count: '1.5',
    });
    const people = await Promise.all(['Sofia', 'Björn'].map((name) => connection.tracker.people.search(name)));
    expect(resolved.map(({ value }) => value)).toEqual([
      { kind: 'cascade', id: '10', childId: '11' },
      { kind: 'choices', ids: ['20', '10'] },
      { kind: 'people', accountIds: people.map(([person]) => person?.accountId) },
      { kind: 'labels', labels: ['one'] },
      { kind: 'date', date: '2026-12-31T09:00:00+01:00' },
      { kind: 'date', date: '2026-12-31' },
      { kind: 'number', number: 1.5 },
    ]);
    const again = await resolve(pinnedInputs(resolved));
    expect(again.map(({ value }) => value)).toEqual(resolved.map(({ value }) => value));
  });

  it('refuse what does not fit', async () => {
    for (const inputs of [
      { at: '2026-12-31' },
      { day: '31/12/2026' },
      { count: 'many' },
      { day: ['2026-12-31', '2027-01-01'] },
      { sprint: '44' },
      { count: 1, 'Field count': 2 },
      { cascade: 'a > b > c' },
    ]) {
      expect(await failure(() => resolve(inputs)), JSON.stringify(inputs)).toMatchObject({ code: 'invalidArgument' });
    }
    expect(await failure(() => resolve({ cascade: ['Logiciel', 'Écran'] }))).toMatchObject({ code: 'unknownName' });
  });
});
