import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AdfDocument, checkDocument } from '#atlassian/adf/document.ts';
import { outlineOf, sectionMarkdown } from '#atlassian/adf/sections.ts';
import { connect } from '#atlassian/connect.ts';
import { systemClock } from '#atlassian/http/clock.ts';
import { doc, heading, p } from '#demo/adf.ts';
import type { DemoPage, DemoPageVersion } from '#demo/confluence/model.ts';
import { pageIds } from '#demo/confluence/seed/ids.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import type { Page } from '#domain/page.ts';
import { findSection, sectionText } from '#domain/pageSections.ts';
import type { Connection, PageOperations } from '#domain/ports.ts';
import { changesOfPage } from '#services/pageChanges.ts';
import { appendToPage, createPage, writeSection } from '#services/pageWrites.ts';
import { failureIn } from './support/client.ts';
import { type ContractDocument, checkRequest, describeContracts } from './support/openapi.ts';
import { type RecordingProxy, recordingProxy } from './support/recordingProxy.ts';

let demo: RunningDemoSite;
let proxy: RecordingProxy;
let connection: Connection;
let direct: Connection;
let pages: PageOperations;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 7 });
  proxy = await recordingProxy(demo.url);
  [connection, direct] = await Promise.all([open(proxy.origin), open(demo.url)]);
  pages = connection.knowledge.pages;
});
afterAll(async () => {
  connection.dispose();
  direct.dispose();
  await proxy.close();
  await demo.close();
});
beforeEach(() => demo.faults.clear());

/** Done when the client is about to wait. */
let beforeNextWait: (() => void) | undefined;

/** Every wait takes a millisecond. */
function open(origin: string): Promise<Connection> {
  return connect({
    credential: { origin, email: demo.email, token: demo.token },
    userAgent: 'Trestle/0.0.0',
    limits: { backoffMs: 1, totalMs: 20_000 },
    clock: {
      ...systemClock,
      sleep: (_, signal) => {
        beforeNextWait?.();
        beforeNextWait = undefined;
        return systemClock.sleep(1, signal);
      },
    },
  });
}

function stored(id: string): DemoPage {
  return demo.site.wiki.pages.get(id) ?? expect.unreachable(`no page ${id}`);
}

function documentNow(id: string): AdfDocument {
  return checkDocument(JSON.stringify(stored(id).versions.at(-1)?.body));
}

const colleagueId = () =>
  demo.site.users.find(({ accountId }) => accountId !== connection.account.accountId)?.accountId;

/** Somebody else saves the page with another body, or the same. */
function colleagueSaves(id: string, change: Partial<DemoPageVersion> = {}): void {
  const page = stored(id);
  const last = page.versions.at(-1) ?? expect.unreachable();
  const { storage: _, ...kept } = last;
  const authorId = colleagueId() ?? '';
  page.versions.push({ ...kept, number: last.number + 1, authorId, created: demo.site.now(), ...change });
}

/** The page's body with a text in it replaced. */
function bodyWith(id: string, text: string, other: string): DemoPageVersion['body'] {
  const json = JSON.stringify(documentNow(id));
  expect(json).toContain(text);
  return JSON.parse(json.replace(text, other));
}

async function newPage(title: string, markdown: string): Promise<Page> {
  const { page } = await createPage(pages, { spaceKey: 'NIM', title, markdown });
  return page;
}

