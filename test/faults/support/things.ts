import { doc, heading, p } from '#demo/adf.ts';
import type { DemoIssue } from '#demo/jira/model.ts';
import type { Issue } from '#domain/issue.ts';
import { linkToAddress, linkTwoIssues, resolveRelation } from '#services/linkIssues.ts';
import { appendToPage, createPage, writeSection } from '#services/pageWrites.ts';
import { moveToSprint } from '#services/sprintMove.ts';
import { carryOutTransition, resolveTransitionRequest } from '#services/transitionIssue.ts';
import { carryOutUpdate, resolveUpdate } from '#services/updateIssue.ts';
import type { Received } from './wire.ts';
import type { Run, WrittenThing } from './world.ts';

/** Something to be written onto an issue or a page that nobody else uses. */
export interface Thing extends WrittenThing {
  /** The request that carries the write. */
  isSent(request: Received): boolean;
  /** A colleague writes something else at the same place. */
  overtake(): void;
  remove(): void;
}

/** An issue of its own, like any other of the project. */
export function addIssue(run: Run): DemoIssue {
  const { site } = run.demo;
  const model = [...site.jira.issues.values()].find(({ key }) => key === 'NIM-12');
  if (!model) {
    throw new Error('the demo site has no NIM-12');
  }
  const id = String(site.nextId('issue'));
  const now = run.clock.now() - 3_600_000;
  const issue: DemoIssue = {
    ...structuredClone(model),
    ...{ id, key: `NIM-9${id}`, summary: `Fault ${id}`, created: now, updated: now },
    ...{ labels: [], comments: [], changes: [], remoteLinks: [], sprintIds: [], description: doc(p('As it was.')) },
  };
  site.jira.issues.set(id, issue);
  return issue;
}

export type Target = (run: Run) => Promise<Thing>;

/** What all things on an issue have in common. */
export function onIssue(
  run: Run,
  path: RegExp,
  make: (issue: DemoIssue) => Pick<WrittenThing, 'name' | 'kind' | 'send' | 'count'>,
): Thing {
  const issue = addIssue(run);
  const colleague = run.demo.site.users[1]?.accountId ?? '';
  return {
    ...make(issue),
    isSent: (request) => request.method !== 'GET' && path.test(request.path),
    overtake() {
      const updated = run.clock.now();
      issue.summary = 'Said by a colleague';
      issue.comments.push({
        id: `9${issue.id}`,
        authorId: colleague,
        body: doc(p('Me too')),
        created: updated,
        updated,
      });
      issue.updated = updated;
    },
    remove() {
      const { jira } = run.demo.site;
      jira.issues.delete(issue.id);
      const others = jira.links.filter((link) => ![link.inwardIssueId, link.outwardIssueId].includes(issue.id));
      jira.links.splice(0, jira.links.length, ...others);
    },
  };
}

const issuePath = /^\/rest\/api\/3\/issue\/[^/]+$/;

export const updates: Target = async (run) => {
  const { random } = run;
  const what = random.pick(['labels', 'due', 'description', 'both'] as const);
  return onIssue(run, issuePath, (issue) => ({
    name: `update of ${what}`,
    kind: 'updateIssue',
    async send() {
      const { tracker } = run.connection;
      const { updated }: Issue = await tracker.issues.get(issue.key);
      const request = {
        issueKey: issue.key,
        ...(what === 'labels' && { labels: { add: ['fault-run'] } }),
        ...(what === 'due' && { due: '2031-05-06' }),
        ...((what === 'description' || what === 'both') && { description: 'As we **want** it:\n\n- one\n- two' }),
        ...(what === 'both' && { due: '2031-05-06' }),
        ...(updated !== undefined && { basedOn: updated }),
      };
      return carryOutUpdate(run.connection, await resolveUpdate(tracker, request));
    },
    count() {
      const isDescribed = JSON.stringify(issue.description).includes('As we ');
      const parts: Readonly<Record<typeof what, boolean>> = {
        labels: issue.labels.includes('fault-run'),
        due: issue.due === '2031-05-06',
        description: isDescribed,
        both: isDescribed && issue.due === '2031-05-06',
      };
      return parts[what] ? 1 : 0;
    },
  }));
};

export const transitions: Target = async (run) =>
  onIssue(run, /\/transitions$/, (issue) => {
    const before = issue.statusId;
    return {
      name: 'transition',
      kind: 'transitionIssue',
      async send() {
        const { tracker } = run.connection;
        const ways = await tracker.transitions.list(issue.key);
        const way = ways.find(({ to, fields }) => to.id !== before && !fields.some(({ isRequired }) => isRequired));
        const resolved = await resolveTransitionRequest(tracker, { issueKey: issue.key, to: way?.id ?? '' });
        return carryOutTransition(run.connection, resolved);
      },
      count: () => (issue.statusId === before ? 0 : 1),
    };
  });

export const comments: Target = async (run) => {
  const { random, demo } = run;
  const markdown = random.pick([
    'Ready for **review**.',
    '+1',
    '- [ ] one\n- [x] two\n\n| a | b |\n|---|---|\n| 1 | 2 |',
  ]);
  // Somebody may well say the same twice on purpose.
  const isSaidBefore = random.next() < 0.3;
  let before = 0;
  const thing = onIssue(run, /\/comment$/, (issue) => ({
    name: `comment ${markdown.slice(0, 5)}${isSaidBefore ? ', said before' : ''}`,
    kind: 'commentIssue',
    send: () => run.connection.tracker.comments.add(issue.key, { markdown }),
    count: () => issue.comments.filter(({ authorId }) => authorId === demo.site.owner.accountId).length - before,
  }));
  if (isSaidBefore) {
    await thing.send();
    before = 1;
  }
  return thing;
};

