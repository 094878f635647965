import { afterAll, beforeAll, describe, it } from 'vitest';
import { doc, heading, p } from '#demo/adf.ts';
import type { DemoPage } from '#demo/confluence/model.ts';
import { type Failure, failureOf } from '#domain/errors.ts';
import { appendToPage, writeSection } from '#services/pageWrites.ts';
import type { Act } from './faultServer.ts';
import { breaks } from './support/acts.ts';
import { everySeed } from './support/seeds.ts';
import { jsonAnswer, type Received } from './support/wire.ts';
import { type Run, World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const timeout = 600_000;

describe('writing onto a page', () => {
  it('F18: others write, move, delete or restrict it meanwhile, or the answer is lost', {
    timeout,
  }, async (context) => {
    const body = async (run: Run, seed: number) => {
      const wiki = new SharedPage(run, String(99_000_000 + seed));
      try {
        await run.random.pick([othersWrite, othersWrite, pageGoes, answerLost])(run, wiki);
        wiki.check();
      } finally {
        wiki.remove();
      }
    };
    await everySeed(context, world, 'F18', body, () => ({ isShared: true }));
  });
});

const isWriteTo = (id: string) => (request: Received) =>
  request.method === 'PUT' && request.path === `/wiki/api/v2/pages/${id}`;

/** A page with three sections that we and others write onto. What somebody stored must not be gone in the end. */
class SharedPage {
  readonly id: string;
  /** Texts that were stored, by whom, and are to be there still. */
  private readonly kept = new Set(['alpha of old', 'gamma of old']);
  private readonly run: Run;
  private readonly colleagueId: string;
  private count = 0;

  constructor(run: Run, id: string) {
    this.run = run;
    this.id = id;
    const { site } = run.demo;
    this.colleagueId = site.users.find(({ accountId }) => accountId !== site.owner.accountId)?.accountId ?? '';
    const space = site.wiki.spaces[0];
    const body = sections({ Alpha: 'alpha of old', Beta: 'beta of old', Gamma: 'gamma of old' });
    const version = { number: 1, title: `F18 ${id}`, body, message: '', minorEdit: false };
    site.wiki.pages.set(id, {
      id,
      kind: 'page',
      spaceId: space?.id ?? '',
      parentId: space?.homepageId ?? null,
      status: 'current',
      versions: [{ ...version, authorId: this.colleagueId, created: site.now() }],
      labels: [],
      position: 1,
      created: site.now(),
      authorId: this.colleagueId,
    });
  }

  get stored(): DemoPage {
    const page = this.run.demo.site.wiki.pages.get(this.id);
    if (!page) {
      throw new Error('the page is gone');
    }
    return page;
  }

  get text(): string {
    return JSON.stringify(this.stored.versions.at(-1)?.body);
  }

  get version(): number {
    return this.stored.versions.at(-1)?.number ?? 0;
  }

  /** A colleague saves another text of one section. */
  colleagueWrites(section: 'Alpha' | 'Beta' | 'Gamma'): string {
    const latest = this.stored.versions.at(-1);
    const text = `${section} by a colleague ${++this.count}`;
    if (latest) {
      const body = JSON.parse(JSON.stringify(latest.body).replace(currentText(this.text, section), text));
      const number = latest.number + 1;
      this.stored.versions.push({ ...latest, number, body, authorId: this.colleagueId });
    }
    for (const each of this.kept) {
      if (each.toLowerCase().startsWith(section.toLowerCase())) this.kept.delete(each);
    }
    this.kept.add(text);
    return text;
  }

  keep(text: string): void {
    this.kept.add(text);
  }

  change(change: Partial<DemoPage>): void {
    this.run.demo.site.wiki.pages.set(this.id, { ...this.stored, ...change });
  }

  check(): void {
    for (const text of this.kept) {
      this.run.expect(this.text.includes(text), `"${text}" was overwritten: ${this.text}`);
    }
  }

  remove(): void {
    this.run.demo.site.wiki.pages.delete(this.id);
  }
}

function sections(texts: Readonly<Record<string, string>>) {
  return doc(...Object.entries(texts).flatMap(([title, text]) => [heading(1, title), p(text)]));
}

/** The text of the paragraph below a heading. */
function currentText(body: string, section: string): string {
  const after = body.slice(body.indexOf(`"text":"${section}"`) + 20);
  return /"text":"([^"]+)"/.exec(after)?.[1] ?? '';
}

/** Writes our text into the middle section, or appends it. */
async function write(run: Run, wiki: SharedPage, text: string, baseVersion: number): Promise<Failure | 'stored'> {
  const { pages } = run.connection.knowledge;
  const writing =
    run.random.next() < 0.7
      ? writeSection(pages, wiki.id, { section: 'Beta', baseVersion, markdown: `# Beta\n\n${text}` })
      : appendToPage(pages, wiki.id, { markdown: text });
  return writing.then(
    () => 'stored',
    (error: unknown) => {
      const failure = failureOf(error);
      if (!failure) {
        throw error;
      }
      return failure;
    },
  );
}

const ours = 'ours, to be stored';