const twoSections = '# Alpha\n\nFirst text.\n\n# Beta\n\nSecond text.';
const writesTo = (id: string) =>
  proxy.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${id}`));

/** Runs `meanwhile` when the nth PUT of the page has arrived, and before the site looks at it. */
async function duringPut(
  id: string,
  meanwhile: readonly (() => void)[],
  write: () => Promise<unknown>,
): Promise<unknown> {
  demo.faults.add({ method: 'PUT', path: new RegExp(id), times: meanwhile.length, effect: { kind: 'delay', ms: 120 } });
  const before = writesTo(id).length;
  const running = write();
  running.catch(() => undefined);
  for (const [index, act] of meanwhile.entries()) {
    await expect.poll(() => writesTo(id).length, { interval: 5 }).toBe(before + index + 1);
    act();
  }
  return running;
}

describe('reading', () => {
  it('has outline, section and body agree', async () => {
    for (const id of [pageIds.promoCodeApi, pageIds.checkoutHandbook, pageIds.legacyBasket]) {
      const page = await pages.get(id);
      const document = documentNow(id);
      const options = { baseUrl: proxy.origin };
      const texts = outlineOf(document, options).map((place) => sectionMarkdown(document, place, options));
      expect(page.sections.map((section) => sectionText(page, section))).toEqual(texts);
      expect(page.sections.map(({ number }) => number)).toEqual(page.sections.map((_, index) => index + 1));
    }
    const handbook = await pages.get(pageIds.checkoutHandbook);
    expect(findSection(handbook.sections, 'decisions on returns').path.at(-1)).toBe('Decisions on returns');
    expect(findSection(handbook.sections, 'Basket > Basket: Limits').level).toBe(2);
    expect(() => findSection(handbook.sections, 'Nowhere')).toThrow('unknownName');
  });

  it('reads earlier versions, and lists them', async () => {
    const { items } = await pages.versions(pageIds.checkoutHandbook);
    expect(items.map(({ number }) => number)).toEqual([2, 1]);
    expect(items[0]).toMatchObject({ message: 'Returns', author: { displayName: expect.any(String) } });
    const first = await pages.get(pageIds.checkoutHandbook, { version: 1 });
    expect(first.version).toBe(1);
    expect(first.body).not.toContain('A return label is valid');
    expect(await failureIn(pages.get(pageIds.checkoutHandbook, { version: 99 }))).toMatchObject({ code: 'notFound' });
    const post = await pages.versions(pageIds.weeklyReleasesPost);
    expect(post.items).toHaveLength(1);
  });

  it('tells the parts of a page', async () => {
    const { blocks } = await pages.getContent(pageIds.promoCodeApi);
    expect(blocks).toContainEqual({
      kind: 'task',
      markdown: '- [x] Publish the OpenAPI file',
      text: 'Publish the OpenAPI file',
      path: ['Who to ask'],
      section: 4,
      state: 'done',
      id: expect.any(String),
    });
    expect(blocks.find(({ cells }) => cells?.[1] === 'expired')).toMatchObject({
      kind: 'row',
      columns: ['Status', 'Code', 'Meaning'],
      path: ['Apply a code'],
    });
    const daci = await pages.getContent(pageIds.daciPayment);
    expect(daci.blocks.some(({ macros }) => macros?.includes('details'))).toBe(true);
  });
});

describe('what changed', () => {
  it('is what was added this week, where and by whom', async () => {
    const found = await changesOfPage(pages, pageIds.checkoutHandbook, { since: 1 }, { isAttributed: true });
    expect(found?.changes).toMatchObject([
      { change: { kind: 'added', after: { kind: 'heading', text: 'Decisions on returns' } }, version: { number: 2 } },
      {
        change: { kind: 'added', after: { kind: 'decision', state: 'decided' } },
        version: { number: 2, message: 'Returns' },
      },
    ]);
    expect(found?.base?.number).toBe(1);
    const instant = stored(pageIds.checkoutHandbook).versions[1]?.created ?? 0;
    const at = (ms: number) => new Date(ms).toISOString();
    const since = (start: number, until?: number) =>
      changesOfPage(pages, pageIds.checkoutHandbook, {
        since: at(start),
        ...(until !== undefined && { until: at(until) }),
      });
    expect((await since(instant))?.changes).toHaveLength(2);
    expect((await since(instant + 1))?.changes).toEqual([]);
    expect((await since(0))?.base).toBeUndefined();
    expect((await since(0, instant))?.page.version).toBe(1);
    expect(await since(0, 1)).toBeUndefined();
    expect(await failureIn(changesOfPage(pages, pageIds.checkoutHandbook, { since: 'soon' }))).toMatchObject({
      code: 'invalidArgument',
    });
  });

  it('sees a decision added in storage format', async () => {
    const found = await changesOfPage(pages, pageIds.legacyBasket, { since: 1 });
    expect(found?.changes).toMatchObject([
      { change: { kind: 'added', after: { kind: 'decision', text: 'Guest baskets expire after thirty days.' } } },
    ]);
  });

  it('tells who brought what over several versions', async () => {
    const page = await newPage('Brought by', twoSections);
    colleagueSaves(page.id, { body: bodyWith(page.id, 'First text.', 'First text, longer.') });
    colleagueSaves(page.id, { body: bodyWith(page.id, 'Second text.', 'Second thoughts.') });
    colleagueSaves(page.id);
    const found = await changesOfPage(pages, page.id, { since: 1 }, { isAttributed: true });
    expect(found?.changes).toMatchObject([
      { change: { kind: 'changed', after: { text: 'First text, longer.' } }, version: { number: 2 } },
      { change: { kind: 'changed', after: { text: 'Second thoughts.' } }, version: { number: 3 } },
    ]);
    expect(found?.versions.map(({ number }) => number)).toEqual([4, 3, 2]);
  });
});

describe('writing a section', () => {
  it('changes the words that changed and keeps the rest of a rich page to the byte', async () => {
    const page = await pages.get(pageIds.promoCodeApi);
    const before = documentNow(page.id);
    const section = findSection(page.sections, 'Apply a code');
    const markdown = sectionText(page, section).replace('The answer is', 'The reply is');
    const edit = { baseVersion: page.version, section: 'Apply a code', markdown, message: 'Wording' };
    const write = await writeSection(pages, page.id, edit);
    expect(write).toMatchObject({ previousVersion: 1, page: { version: 2, labels: ['api', 'promo'] } });
    expect(write.replaced).toBe(sectionText(page, section));
    expect(stored(page.id).versions.at(-1)).toMatchObject({ message: 'Wording', number: 2 });
    expect(JSON.stringify(documentNow(page.id))).toBe(JSON.stringify(before).replace('The answer is', 'The reply is'));
    const undone = await pages.restore(page.id, { version: 1, baseVersion: 2 });
    expect(undone.page.version).toBe(3);
    expect(JSON.stringify(documentNow(page.id))).toBe(JSON.stringify(before));
  });

  it('sends nothing when nothing changed', async () => {
    const page = await pages.get(pageIds.checkoutRunbook);
    const section = page.sections.at(-1) ?? expect.unreachable();
    const markdown = sectionText(page, section);
    const edit = { baseVersion: page.version, section: String(section.number), markdown };
    expect((await writeSection(pages, page.id, edit)).page.version).toBe(page.version);
    expect(writesTo(page.id)).toEqual([]);
  });

  it('keeps the heading of a text without one, and mentions people', async () => {
    const page = await newPage('Keeps its heading', twoSections);
    const mentions = [connection.account];
    const markdown = `Ask @${connection.account.displayName}.`;
    const { page: now } = await writeSection(pages, page.id, { baseVersion: 1, section: 'Beta', markdown, mentions });
    expect(now.body).toBe(`# Alpha\n\nFirst text.\n\n# Beta\n\n${markdown}`);
    expect(JSON.stringify(documentNow(page.id))).toContain(`"id":"${connection.account.accountId}"`);
  });

  it('refuses what it cannot mean', async () => {
    const page = await newPage('Twins', '# Same\n\na\n\n# Same\n\nb');
    const edit = (section: string, markdown = 'text', baseVersion = 1) =>
      failureIn(writeSection(pages, page.id, { baseVersion, section, markdown }));
    expect(await edit('Same')).toMatchObject({ code: 'invalidArgument', argument: 'section' });
    expect(await edit('Other')).toMatchObject({ code: 'unknownName', argument: 'section' });
    expect(await edit('1', ' \n')).toMatchObject({ code: 'invalidArgument', argument: 'markdown' });
    expect(await edit('1', 'text', 9)).toMatchObject({ code: 'invalidArgument', argument: 'baseVersion' });
    expect(await failureIn(pages.get('12/../3'))).toMatchObject({ code: 'invalidArgument' });
    expect(stored(page.id).versions).toHaveLength(1);
  });

  it('writes blog posts', async () => {
    const post = await pages.get(pageIds.weeklyReleasesPost);
    expect(post.kind).toBe('blogpost');
    const markdown = post.body.replace('every Tuesday', 'every Thursday');
    const { page } = await writeSection(pages, post.id, { baseVersion: post.version, section: '1', markdown });
    expect(page.body).toContain('every Thursday');
  });
});

