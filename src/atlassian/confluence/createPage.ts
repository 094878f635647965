import { createPage, getPages, getSpaces } from 'confluence.js/v2';
import { fail } from '#domain/errors.ts';
import type { Page } from '#domain/page.ts';
import type { Call, PageDraft } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import type { AdfDocument } from '../adf/document.ts';
import { markdownToAdf } from '../adf/fromMarkdown.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, numericId } from '../arguments.ts';
import { settled, withoutSignal } from '../settle.ts';
import { answerList, answerObject, isObject, object, optional, text, type WireObject } from '../wire.ts';
import { editOptions } from './editPage.ts';
import { documentOf, markdownOptions, readPage, toPage, versionOf, type WirePage } from './readPage.ts';
import type { ConfluenceSite } from './site.ts';

const longestTitle = 255;

export async function createNewPage(site: ConfluenceSite, draft: PageDraft, call: Call | undefined): Promise<Page> {
  const title = draft.title.trim();
  if (title === '' || title.length > longestTitle) {
    invalid('title', title === '' ? 'is empty' : `is longer than ${longestTitle} characters`);
  }
  const parentId = draft.parentId === undefined ? undefined : String(numericId(draft.parentId, 'parentId'));
  const document = markdownToAdf(draft.markdown, editOptions(site, draft.mentions));
  const spaceId = await spaceIdOf(site, draft.spaceKey, call);
  const body = {
    spaceId,
    status: 'current',
    title,
    body: { representation: 'atlas_doc_format', value: JSON.stringify(document) },
    ...optional('parentId', parentId),
  };
  const searchUrl = `${site.origin}/wiki/spaces/${encodeURIComponent(draft.spaceKey)}`;
  const context = {
    entity: 'page',
    operation: 'create page',
    searchUrl,
    ...optional('id', parentId), // what a "not found" is about
  } as const;
  const client = site.transport.client(withoutSignal(call), context);
  const write = async (): Promise<WirePage> => {
    const answer: unknown = await createPage(client, { body });
    return { wire: answerObject(answer, 'page'), kind: 'page' };
  };
  const created = await settled(site, write, () => findCreated(site, { spaceId, title, document }, call), call);
  const id = text(created.wire['id']) ?? '';
  const hasBody = text(object(object(created.wire['body'])['atlas_doc_format'])['value']) !== undefined;
  const whole = hasBody ? created : await readWritten(id, () => readPage(site, id, {}, call));
  return toPage(site, whole, call);
}

async function spaceIdOf(site: ConfluenceSite, key: string, call: Call | undefined): Promise<string> {
  const client = site.transport.client(call, { entity: 'space', id: key });
  const answer: unknown = await getSpaces(client, { keys: [key] });
  const found = answerList(answerObject(answer, 'spaces')['results'], 'spaces').filter(isObject);
  const space = found.find((wire) => text(wire['key'])?.toLowerCase() === key.toLowerCase());
  return text(space?.['id']) ?? fail({ code: 'notFound', entity: 'space', id: key });
}

/** A title is given once in a space, so what bears it, is ours and says the same is what was to be created. */
async function findCreated(
  site: ConfluenceSite,
  draft: { readonly spaceId: string; readonly title: string; readonly document: AdfDocument },
  call: Call | undefined,
): Promise<WirePage | undefined> {
  const client = site.transport.client(call, { entity: 'page' });
  const answer: unknown = await getPages(client, {
    spaceId: [numericId(draft.spaceId, 'spaceId')],
    title: draft.title,
    status: ['current'],
    bodyFormat: 'atlas_doc_format',
  });
  const options = markdownOptions(site);
  const said = adfToMarkdown(draft.document, options);
  const isOurs = (wire: WireObject) =>
    text(wire['authorId']) === site.account.accountId &&
    versionOf(wire) === 1 &&
    adfToMarkdown(documentOf(wire), options) === said;
  const wire = answerList(answerObject(answer, 'pages')['results'], 'pages').filter(isObject).find(isOurs);
  return wire && { wire, kind: 'page' };
}