async function othersWrite(run: Run, wiki: SharedPage): Promise<void> {
  const { random, server } = run;
  const base = (await run.connection.knowledge.pages.get(wiki.id)).version;
  const section = random.pick(['Alpha', 'Beta', 'Gamma'] as const);
  const times = random.pick([1, 1, 2, Number.POSITIVE_INFINITY]);
  const isBefore = random.next() < 0.3;
  let left = times;
  if (isBefore) {
    wiki.colleagueWrites(section);
    left--;
  }
  server.plan = (request) => {
    if (isWriteTo(wiki.id)(request) && left-- > 0) {
      wiki.colleagueWrites(section);
    }
    return undefined;
  };
  const end = await write(run, wiki, ours, base);
  const puts = server.received.filter(isWriteTo(wiki.id)).length;
  const name = `${section} ${times} times${isBefore ? ', first before' : ''}: ${JSON.stringify(end)}`;
  run.expect(puts <= 2, `${name}: ${puts} writes`);
  run.expect(end === 'stored' || end.code === 'conflict', name);
  run.expect(wiki.text.includes(ours) === (end === 'stored'), `${name}, stored is ${wiki.text}`);
  if (times === 1 && section !== 'Beta') {
    run.expect(end === 'stored', `${name}: other sections are no conflict`);
  }
  if (end !== 'stored' && end.code === 'conflict' && section === 'Beta' && end.difference) {
    run.expect(end.difference.theirs?.includes('by a colleague') === true, `${name}: whose difference is it`);
  }
  const isOwnSection = section === 'Beta' && end !== 'stored' && end.code === 'conflict';
  run.expect(!isOwnSection || end.difference !== undefined || times > 1, `${name}: no difference`);
}

async function pageGoes(run: Run, wiki: SharedPage): Promise<void> {
  const { random, server } = run;
  const base = (await run.connection.knowledge.pages.get(wiki.id)).version;
  const kind = random.pick(['trashed', 'moved', 'hidden', 'forbidden', 'archived'] as const);
  const isBeforeReading = random.next() < 0.5;
  const happen = () => {
    const elsewhere = [...run.demo.site.wiki.pages.values()].find(({ spaceId, id }) => {
      return spaceId === wiki.stored.spaceId && id !== wiki.id;
    });
    if (kind === 'trashed' || kind === 'archived') wiki.change({ status: kind });
    if (kind === 'moved') wiki.change({ parentId: elsewhere?.id ?? null });
    if (kind === 'hidden') wiki.change({ visibleTo: ['somebody-else'] });
  };
  const forbid: Act = async (exchange) => {
    await exchange.answer(jsonAnswer(403, { errors: [{ status: 403, code: 'FORBIDDEN', title: 'No permission' }] }));
  };
  let left = 1;
  server.plan = (request) => {
    const isOurs = isWriteTo(wiki.id)(request);
    if (isOurs && !isBeforeReading && left-- > 0) {
      happen();
    }
    return isOurs && kind === 'forbidden' ? forbid : undefined;
  };
  if (isBeforeReading) {
    happen();
  }
  const { parentId } = wiki.stored;
  const end = await write(run, wiki, ours, base);
  const code = end === 'stored' ? end : end.code;
  const allowed: Readonly<Record<typeof kind, readonly string[]>> = {
    moved: ['stored'],
    hidden: ['notFound', 'forbidden'],
    forbidden: ['forbidden'],
    trashed: ['notFound', 'unexpectedAnswer'],
    archived: ['invalidArgument', 'stored'],
  };
  run.expect(allowed[kind].includes(code), `${kind}, ${isBeforeReading ? 'before' : 'after'} reading: ${code}`);
  run.expect(wiki.text.includes(ours) === (end === 'stored'), `${kind}: ${code}, stored is ${wiki.text}`);
  run.expect(server.received.filter(isWriteTo(wiki.id)).length <= 1, `${kind}: written more than once`);
  run.expect(kind !== 'moved' || !isBeforeReading || wiki.stored.parentId === parentId, 'moved back');
}

async function answerLost(run: Run, wiki: SharedPage): Promise<void> {
  const { random, server } = run;
  const base = (await run.connection.knowledge.pages.get(wiki.id)).version;
  const chosen = random.pick(breaks);
  const isOvertaken = random.next() < 0.4;
  let left = 1;
  server.plan = (request) => {
    if (!isWriteTo(wiki.id)(request) || left-- === 0) {
      return undefined;
    }
    return async (exchange) => {
      await chosen.act(exchange);
      if (isOvertaken) {
        wiki.colleagueWrites('Alpha');
      }
    };
  };
  const end = await write(run, wiki, ours, base);
  const code = end === 'stored' ? end : end.code;
  const name = `${chosen.name}${isOvertaken ? ', then a colleague writes' : ''}: ${code}`;
  // A number taken by somebody else proves that ours was not stored: it may go onto what is there now.
  const expected = chosen.isCommitted ? ['stored'] : isOvertaken ? ['stored', 'conflict'] : ['outcomeUnknown'];
  run.expect(expected.includes(code), name);
  run.expect(wiki.text.includes(ours) === (end === 'stored'), `${name}, stored is ${wiki.text}`);
  run.expect(wiki.text.split(ours).length <= 2, `${name}: stored twice, ${wiki.text}`);
}