export const links: Target = async (run) => {
  const { random, demo } = run;
  if (random.next() < 0.5) {
    const url = random.next() < 0.5 ? 'https://example.com/build/7' : `https://example.com/${'long/'.repeat(60)}`;
    return onIssue(run, /\/remotelink$/, (issue) => ({
      name: `link to an address of ${url.length} characters`,
      kind: 'linkIssue',
      send: () => linkToAddress(run.connection, issue.key, { url, title: 'Build 7' }),
      count: () => issue.remoteLinks.filter((link) => link.url === url).length,
    }));
  }
  const words = random.pick(['blocks', 'is blocked by', 'relates to']);
  return onIssue(run, /^\/rest\/api\/3\/issueLink$/, (issue) => ({
    name: `link: ${words}`,
    kind: 'linkIssue',
    async send() {
      const relation = await resolveRelation(run.connection.tracker.links, words);
      return linkTwoIssues(run.connection, { from: issue.key, relation, to: 'NIM-1' });
    },
    count: () =>
      demo.site.jira.links.filter((link) => [link.inwardIssueId, link.outwardIssueId].includes(issue.id)).length,
  }));
};

export const sprintMoves: Target = async (run) =>
  onIssue(run, /^\/rest\/agile\/1\.0\/sprint\/\d+\/issue$/, (issue) => ({
    name: 'move into the sprint',
    kind: 'moveToSprint',
    send: async () => moveToSprint(run.connection, issue.key, await run.connection.tracker.boards.getSprint(44)),
    count: () => issue.sprintIds.filter((id) => id === 44).length,
  }));

/** Adds a page of three sections to the first space. */
export function addPage(run: Run, id: string, title: string, texts: Readonly<Record<string, string>>): void {
  const { site } = run.demo;
  const authorId = site.users.find(({ accountId }) => accountId !== site.owner.accountId)?.accountId ?? '';
  const space = site.wiki.spaces[0];
  const body = doc(...Object.entries(texts).flatMap(([name, text]) => [heading(1, name), p(text)]));
  site.wiki.pages.set(id, {
    ...{ id, kind: 'page', status: 'current', labels: [], position: 1, created: site.now(), authorId },
    spaceId: space?.id ?? '',
    parentId: space?.homepageId ?? null,
    versions: [{ number: 1, title, body, message: '', minorEdit: false, authorId, created: site.now() }],
  });
}

export const pages: Target = async (run) => {
  const { random, demo } = run;
  const { site } = demo;
  const id = String(98_000_000 + site.nextId('page'));
  addPage(run, id, `Fault ${id}`, { Alpha: 'alpha of old', Beta: 'beta of old' });
  const text = 'ours, to be stored';
  const title = `New ${id}`;
  const versions = () => site.wiki.pages.get(id)?.versions ?? [];
  const times = () => JSON.stringify(versions().at(-1)?.body).split(text).length - 1;
  const { wiki } = site;
  const ours = () => wiki.comments.filter(({ pageId }) => pageId === id);
  const own = () => run.connection.knowledge.pages;
  const named = () => [...wiki.pages.values()].filter((page) => page.versions.at(-1)?.title === title);
  const kinds: readonly (Pick<Thing, 'name' | 'kind' | 'send' | 'count'> & { readonly path: RegExp })[] = [
    {
      ...{ name: 'section', kind: 'updatePage', path: /^\/wiki\/api\/v2\/pages\/\d+$/, count: times },
      send: async () =>
        writeSection(own(), id, {
          ...{ section: 'Beta', markdown: `# Beta\n\n${text}` },
          baseVersion: (await own().get(id)).version,
        }),
    },
    {
      ...{ name: 'addition', kind: 'updatePage', path: /^\/wiki\/api\/v2\/pages\/\d+$/, count: times },
      send: () => appendToPage(own(), id, { markdown: text }),
    },
    {
      ...{ name: 'new page', kind: 'createPage', path: /^\/wiki\/api\/v2\/pages$/ },
      send: () => createPage(own(), { spaceKey: wiki.spaces[0]?.key ?? '', title, markdown: `# New\n\n${text}` }),
      count: () => named().length,
    },
    {
      ...{ name: 'comment on a page', kind: 'commentPage', path: /^\/wiki\/api\/v2\/footer-comments$/ },
      send: () => own().comment(id, { markdown: text }),
      count: () => ours().filter(({ authorId }) => authorId === site.owner.accountId).length,
    },
    {
      ...{ name: 'labels', kind: 'labelPage', path: /^\/wiki\/rest\/api\/content\/\d+\/label$/ },
      send: () => own().addLabels(id, ['one', 'two']),
      count: () => Math.min(...['one', 'two'].map((label) => labelsOf(wiki.pages.get(id)?.labels, label))),
    },
  ];
  const { path, ...thing } = random.pick(kinds);
  return {
    ...thing,
    isSent: (request) => request.method !== 'GET' && path.test(request.path),
    overtake() {
      const latest = versions().at(-1);
      if (latest) {
        const body = JSON.parse(JSON.stringify(latest.body).replace(/alpha[^"]*/, 'alpha by a colleague'));
        const authorId = site.users[1]?.accountId ?? '';
        versions().push({ ...latest, number: latest.number + 1, body, authorId, created: site.now() });
      }
    },
    remove() {
      for (const page of [id, ...named().map((each) => each.id)]) {
        wiki.pages.delete(page);
      }
      wiki.comments = wiki.comments.filter(({ pageId }) => pageId !== id);
    },
  };
};

function labelsOf(labels: readonly unknown[] | undefined, name: string): number {
  return (labels ?? []).filter((label) => JSON.stringify(label).includes(`"${name}"`)).length;
}