describe('when others change the page meanwhile', () => {
  it('goes onto the page as it is now when the section is as it was', async () => {
    const page = await newPage('Other section changed', twoSections);
    colleagueSaves(page.id, { body: bodyWith(page.id, 'Second text.', 'Their text.'), title: 'Renamed meanwhile' });
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    const { page: now, isRebased } = await writeSection(pages, page.id, edit);
    expect(now).toMatchObject({ version: 3, title: 'Renamed meanwhile' });
    expect(now.body).toBe('# Alpha\n\nOur text.\n\n# Beta\n\nTheir text.');
    expect(isRebased).toBe(true);
  });

  it('finds the section by its title when sections were put before it', async () => {
    const page = await newPage('Section moved', twoSections);
    const { body } = stored(page.id).versions[0] ?? expect.unreachable();
    colleagueSaves(page.id, { body: doc(heading(1, 'New'), p('New text.'), ...(body.content ?? [])) });
    const { page: now } = await writeSection(pages, page.id, { baseVersion: 1, section: '2', markdown: 'Our text.' });
    expect(now.body).toBe('# New\n\nNew text.\n\n# Alpha\n\nFirst text.\n\n# Beta\n\nOur text.');
  });

  it('gives the difference and overwrites nothing when both changed the section', async () => {
    const page = await newPage('Both changed', twoSections);
    colleagueSaves(page.id, { body: bodyWith(page.id, 'First text.', 'Their text.') });
    const edit = { baseVersion: 1, section: 'Alpha', markdown: '# Alpha\n\nOur text.' };
    expect(await failureIn(writeSection(pages, page.id, edit))).toEqual({
      code: 'conflict',
      entity: 'page',
      id: page.id,
      currentVersion: 2,
      difference: {
        path: ['Alpha'],
        base: '# Alpha\n\nFirst text.',
        theirs: '# Alpha\n\nTheir text.',
        ours: '# Alpha\n\nOur text.',
      },
    });
    expect(stored(page.id).versions).toHaveLength(2);
    expect(writesTo(page.id)).toEqual([]);
    colleagueSaves(page.id, { body: doc(heading(1, 'Beta'), p('Second text.')) });
    const gone = await failureIn(writeSection(pages, page.id, edit));
    expect(gone).toMatchObject({ code: 'conflict', difference: { base: '# Alpha\n\nFirst text.' } });
    expect(gone?.code === 'conflict' && gone.difference && 'theirs' in gone.difference).toBe(false);
  });

  it('reads again once after a 409', async () => {
    const page = await newPage('One 409', twoSections);
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    await duringPut(
      page.id,
      [() => colleagueSaves(page.id, { body: bodyWith(page.id, 'Second text.', 'Their text.') })],
      () => writeSection(pages, page.id, edit),
    );
    expect((await pages.get(page.id)).body).toBe('# Alpha\n\nOur text.\n\n# Beta\n\nTheir text.');
    expect(writesTo(page.id)).toHaveLength(2);
  });

  it('gives up after the second 409, with the difference where there is one', async () => {
    const page = await newPage('Always 409', twoSections);
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    const saves = [() => colleagueSaves(page.id), () => colleagueSaves(page.id)];
    const unexplained = await failureIn(duringPut(page.id, saves, () => writeSection(pages, page.id, edit)));
    expect(unexplained).toEqual({ code: 'conflict', entity: 'page', id: page.id, currentVersion: 3 });
    expect(writesTo(page.id)).toHaveLength(2);
    const theirs = () => colleagueSaves(page.id, { body: bodyWith(page.id, 'First text.', 'Their text.') });
    const again = { ...edit, baseVersion: 3 };
    const explained = await failureIn(
      duringPut(page.id, [() => colleagueSaves(page.id), theirs], () => writeSection(pages, page.id, again)),
    );
    expect(explained).toMatchObject({ code: 'conflict', difference: { theirs: '# Alpha\n\nTheir text.' } });
    expect(stored(page.id).versions.map(({ authorId }) => authorId === connection.account.accountId)).toEqual([
      true,
      ...new Array(4).fill(false),
    ]);
  });

  it('appends to what others wrote', async () => {
    const page = await newPage('Appended', twoSections);
    await duringPut(
      page.id,
      [() => colleagueSaves(page.id, { body: bodyWith(page.id, 'Second text.', 'Their text.') })],
      () => appendToPage(pages, page.id, { markdown: '- one\n- two' }),
    );
    const section = { section: '1', baseVersion: 1, markdown: 'At its end.' };
    const { page: now } = await appendToPage(pages, page.id, section);
    expect(now.body).toBe('# Alpha\n\nFirst text.\n\nAt its end.\n\n# Beta\n\nTheir text.\n\n- one\n- two');
  });

  it('says so when the page was deleted, restricted or archived, and leaves it where it was moved', async () => {
    const page = await newPage('Comes and goes', twoSections);
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    const demoPage = stored(page.id);
    await duringPut(page.id, [() => (demoPage.parentId = pageIds.guides)], () => writeSection(pages, page.id, edit));
    expect(demoPage.parentId).toBe(pageIds.guides);
    const second = { ...edit, baseVersion: 2, markdown: 'Other text.' };
    const count = demoPage.versions.length;
    demoPage.status = 'archived';
    expect(await failureIn(writeSection(pages, page.id, second))).toMatchObject({ code: 'invalidArgument' });
    demoPage.status = 'trashed';
    expect(await failureIn(writeSection(pages, page.id, second))).toMatchObject({ code: 'notFound', entity: 'page' });
    expect(demoPage.status).toBe('trashed');
    demoPage.status = 'current';
    const trashed = duringPut(page.id, [() => (demoPage.status = 'trashed')], () =>
      writeSection(pages, page.id, second),
    );
    expect(await failureIn(trashed)).toMatchObject({
      code: 'unexpectedAnswer',
      detail: expect.stringMatching(/deleted/),
    });
    demo.site.wiki.pages.set(page.id, { ...demoPage, visibleTo: [colleagueId() ?? ''] });
    expect(await failureIn(writeSection(pages, page.id, second))).toMatchObject({ code: 'notFound', id: page.id });
    demo.site.wiki.pages.set(page.id, demoPage);
    const vanished = duringPut(page.id, [() => demo.site.wiki.pages.delete(page.id)], () =>
      writeSection(pages, page.id, second),
    );
    expect(await failureIn(vanished)).toMatchObject({ code: 'notFound', id: page.id });
    expect(demoPage.versions).toHaveLength(count);
  });
});

