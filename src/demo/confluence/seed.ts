import * as adf from '../adf.ts';
import type { AdfNode, DemoUser } from '../jira/model.ts';
import type { Random } from '../random.ts';
import type { DemoPage, DemoSpace, DemoWiki } from './model.ts';
import { seedCalendar } from './seed/calendar.ts';
import { type SeedContext, type SeedPage, type SeedVersion, seedPeople } from './seed/context.ts';
import { pageIds, spaceIds } from './seed/ids.ts';
import { nimDecisions } from './seed/nimDecisions.ts';
import { nimGuides } from './seed/nimGuides.ts';
import { nimMinutes } from './seed/nimMinutes.ts';
import { opsPages } from './seed/ops.ts';
import { seedAttachments, seedComments } from './seed/parts.ts';
import { toAdf } from './storage/toAdf.ts';
import { tasksOf } from './tasks.ts';

export interface WikiSeedOptions {
  readonly users: readonly DemoUser[];
  /** Epoch milliseconds; every time in the wiki is relative to it. */
  readonly now: number;
  readonly random: Random;
  /** Where the site is served, for links to issues. */
  readonly url?: string;
}

/** Two spaces of a web shop's team, in French and English, with decisions told in every usual way. */
export function seedWiki({ users, now, random, url = 'http://127.0.0.1' }: WikiSeedOptions): DemoWiki {
  const people = seedPeople(users);
  const when = seedCalendar(now);
  const context: SeedContext = { people, when, random, issue: (key) => adf.inlineCard(`${url}/browse/${key}`) };
  const attachments = seedAttachments(context);
  const pages = new Map<string, DemoPage>();
  const seeds = [...nimGuides(context), ...nimMinutes(context), ...nimDecisions(context), ...opsPages(context)];
  for (const [index, seed] of seeds.entries()) {
    const page = pageOf(seed, index, users);
    pages.set(page.id, page);
  }
  let taskNumber = 270_000;
  const newTaskId = () => {
    taskNumber += 1;
    return String(taskNumber);
  };
  const current = [...pages.values()].filter(({ status }) => status === 'current');
  return {
    spaces: [
      space('NIM', 'Nimbus Shop', 'Tout sur la boutique Nimbus', pageIds.nimHome, people.lea, when.daysAgo(420)),
      space(
        'OPS',
        'Ops & exploitation',
        'Exploitation, incidents, astreinte',
        pageIds.opsHome,
        people.paulMercier,
        when.daysAgo(500),
      ),
    ],
    pages,
    comments: seedComments(context),
    tasks: current.flatMap((page) => tasksOf(page, [], newTaskId)),
    attachments,
  };
}

function space(
  key: keyof typeof spaceIds,
  name: string,
  description: string,
  homepageId: string,
  author: DemoUser,
  created: number,
): DemoSpace {
  return { id: spaceIds[key], key, name, description, homepageId, created, authorId: author.accountId };
}

function pageOf(seed: SeedPage, index: number, users: readonly DemoUser[]): DemoPage {
  const [first] = seed.versions;
  if (!first) throw new RangeError(`${seed.key} has no version`);
  return {
    id: pageIds[seed.key],
    kind: seed.kind ?? 'page',
    spaceId: spaceIds[seed.space],
    parentId: seed.under === undefined ? null : pageIds[seed.under],
    status: seed.status ?? 'current',
    versions: seed.versions.map((version, position) => ({
      number: position + 1,
      title: seed.title,
      ...bodyOf(seed.key, version, users),
      authorId: version.by.accountId,
      created: version.at,
      message: version.message ?? '',
      minorEdit: version.minor ?? false,
    })),
    labels: [...(seed.labels ?? [])],
    position: (index + 1) * 100,
    created: first.at,
    authorId: first.by.accountId,
    ...(seed.visibleTo && { visibleTo: seed.visibleTo.map(({ accountId }) => accountId) }),
  };
}

function bodyOf(key: string, { body, storage }: SeedVersion, users: readonly DemoUser[]) {
  if (storage === undefined) return { body: withOwnIds(key, body) };
  const displayName = (id: string) => users.find(({ accountId }) => accountId === id)?.displayName ?? 'Unknown user';
  return { body: toAdf(storage, { fileId: () => undefined, displayName }), storage };
}

/** The same words on two pages are two nodes: ids differ by page, and stay over a page's versions. */
function withOwnIds(key: string, node: AdfNode): AdfNode {
  const localId = node.attrs?.['localId'];
  return {
    ...node,
    ...(typeof localId === 'string' && { attrs: { ...node.attrs, localId: adf.localIdOf([key, localId]) } }),
    ...(node.content && { content: node.content.map((child) => withOwnIds(key, child)) }),
  };
}
