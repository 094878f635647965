import { confluenceError, type DemoRequest, type DemoResponse } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { integer } from './parameters.ts';

/** A cursor says where the next page starts. Clients must not read it, hence the encoding. */
export const encodeCursor = (offset: number): string =>
  Buffer.from(JSON.stringify({ next: offset })).toString('base64url');

/** Undefined for what is no cursor of ours. */
export function decodeCursor(cursor: string): number | undefined {
  const offset = /^\{"next":(\d{1,9})\}$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
  return offset === undefined ? undefined : Number(offset);
}

export interface Slice<T> {
  readonly items: readonly T[];
  /** Host-relative, `/wiki/api/v2/…`; undefined on the last page. */
  readonly next: string | undefined;
}

export function slice<T>(request: DemoRequest, items: readonly T[], byDefault = 25): Slice<T> {
  const limit = integer(request, 'limit', { min: 1, max: 250 }) ?? byDefault;
  const cursor = request.query.get('cursor');
  const start = cursor ? decodeCursor(cursor) : 0;
  if (start === undefined) throw confluenceError(400, 'INVALID_REQUEST_PARAMETER', 'Provided cursor is invalid');
  const end = start + limit;
  if (end >= items.length) return { items: items.slice(start), next: undefined };
  const query = new URLSearchParams(request.query);
  query.set('limit', String(limit));
  query.set('cursor', encodeCursor(end));
  return { items: items.slice(start, end), next: `${request.path}?${query}` };
}

/** The answer of every v2 list: `{results, _links: {next?, base}}`, and the same `next` in the `Link` header. */
export function listAnswer<T>(
  request: DemoRequest,
  site: DemoSite,
  items: readonly T[],
  view: (item: T) => unknown,
  defaultLimit?: number,
): DemoResponse {
  const { items: shown, next } = slice(request, items, defaultLimit);
  const base = `${site.url}/wiki`;
  const links = [...(next ? [`<${next}>; rel="next"`] : []), `<${base}>; rel="base"`];
  return {
    status: 200,
    headers: { Link: links.join(', ') },
    body: { results: shown.map(view), _links: { ...(next && { next }), base } },
  };
}
