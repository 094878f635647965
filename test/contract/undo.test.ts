import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { IssueDetail } from '#domain/issue.ts';
import { findSection, sectionText } from '#domain/pageSections.ts';
import type { Connection } from '#domain/ports.ts';
import { IssueCreator } from '#services/issueCreator.ts';
import { issueFieldChanges } from '#services/issueFieldChanges.ts';
import { Journal } from '#services/journal/journal.ts';
import { type RecordWrite, recordWrites } from '#services/journal/recordWrite.ts';
import { carryOutTransition, resolveTransitionRequest } from '#services/transitionIssue.ts';
import { carryOutUndo, latestUndoable, planUndo } from '#services/undo/undo.ts';
import { carryOutUpdate, resolveUpdate, type UpdateIssueRequest } from '#services/updateIssue.ts';
import { failureIn } from './support/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'tr-undo-'));
let demo: RunningDemoSite;
let connection: Connection;
let journal: Journal;
let record: RecordWrite;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 11 });
  const credential = { origin: demo.url, email: demo.email, token: demo.token };
  connection = await connect({ credential, userAgent: 'Trestle/0.0.0' });
  journal = await Journal.open(folder);
  record = recordWrites(async () => journal, { surface: 'agent', client: 'test', tool: 'test', consent: 'once' });
});
afterAll(async () => {
  connection.dispose();
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
});

function read(key: string): Promise<IssueDetail> {
  return connection.tracker.issues.get(key);
}

function planned(kind: 'updateIssue' | 'transitionIssue' | 'commentIssue', { key, projectKey, summary }: IssueDetail) {
  return { kind, projectKey, summary, target: { entity: 'issue', id: key, title: summary } } as const;
}

async function update(request: UpdateIssueRequest): Promise<void> {
  const before = await read(request.issueKey);
  const basedOn = before.updated === undefined ? {} : { basedOn: before.updated };
  const resolved = await resolveUpdate(connection.tracker, { ...request, ...basedOn });
  await record(
    connection,
    planned('updateIssue', before),
    () => carryOutUpdate(connection, resolved),
    ({ stored }) => ({ changes: issueFieldChanges(before, stored) }),
  );
}

async function newest(): Promise<string> {
  return (await journal.list())[0]?.id ?? expect.unreachable('the journal is empty');
}

async function undoNewest(): Promise<void> {
  await carryOutUndo(connection, journal, await newest(), record);
}

/** As somebody else, or the same person by hand: past the journal. */
async function changeByHand(issueKey: string, change: Omit<UpdateIssueRequest, 'issueKey'>): Promise<void> {
  const { updated } = await read(issueKey);
  const request = { issueKey, ...change, ...(updated !== undefined && { basedOn: updated }) };
  await carryOutUpdate(connection, await resolveUpdate(connection.tracker, request));
}

