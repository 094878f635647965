import type { DemoUser } from '../jira/model.ts';
import type { DemoSite } from '../site.ts';
import type { DemoPage, DemoPageVersion, DemoSpace } from './model.ts';

/** Look-ups that every Confluence endpoint shares. Restricted content does not exist for those who may not see it. */

export function isVisible(page: DemoPage, caller: DemoUser): boolean {
  return page.visibleTo === undefined || page.visibleTo.includes(caller.accountId);
}

export function findContent(site: DemoSite, id: string, caller: DemoUser): DemoPage | undefined {
  const page = site.wiki.pages.get(id);
  if (!page || !isVisible(page, caller)) return undefined;
  if (page.status === 'draft' && page.authorId !== caller.accountId) return undefined;
  return page;
}

export function visibleContent(site: DemoSite, caller: DemoUser): DemoPage[] {
  return [...site.wiki.pages.values()].filter((page) => findContent(site, page.id, caller));
}

export function spaceOf(site: DemoSite, spaceId: string): DemoSpace {
  const space = site.wiki.spaces.find(({ id }) => id === spaceId);
  if (!space) throw new RangeError(`no space ${spaceId}`);
  return space;
}

export function currentVersion(page: DemoPage): DemoPageVersion {
  const version = page.versions.at(-1);
  if (!version) throw new RangeError(`page ${page.id} has no version`);
  return version;
}

/** Ids from the page's parent up to the top. */
export function ancestorIds(site: DemoSite, page: DemoPage): string[] {
  const ids: string[] = [];
  for (let id = page.parentId; id !== null && !ids.includes(id); id = site.wiki.pages.get(id)?.parentId ?? null)
    ids.push(id);
  return ids;
}

export function childrenOf(site: DemoSite, parentId: string, caller: DemoUser): DemoPage[] {
  return visibleContent(site, caller)
    .filter((page) => page.parentId === parentId && page.status === 'current' && page.kind === 'page')
    .sort((a, b) => a.position - b.position || Number(a.id) - Number(b.id));
}

/** A new id; pages, comments and the like share one sequence, above those of the seeded content. */
export function nextContentId(site: DemoSite): string {
  return String(4_000_000 + site.nextId('confluence-content'));
}

/** Path below the wiki's base at which a browser shows the content. */
export function webPath(site: DemoSite, page: DemoPage): string {
  const space = spaceOf(site, page.spaceId);
  if (space.homepageId === page.id) return `/spaces/${space.key}/overview`;
  const title = encodeURIComponent(currentVersion(page).title).replaceAll('%20', '+').replace(/['()]/g, '');
  if (page.kind === 'page') return `/spaces/${space.key}/pages/${page.id}/${title}`;
  const day = new Date(page.created).toISOString().slice(0, 10).replaceAll('-', '/');
  return `/spaces/${space.key}/blog/${day}/${page.id}/${title}`;
}

/** Confluence's short link: the id's bytes, lowest first, in base 64. */
export function tinyPath(id: string): string {
  const bytes: number[] = [];
  for (let rest = Number(id.replace(/\D/g, '')); rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  return `/x/${Buffer.from(bytes).toString('base64').replaceAll('=', '').replaceAll('/', '-').replaceAll('+', '_')}`;
}

export const isoOf = (instant: number): string => new Date(instant).toISOString();

export function labelId(name: string): string {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 900_001;
  return String(1_000_000 + hash);
}