describe('pages in storage format', () => {
  it('are written where nothing is lost', async () => {
    const page = await pages.get(pageIds.legacyBasket);
    const section = findSection(page.sections, 'Purpose');
    const markdown = sectionText(page, section).replace('on every device', 'on each device');
    const edit = { baseVersion: page.version, section: 'Purpose', markdown };
    const { page: now } = await writeSection(pages, page.id, edit);
    expect(now.body).toBe(page.body.replace('on every device', 'on each device'));
  });

  it('are refused, with the parts, where something would be', async () => {
    const page = await newPage('Old macros', twoSections);
    const storage =
      '<h1>Alpha</h1><p style="letter-spacing: 2px">First text.</p><ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[<blink>now</blink>]]></ac:plain-text-body></ac:structured-macro>';
    const answer = await fetch(`${demo.url}/wiki/api/v2/pages/${page.id}`, {
      method: 'PUT',
      headers: {
        authorization: `Basic ${btoa(`${demo.email}:${demo.token}`)}`,
        'content-type': 'application/json',
        'user-agent': 'test',
        'x-atlassian-token': 'no-check',
      },
      body: JSON.stringify({
        id: page.id,
        status: 'current',
        title: page.title,
        body: { representation: 'storage', value: storage },
        version: { number: 2 },
      }),
    });
    expect(answer.status).toBe(200);
    const edit = { baseVersion: 2, section: 'Alpha', markdown: 'Our text.' };
    const refused = {
      code: 'wouldLoseContent',
      parts: expect.arrayContaining(['style letter-spacing', 'text "blink"']),
    };
    expect(await failureIn(writeSection(pages, page.id, edit))).toMatchObject(refused);
    expect(await failureIn(appendToPage(pages, page.id, { markdown: 'more' }))).toMatchObject(refused);
    expect(stored(page.id).versions.at(-1)?.storage).toBe(storage);
    expect(writesTo(page.id)).toEqual([]);
  });
});

