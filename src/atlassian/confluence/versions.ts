import { getBlogPostVersions, getPageVersions } from 'confluence.js/v2';
import { fail } from '#domain/errors.ts';
import type { PageVersion } from '#domain/page.ts';
import type { Paged, PageRequest } from '#domain/ports.ts';
import { numericId, pageSize } from '../arguments.ts';
import { answerList, answerObject, isObject, number, optional, required, text } from '../wire.ts';
import { nextCursor } from './links.ts';
import { clientFor, onEither, personOf } from './readPage.ts';
import type { ConfluenceSite } from './site.ts';

const mostPerPage = 250; // the vendor's limit

export async function listVersions(
  site: ConfluenceSite,
  pageId: string,
  request: PageRequest,
): Promise<Paged<PageVersion>> {
  const client = clientFor(site, pageId, request);
  const options = {
    id: numericId(pageId, 'pageId'),
    limit: pageSize(request.limit, mostPerPage, mostPerPage),
    sort: '-modified-date',
    ...optional('cursor', request.cursor),
  } as const;
  const answer = await onEither<unknown>(
    () => getPageVersions(client, options),
    () => getBlogPostVersions(client, options),
  );
  const page = answerObject(answer, 'versions');
  const cursor = nextCursor(page);
  if (cursor !== undefined && cursor === request.cursor) {
    fail({ code: 'unexpectedAnswer', detail: 'the list of versions repeats: it would be incomplete' });
  }
  const wires = answerList(page['results'], 'versions').filter(isObject);
  const items = await Promise.all(
    wires.map(async (wire): Promise<PageVersion> => {
      const author = await personOf(site, text(wire['authorId']), request);
      return {
        number: required(number(wire['number']), 'version.number'),
        isMinorEdit: wire['minorEdit'] === true,
        ...optional('instant', text(wire['createdAt'])),
        ...optional('author', author),
        ...optional('message', text(wire['message'])),
      };
    }),
  );
  return { items, ...optional('cursor', cursor) };
}