describe('undo of an issue', () => {
  it('puts every kind of field back, and leaves labels that others added', async () => {
    const before = await read('NIM-42');
    await update({
      issueKey: 'NIM-42',
      summary: 'Another summary',
      description: 'Another description.',
      assignee: 'me',
      due: '2027-01-31',
      labels: { add: ['agent-made'], remove: before.labels.slice(0, 1) },
    });
    await changeByHand('NIM-42', { labels: { add: ['by-hand'] } });
    const plan = await planUndo(connection, journal, await newest());
    expect(plan.changes.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['summary', 'description', 'labels']),
    );
    const { notRestored } = await carryOutUndo(connection, journal, await newest(), record);
    const after = await read('NIM-42');
    // It holds a picture and coloured words, which Markdown cannot bring back: said, not hidden.
    expect(notRestored).toEqual(['description']);
    expect(after.summary).toBe(before.summary);
    expect(after.description.split('\n').length).toBe(before.description.split('\n').length);
    expect(after.assignee?.accountId).toBe(before.assignee?.accountId);
    expect(after.due).toBe(before.due);
    expect([...after.labels].sort()).toEqual([...before.labels, 'by-hand'].sort());
  });

  it('is done once, and not of an undoing', async () => {
    const [undo, change] = await journal.list();
    expect(undo).toMatchObject({ kind: 'undo', undoes: change?.id, outcome: 'done', client: 'test', consent: 'once' });
    expect(await failureIn(planUndo(connection, journal, change?.id ?? ''))).toMatchObject({ reason: 'alreadyUndone' });
    expect(await failureIn(planUndo(connection, journal, undo?.id ?? ''))).toMatchObject({ reason: 'noWayBack' });
    expect(await failureIn(planUndo(connection, journal, 'x'))).toMatchObject({ reason: 'unknownOperation' });
    expect(await latestUndoable(connection, journal, 'NIM-42')).toBeUndefined();
  });

  it('refuses, and tells the difference, when somebody changed a field since', async () => {
    await update({ issueKey: 'NIM-43', summary: 'By the agent' });
    await changeByHand('NIM-43', { summary: 'By a person' });
    const failure = await failureIn(undoNewest());
    expect(failure).toMatchObject({
      code: 'changedSince',
      id: 'NIM-43',
      differences: [{ field: 'summary', now: 'By a person', after: { text: 'By the agent' } }],
    });
    expect((await read('NIM-43')).summary).toBe('By a person');
  });

  it('takes the step back to the status before', async () => {
    const before = await read('NIM-42');
    const steps = await connection.tracker.transitions.list('NIM-42');
    const step = steps.find(({ to, fields }) => to.id !== before.status.id && fields.every((each) => !each.isRequired));
    const resolved = await resolveTransitionRequest(connection.tracker, {
      issueKey: 'NIM-42',
      to: step?.to.name ?? '',
    });
    await record(
      connection,
      planned('transitionIssue', before),
      () => carryOutTransition(connection, resolved),
      ({ stored }) => ({ changes: issueFieldChanges(before, stored) }),
    );
    expect((await read('NIM-42')).status.id).not.toBe(before.status.id);
    await undoNewest();
    expect((await read('NIM-42')).status.id).toBe(before.status.id);
  });

  it('deletes its own comment, but not one that was edited', async () => {
    const before = await read('NIM-42');
    const comment = () =>
      record(
        connection,
        planned('commentIssue', before),
        () => connection.tracker.comments.add('NIM-42', { markdown: 'From an agent.' }),
        ({ id, body }) => ({ createdId: id, changes: [{ field: 'comment', after: { ids: [], text: body } }] }),
      );
    await comment();
    expect((await read('NIM-42')).commentTotal).toBe(before.commentTotal + 1);
    await undoNewest();
    expect((await read('NIM-42')).commentTotal).toBe(before.commentTotal);

    const { id } = await comment();
    const operation = await newest();
    const [entry] = await journal.list();
    if (entry)
      await journal.write({ ...entry, changes: [{ field: 'comment', after: { ids: [], text: 'Something else' } }] });
    expect(await failureIn(planUndo(connection, journal, operation))).toMatchObject({ code: 'changedSince' });
    expect((await read('NIM-42')).comments.some((each) => each.id === id)).toBe(true);
  });

  it('deletes an issue that it created, unless somebody touched it', async () => {
    const creator = new IssueCreator({ journal, surface: 'agent' });
    const create = (summary: string) => creator.create(connection, { projectKey: 'NIM', summary });
    const first = await create('Made by mistake');
    expect((await planUndo(connection, journal, await newest())).isDeletion).toBe(true);
    await undoNewest();
    expect(await failureIn(read(first.reference.key))).toMatchObject({ code: 'notFound' });

    const second = await create('Made by mistake, and used');
    const operation = await newest();
    await connection.tracker.comments.add(second.reference.key, { markdown: 'I need this one.' });
    const failure = await failureIn(carryOutUndo(connection, journal, operation, record));
    expect(failure).toMatchObject({
      code: 'changedSince',
      differences: expect.arrayContaining([expect.objectContaining({ field: 'comments' })]),
    });
    expect((await read(second.reference.key)).summary).toBe('Made by mistake, and used');
  });

  it('is not for another account or site', async () => {
    await update({ issueKey: 'NIM-44', summary: 'Anything' });
    const [entry] = await journal.list();
    if (entry) await journal.write({ ...entry, accountId: 'somebody-else' });
    expect(await failureIn(undoNewest())).toMatchObject({ code: 'cannotUndo', reason: 'otherSite' });
  });
});

