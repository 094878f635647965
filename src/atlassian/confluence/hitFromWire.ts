import type { PageHit } from '#domain/page.ts';
import { cleanForeignText } from '#shared/text.ts';
import { isObject, object, optional, text, type WireObject } from '../wire.ts';
import { wikiUrl } from './links.ts';

/** A search result; none for results that are no pages (spaces, people, attachments, comments). */
export function hitFrom(wire: WireObject, origin: string): PageHit[] {
  const content = object(wire['content']);
  const id = text(content['id']);
  const kind = content['type'];
  if (id === undefined || (kind !== 'page' && kind !== 'blogpost')) {
    return [];
  }
  return [
    {
      id,
      kind,
      title: plainExcerpt(text(content['title']) ?? text(wire['title']) ?? ''),
      url: wikiUrl(origin, text(wire['url']) ?? object(content['_links'])['webui']),
      excerpt: plainExcerpt(text(wire['excerpt']) ?? ''),
      ...optional('spaceKey', spaceKeyOf(wire, content)),
      ...optional('lastModified', text(wire['lastModified'])),
    },
  ];
}

/** Without highlight marks, markup escapes and the half characters that cutting leaves at the ends. */
export function plainExcerpt(excerpt: string): string {
  const unmarked = excerpt.replace(/@@@(?:end)?hl@@@/g, '');
  return cleanForeignText(decodeEntities(unmarked))
    .replace(/\ufffd+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  '#39': "'",
  '#x27': "'",
};

function decodeEntities(escaped: string): string {
  return escaped.replace(
    /&(amp|lt|gt|quot|apos|nbsp|hellip|#39|#x27);/g,
    (entity, name: string) => entities[name] ?? entity,
  );
}

/** Told outright when expanded, else at the end of a link: `/spaces/NIM`, `/rest/api/space/NIM`. */
function spaceKeyOf(wire: WireObject, content: WireObject): string | undefined {
  const space = content['space'] ?? wire['space'];
  const link =
    text(object(wire['resultGlobalContainer'])['displayUrl']) ?? text(object(content['_expandable'])['space']) ?? '';
  return (isObject(space) ? text(space['key']) : undefined) ?? /\/spaces?\/([^/?#]+)/.exec(link)?.[1];
}