describe('writes without an answer', () => {
  const lost = (path: RegExp, when: 'before' | 'after', method = 'PUT') =>
    demo.faults.add({ method, path, effect: { kind: 'disconnect', when } });

  it('are found when they were stored', async () => {
    const page = await newPage('Lost answers', twoSections);
    const writes = direct.knowledge.pages;
    lost(new RegExp(page.id), 'after');
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    expect((await writeSection(writes, page.id, edit)).page).toMatchObject({ version: 2 });
    lost(/\/pages$/, 'after', 'POST');
    const created = await createPage(writes, { spaceKey: 'NIM', title: 'Lost and found', markdown: 'Text.' });
    expect(created.page).toMatchObject({ title: 'Lost and found', version: 1 });
    lost(/footer-comments$/, 'after', 'POST');
    expect(await writes.comment(page.id, { markdown: 'A comment.' })).toMatchObject({ body: 'A comment.' });
    lost(/label$/, 'after', 'POST');
    expect(await writes.addLabels(page.id, ['lost'])).toEqual(['lost']);
    lost(/label$/, 'after', 'DELETE');
    expect(await writes.removeLabel(page.id, 'lost')).toEqual([]);
    expect(stored(page.id).versions).toHaveLength(2);
    expect(demo.site.wiki.comments.filter(({ pageId }) => pageId === page.id)).toHaveLength(1);
    const titled = [...demo.site.wiki.pages.values()].filter(({ versions }) => versions[0]?.title === 'Lost and found');
    expect(titled).toHaveLength(1);
  });

  it('are never sent again when they are not found', async () => {
    const page = await newPage('Never stored', twoSections);
    const writes = direct.knowledge.pages;
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    lost(new RegExp(page.id), 'before');
    expect(await failureIn(writeSection(writes, page.id, edit))).toMatchObject({
      code: 'outcomeUnknown',
      entity: 'page',
      searchUrl: expect.stringContaining(page.id),
    });
    lost(/\/pages$/, 'before', 'POST');
    const draft = { spaceKey: 'NIM', title: 'Never created', markdown: 'Text.' };
    expect(await failureIn(createPage(writes, draft))).toMatchObject({ code: 'outcomeUnknown' });
    lost(/footer-comments$/, 'before', 'POST');
    expect(await failureIn(writes.comment(page.id, { markdown: 'A comment.' }))).toMatchObject({
      code: 'outcomeUnknown',
    });
    lost(/label$/, 'before', 'POST');
    expect(await failureIn(writes.addLabels(page.id, ['lost']))).toMatchObject({ code: 'outcomeUnknown' });
    expect(stored(page.id).versions).toHaveLength(1);
    expect(stored(page.id).labels).toEqual([]);
  });

  it('are a conflict when somebody else took the version', async () => {
    const page = await newPage('Taken', twoSections);
    demo.faults.add({ method: 'PUT', path: new RegExp(page.id), effect: { kind: 'respond', status: 502 } });
    beforeNextWait = () => colleagueSaves(page.id, { body: bodyWith(page.id, 'First text.', 'Their text.') });
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    expect(await failureIn(writeSection(direct.knowledge.pages, page.id, edit))).toMatchObject({
      code: 'conflict',
      currentVersion: 2,
      difference: { theirs: '# Alpha\n\nTheir text.' },
    });
    expect(stored(page.id).versions).toHaveLength(2);
  });

  it('stay in doubt when the same user saved something else', async () => {
    const page = await newPage('In doubt', twoSections);
    demo.faults.add({ method: 'PUT', path: new RegExp(page.id), effect: { kind: 'respond', status: 502 } });
    beforeNextWait = () => colleagueSaves(page.id, { authorId: connection.account.accountId });
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    expect(await failureIn(writeSection(direct.knowledge.pages, page.id, edit))).toMatchObject({
      code: 'outcomeUnknown',
    });
  });
});