describe('undo of a page', () => {
  async function writeSection(pageId: string, section: string, markdown: string): Promise<void> {
    const { pages } = connection.knowledge;
    const { title, version, spaceKey = '' } = await pages.get(pageId);
    await record(
      connection,
      { kind: 'updatePage', projectKey: spaceKey, summary: title, target: { entity: 'page', id: pageId, title } },
      () => pages.updateSection(pageId, { section, baseVersion: version, markdown }),
      ({ page, previousVersion, replaced = '' }) => ({
        versions: { before: previousVersion, after: page.version },
        changes: [
          {
            field: 'section',
            name: section,
            before: { ids: [], text: replaced },
            after: { ids: [], text: sectionText(page, findSection(page.sections, section)) },
          },
        ],
      }),
    );
  }

  it('puts the version before back, or only the section where others wrote elsewhere; refuses where they wrote there', async () => {
    const { pages } = connection.knowledge;
    const page = await pages.get('200046');
    const names = page.sections.filter(({ title, level }) => title !== '' && level > 1).map(({ title }) => title);
    const [mine = '', theirs = ''] = [...new Set(names)].filter((name) => names.filter((n) => n === name).length === 1);
    const text = async (name: string) => {
      const now = await pages.get('200046');
      return sectionText(now, findSection(now.sections, name)).trim();
    };
    const original = await text(mine);

    await writeSection('200046', mine, 'Written by an agent.');
    await undoNewest();
    expect(await text(mine)).toBe(original);
    expect((await pages.get('200046')).body).toBe(page.body);

    await writeSection('200046', mine, 'Written by an agent again.');
    const { version } = await pages.get('200046');
    await pages.updateSection('200046', { section: theirs, baseVersion: version, markdown: 'By a person.' });
    await undoNewest();
    expect(await text(mine)).toBe(original);
    expect(await text(theirs)).toContain('By a person.');

    await writeSection('200046', mine, 'A third time.');
    const later = await pages.get('200046');
    await pages.updateSection('200046', {
      section: mine,
      baseVersion: later.version,
      markdown: 'Mine, says a person.',
    });
    expect(await failureIn(undoNewest())).toMatchObject({
      code: 'changedSince',
      differences: [{ field: 'section', now: expect.stringContaining('Mine, says a person.') }],
    });
  });
});

describe('undo of what was added to the wiki', () => {
  const pages = () => connection.knowledge.pages;

  async function newPage(title: string): Promise<string> {
    const { id } = await record(
      connection,
      { kind: 'createPage', projectKey: 'NIM', summary: title },
      () => pages().create({ spaceKey: 'NIM', title, markdown: 'Made by an agent.' }),
      (page) => ({
        target: { entity: 'page', id: page.id, title },
        versions: { before: 0, after: page.version },
      }),
    );
    return id;
  }

  async function newComment(pageId: string, replyTo?: { readonly id: string; readonly kind: 'footer' | 'inline' }) {
    return record(
      connection,
      { kind: 'commentPage', projectKey: 'NIM', summary: 'x', target: { entity: 'page', id: pageId } },
      () => pages().comment(pageId, { markdown: 'Said by an **agent**.', ...(replyTo && { replyTo }) }),
      ({ id, body }) => ({ createdId: id, changes: [{ field: 'comment', after: { ids: [id], text: body } }] }),
    );
  }

  it('moves a page that it created to the trash, unless somebody wrote on it, below it, or about it', async () => {
    const first = await newPage('Made by mistake');
    expect(await planUndo(connection, journal, await newest())).toMatchObject({ isDeletion: true, isToTrash: true });
    await undoNewest();
    expect(demo.site.wiki.pages.get(first)?.status).toBe('trashed');

    const used = await newPage('Made by mistake, and used');
    const operation = await newest();
    await pages().append(used, { markdown: 'Good idea.' });
    await pages().comment(used, { markdown: 'Indeed.' });
    await pages().create({ spaceKey: 'NIM', title: 'Below it', markdown: 'x', parentId: used });
    const failure = await failureIn(carryOutUndo(connection, journal, operation, record));
    expect(failure).toMatchObject({
      ...{ code: 'changedSince', entity: 'page', id: used },
      differences: [
        { field: 'version', after: { text: '1' }, now: '2' },
        { field: 'comments', now: expect.stringContaining('Indeed.') },
        { field: 'pages below it', now: 'Below it' },
      ],
    });
    expect(demo.site.wiki.pages.get(used)?.status).toBe('current');

    const gone = await newPage('Deleted by a person');
    await pages().trash(gone);
    expect(await failureIn(undoNewest())).toMatchObject({ code: 'changedSince', differences: [{ field: 'page' }] });
  });

  it.each(['footer', 'inline'] as const)('deletes a comment and a reply of its own: %s', async (kind) => {
    const passage = { text: 'agent' };
    const page = await pages().create({ spaceKey: 'NIM', title: `Talk ${kind}`, markdown: 'Made by an agent.' });
    const asked = await pages().comment(page.id, { markdown: 'Really?', ...(kind === 'inline' && { passage }) });
    const reply = await newComment(page.id, asked);
    expect((await pages().comments(page.id)).items).toMatchObject([
      { id: asked.id, kind, pageId: page.id, body: 'Really?', ...(kind === 'inline' && { passage: 'agent' }) },
      { id: reply.id, kind, pageId: page.id, parentId: asked.id, body: 'Said by an **agent**.' },
    ]);
    await undoNewest();
    expect((await pages().comments(page.id)).items.map(({ id }) => id)).toEqual([asked.id]);
    expect(await failureIn(pages().getComment(reply.id))).toMatchObject({ code: 'notFound', entity: 'comment' });
  });

  it('leaves a comment that was edited or answered', async () => {
    const page = await pages().create({ spaceKey: 'NIM', title: 'Talk on', markdown: 'x' });
    const edited = await newComment(page.id);
    const stored = demo.site.wiki.comments.find(({ id }) => id === edited.id) ?? expect.unreachable();
    stored.version += 1;
    expect(await failureIn(undoNewest())).toMatchObject({
      ...{ code: 'changedSince', entity: 'comment' },
      differences: [{ field: 'comment', now: 'Said by an **agent**.' }],
    });
    const answered = await newComment(page.id);
    await pages().comment(page.id, { markdown: 'I disagree.', replyTo: answered });
    const operation = (await journal.list()).find(({ createdId }) => createdId === answered.id)?.id ?? '';
    expect(await failureIn(carryOutUndo(connection, journal, operation, record))).toMatchObject({
      code: 'changedSince',
      differences: [{ field: 'replies', now: 'Léa Dubois: I disagree.' }],
    });
    expect((await pages().comments(page.id)).items).toHaveLength(3);
  });

  it('takes a page out of the trash again, with its text and labels, but not over another of its title', async () => {
    const { pages: all } = demo.site.wiki;
    const page = await pages().create({ spaceKey: 'NIM', title: 'Missed', markdown: '# One\n\nTwo.' });
    await pages().addLabels(page.id, ['kept']);
    const below = await pages().create({ spaceKey: 'NIM', title: 'Orphan', markdown: 'x', parentId: page.id });
    const remove = () =>
      record(
        connection,
        { kind: 'deletePage', projectKey: 'NIM', summary: 'Missed', target: { entity: 'page', id: page.id } },
        () => pages().trash(page.id),
      );
    await remove();
    expect(all.get(below.id)?.parentId).toBe(all.get(page.id)?.parentId);
    expect(await pages().get(page.id, { withTrashed: true })).toMatchObject({ isTrashed: true });
    expect(await failureIn(pages().trash(page.id))).toMatchObject({ code: 'notFound' });
    await undoNewest();
    expect(await pages().get(page.id)).toMatchObject({ title: 'Missed', body: page.body, labels: ['kept'] });
    expect(await failureIn(pages().restoreFromTrash(page.id))).toMatchObject({ code: 'invalidArgument' });

    await remove();
    await pages().create({ spaceKey: 'NIM', title: 'Missed', markdown: 'In its place.' });
    expect(await failureIn(undoNewest())).toMatchObject({ code: 'invalidFields' });
    expect(all.get(page.id)?.status).toBe('trashed');
    await pages()
      .restoreFromTrash(page.id)
      .catch(() => undefined);
  });

  it('is settled by looking when the answer is lost', async () => {
    const page = await pages().create({ spaceKey: 'NIM', title: 'Lost answers', markdown: 'x' });
    const comment = await pages().comment(page.id, { markdown: 'Gone soon.' });
    const lose = (method: string, path: RegExp) =>
      demo.faults.add({ method, path, effect: { kind: 'disconnect', when: 'after' } });
    lose('DELETE', /footer-comments/);
    await pages().removeComment(comment);
    lose('DELETE', /pages/);
    await pages().trash(page.id);
    expect(demo.site.wiki.pages.get(page.id)?.status).toBe('trashed');
    lose('PUT', /pages/);
    await pages().restoreFromTrash(page.id);
    expect(demo.site.wiki.pages.get(page.id)?.status).toBe('current');
  });
});

