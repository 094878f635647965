import { object, text, type WireObject } from '../wire.ts';

/** Only the path of a link in an answer counts: its host may be another site's, or whatever the server likes. */
export function wikiUrl(origin: string, path: unknown): string {
  const relative = text(path) ?? '';
  const url = /^\/(?![/\\])/.test(relative) ? URL.parse(`${origin}/wiki${relative}`) : null;
  return url?.origin === origin ? url.href : `${origin}/wiki`;
}

/** The cursor inside `_links.next` (host-relative, differing by API version); absent on the last page. */
export function nextCursor(page: WireObject): string | undefined {
  const next = text(object(page['_links'])['next']);
  return next === undefined
    ? undefined
    : (URL.parse(next, 'https://any.invalid')?.searchParams.get('cursor') ?? undefined);
}