describe('creating, commenting, labelling', () => {
  it('creates below a page, with labels', async () => {
    const { page, labels } = await createPage(pages, {
      spaceKey: 'NIM',
      title: '  Créée d’ici  ',
      markdown: '## Décisions\n\n- [decision] Oui.',
      parentId: pageIds.guides,
      labels: ['Decision', 'new-page'],
    });
    expect(page).toMatchObject({ title: 'Créée d’ici', spaceKey: 'NIM', version: 1, labels: ['decision', 'new-page'] });
    expect(labels).toEqual({ outcome: 'done' });
    expect(stored(page.id).parentId).toBe(pageIds.guides);
    expect((await pages.getContent(page.id)).blocks.map(({ kind }) => kind)).toEqual(['heading', 'decision']);
  });

  it('keeps a page that could not be labelled', async () => {
    const draft = { spaceKey: 'NIM', title: 'Unlabelled', markdown: 'Text.', labels: ['two words'] };
    const { page, labels } = await createPage(pages, draft);
    expect(stored(page.id).status).toBe('current');
    expect(labels).toMatchObject({ outcome: 'failed', failure: { code: 'invalidArgument' } });
  });

  it('tells what is wrong with a draft', async () => {
    const create = (draft: Partial<Parameters<PageOperations['create']>[0]>) =>
      failureIn(pages.create({ spaceKey: 'NIM', title: 'Draft', markdown: 'x', ...draft }));
    expect(await create({ title: ' ' })).toMatchObject({ code: 'invalidArgument', argument: 'title' });
    expect(await create({ spaceKey: 'NOPE' })).toEqual({ code: 'notFound', entity: 'space', id: 'NOPE' });
    expect(await create({ parentId: '999' })).toEqual({ code: 'notFound', entity: 'page', id: '999' });
    expect(await create({ title: 'promo CODE api' })).toMatchObject({
      code: 'invalidFields',
      messages: [expect.stringMatching(/already exists/)],
    });
  });

  it('comments on pages, posts, passages and comments', async () => {
    const id = pageIds.checkoutRunbook;
    const footer = await pages.comment(id, { markdown: 'Looks **good**.' });
    expect(footer).toMatchObject({ kind: 'footer', body: 'Looks **good**.', author: connection.account });
    const reply = await pages.comment(id, { markdown: 'Thanks.', replyTo: footer });
    expect(demo.site.wiki.comments.find((comment) => comment.id === reply.id)?.parentCommentId).toBe(footer.id);
    const before = await pages.get(pageIds.promoCodeApi);
    const passage = { text: 'Upper and lower case' };
    const inline = await pages.comment(pageIds.promoCodeApi, { markdown: 'Really?', passage });
    expect(inline.kind).toBe('inline');
    expect((await pages.get(pageIds.promoCodeApi)).body).toBe(before.body);
    const nowhere = pages.comment(pageIds.promoCodeApi, { markdown: 'x', passage: { text: 'nowhere to be seen' } });
    expect(await failureIn(nowhere)).toMatchObject({ code: 'invalidArgument', argument: 'passage' });
    expect(await pages.comment(pageIds.weeklyReleasesPost, { markdown: 'On a post.' })).toMatchObject({
      kind: 'footer',
    });
    expect(await failureIn(pages.comment(id, { markdown: ' ' }))).toMatchObject({ code: 'invalidArgument' });
    expect(await failureIn(pages.comment('999', { markdown: 'x' }))).toMatchObject({ code: 'notFound' });
  });

  it('labels pages', async () => {
    const page = await newPage('Labelled', 'Text.');
    expect(await pages.addLabels(page.id, ['Beta', 'alpha', 'beta'])).toEqual(['beta', 'alpha']);
    expect(await pages.removeLabel(page.id, 'Beta')).toEqual(['alpha']);
    expect(await pages.removeLabel(page.id, 'never-there')).toEqual(['alpha']);
    expect(await failureIn(pages.removeLabel('999', 'alpha'))).toMatchObject({ code: 'notFound', id: '999' });
    for (const label of ['', 'two words', 'a"b\nc', 'x(y)', 'a'.repeat(256)]) {
      expect(await failureIn(pages.addLabels(page.id, [label]))).toMatchObject({ code: 'invalidArgument' });
    }
  });

  it('writes nothing when the call was given up before', async () => {
    const page = await newPage('Given up', twoSections);
    const signal = AbortSignal.abort();
    const edit = { baseVersion: 1, section: 'Alpha', markdown: 'Our text.' };
    expect(await failureIn(writeSection(pages, page.id, edit, { signal }))).toMatchObject({ code: 'cancelled' });
    expect(await failureIn(pages.addLabels(page.id, ['x'], { signal }))).toMatchObject({ code: 'cancelled' });
    expect(writesTo(page.id)).toEqual([]);
  });
});