describe('the recording path', () => {
  it('is written before anything is sent, and tells what came of it', async () => {
    const plan = { kind: 'other', projectKey: 'NIM', summary: 'Two\nlines' } as const;
    const during: string[] = [];
    await record(connection, plan, async () => {
      during.push((await journal.list())[0]?.outcome ?? '');
    });
    expect(during).toEqual(['pending']);
    expect((await journal.list())[0]).toMatchObject({ outcome: 'done', summary: 'Two lines', tool: 'test' });
    await failureIn(record(connection, plan, () => connection.tracker.issues.update('NIM-99999', { summary: 'x' })));
    expect((await journal.list())[0]).toMatchObject({ outcome: 'failed', failure: { code: 'notFound' } });
    await record(connection, plan, () => Promise.reject(new Error('a defect'))).catch(() => {});
    expect((await journal.list())[0]?.outcome).toBe('unknown');
  });

  it('sends nothing when it cannot be written', async () => {
    let isSent = false;
    const broken = recordWrites(() => Journal.open('/dev/null/journal'), { surface: 'agent' });
    const plan = { kind: 'other', projectKey: 'NIM', summary: 'x' } as const;
    const failure = await failureIn(
      broken(connection, plan, async () => {
        isSent = true;
      }),
    );
    expect(failure?.code).toBe('storageUnavailable');
    expect(isSent).toBe(false);
  });
});