describeContracts('requests', () => {
  it('are valid by the documents of the vendor', () => {
    const problems = proxy.requests.flatMap(({ method, path, body }) => {
      const document = documentOf(path);
      const request = { method, path, ...(body !== undefined && { body }) };
      return document === undefined ? [] : checkRequest(document, request).map((text) => `${method} ${path}: ${text}`);
    });
    expect([...new Set(problems)]).toEqual([]);
    const written = new Set(
      proxy.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '').replace(/\d{3,}/g, '{id}')}`),
    );
    for (const used of [
      'PUT /wiki/api/v2/pages/{id}',
      'PUT /wiki/api/v2/blogposts/{id}',
      'POST /wiki/api/v2/pages',
      'POST /wiki/api/v2/footer-comments',
      'POST /wiki/api/v2/inline-comments',
      'POST /wiki/rest/api/content/{id}/label',
      'DELETE /wiki/rest/api/content/{id}/label',
      'GET /wiki/api/v2/pages/{id}/versions',
    ]) {
      expect(written).toContain(used);
    }
  });
});

function documentOf(path: string): ContractDocument | undefined {
  return path.startsWith('/wiki/api/v2/')
    ? 'confluence-cloud-v2'
    : path.startsWith('/wiki/rest/api/')
      ? 'confluence-cloud-v1'
      : undefined;
}
