import { updateBlogPost, updatePage } from 'confluence.js/v2';
import { fail } from '#domain/errors.ts';
import { findSection, sectionText } from '#domain/pageSections.ts';
import type { Person } from '#domain/person.ts';
import type { Call, PageOperations, PageWrite } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import type { AdfDocument } from '../adf/document.ts';
import type { EditOptions } from '../adf/editMarkdown.ts';
import { replaceSection } from '../adf/sections.ts';
import { adfToMarkdown } from '../adf/toMarkdown.ts';
import { invalid, numericId } from '../arguments.ts';
import { settled, withoutSignal } from '../settle.ts';
import { answerObject, object, optional, text } from '../wire.ts';
import { wikiUrl } from './links.ts';
import { appendBlocks, type PlacedSection, readOutline } from './outline.ts';
import {
  documentOf,
  editableDocumentOf,
  markdownOptions,
  pageFrom,
  readPage,
  toPage,
  versionOf,
  type WirePage,
} from './readPage.ts';
import type { ConfluenceSite } from './site.ts';
import { storageLoss } from './storageLoss.ts';

type Edits = Pick<PageOperations, 'updateSection' | 'append' | 'restore'>;

/** Writes onto existing pages: each replaces the body by one that is otherwise made of the very same nodes. */
export function editOperations(site: ConfluenceSite): Edits {
  return {
    async updateSection(pageId, edit, call) {
      givenText(edit.markdown);
      const current = await readForWriting(site, pageId, edit.baseVersion, call);
      const { markdown, placed } = sectionOf(site, current.document, edit.section);
      const options = editOptions(site, edit.mentions);
      const document = replaceSection(current.document, placed.place, edit.markdown, options);
      const write = await store(site, { ...current, document, before: current.document }, edit.message, call);
      return { ...write, replaced: sectionText({ body: markdown }, placed.shown) };
    },

    async append(pageId, addition, call) {
      givenText(addition.markdown);
      const current = await readForWriting(site, pageId, addition.baseVersion, call);
      const { section } = addition;
      const place = section === undefined ? undefined : sectionOf(site, current.document, section).placed.place;
      const document = appendBlocks(current.document, place, addition.markdown, editOptions(site, addition.mentions));
      return store(site, { ...current, document, before: current.document }, addition.message, call);
    },

    async restore(pageId, { version, baseVersion, message }, call) {
      const [current, earlier] = await Promise.all([
        readForWriting(site, pageId, baseVersion, call),
        readLossless(site, pageId, version, call),
      ]);
      return store(site, { ...current, document: earlier.document, before: current.document }, message, call);
    },
  };
}

function givenText(markdown: string): void {
  if (markdown.trim() === '') {
    invalid('markdown', 'is empty');
  }
}

/** The options the page was read with, so that what was not edited is recognized. */
export function editOptions(site: ConfluenceSite, mentions: readonly Person[] | undefined): EditOptions {
  return { ...markdownOptions(site), ...(mentions && { people: mentions }) };
}

function sectionOf(
  site: ConfluenceSite,
  document: AdfDocument,
  wanted: string,
): { readonly markdown: string; readonly placed: PlacedSection } {
  const { markdown, sections } = readOutline(document, markdownOptions(site));
  const shown = findSection(
    sections.map((section) => section.shown),
    wanted,
  );
  const placed = sections[shown.number - 1];
  return placed ? { markdown, placed } : invalid('section', 'is not of this version of the page');
}

interface WritablePage extends WirePage {
  readonly document: AdfDocument;
}

/** The page as it is now. @throws conflict when that is not `baseVersion`, and what `readLossless` throws */
async function readForWriting(
  site: ConfluenceSite,
  pageId: string,
  baseVersion: number | undefined,
  call: Call | undefined,
): Promise<WritablePage> {
  const page = await readLossless(site, pageId, undefined, call, baseVersion);
  const status = text(page.wire['status']) ?? 'current';
  if (status === 'archived' || status === 'draft') {
    invalid('pageId', status === 'draft' ? 'the page is not published yet' : 'the page is archived');
  }
  // Writing a page in the trash would take it out of there.
  return status === 'current' ? page : fail({ code: 'notFound', entity: 'page', id: pageId });
}

/** @throws wouldLoseContent */
async function readLossless(
  site: ConfluenceSite,
  pageId: string,
  version: number | undefined,
  call: Call | undefined,
  baseVersion?: number,
): Promise<WritablePage> {
  const [page, stored] = await Promise.all([
    readPage(site, pageId, { version }, call),
    readPage(site, pageId, { version, format: 'storage' }, call),
  ]);
  const current = Math.max(versionOf(page.wire), versionOf(stored.wire));
  if (versionOf(page.wire) !== versionOf(stored.wire) || (baseVersion ?? current) !== current) {
    fail({ code: 'conflict', entity: 'page', id: pageId, currentVersion: current });
  }
  const document = editableDocumentOf(page.wire);
  const parts = storageLoss(text(object(object(stored.wire['body'])['storage'])['value']) ?? '', document);
  return parts.length > 0
    ? fail({ code: 'wouldLoseContent', entity: 'page', id: pageId, parts })
    : { ...page, document };
}

interface Change extends WritablePage {
  readonly before: AdfDocument;
}

/** Puts the document as the next version; an unchanged one is not sent. */
async function store(
  site: ConfluenceSite,
  change: Change,
  message: string | undefined,
  call: Call | undefined,
): Promise<PageWrite> {
  const { wire, kind, document, before } = change;
  const previousVersion = versionOf(wire);
  const value = JSON.stringify(document);
  if (value === JSON.stringify(before)) {
    return { page: await toPage(site, change, call, document), previousVersion };
  }
  const id = text(wire['id']) ?? '';
  const number = previousVersion + 1;
  const put = kind === 'page' ? updatePage : updateBlogPost;
  // Neither space nor parent: a page that was moved meanwhile stays where it is now.
  const body = {
    id,
    status: 'current',
    title: text(wire['title']) ?? '',
    body: { representation: 'atlas_doc_format', value },
    version: { number, ...optional('message', message) },
  };
  const context = {
    entity: 'page',
    id,
    operation: 'write page',
    searchUrl: wikiUrl(site.origin, object(wire['_links'])['webui']),
  } as const;
  const client = site.transport.client(withoutSignal(call), context);
  const write = async (): Promise<WirePage> => {
    const answer: unknown = await put(client, { id: numericId(id, 'pageId'), body });
    return { wire: answerObject(answer, 'page'), kind };
  };
  const stored = await settled(site, write, () => findStored(site, id, number, document, call), call);
  if (versionOf(stored.wire) !== number) {
    // So the vendor answers for a page that went to the trash meanwhile.
    const detail = `page ${id} was deleted meanwhile; the site took it out of the trash and did not store the change`;
    fail({ code: 'unexpectedAnswer', detail });
  }
  const hasBody = text(object(object(stored.wire['body'])['atlas_doc_format'])['value']) !== undefined;
  const whole = hasBody ? stored : await readWritten(id, () => readPage(site, id, { version: number }, call));
  const page = await toPage(site, whole, call);
  return { page: { ...page, labels: pageFrom(change, site.origin, document).labels }, previousVersion };
}

/**
 * The version a write without an answer would have made. A version number is given once: taken by another author, the
 * write was not stored and never will be.
 */
async function findStored(
  site: ConfluenceSite,
  id: string,
  number: number,
  document: AdfDocument,
  call: Call | undefined,
): Promise<WirePage | undefined> {
  const current = await readPage(site, id, {}, call);
  const currentVersion = versionOf(current.wire);
  if (currentVersion < number) {
    return undefined;
  }
  const stored = currentVersion === number ? current : await readPage(site, id, { version: number }, call);
  if (text(object(stored.wire['version'])['authorId']) !== site.account.accountId) {
    fail({ code: 'conflict', entity: 'page', id, currentVersion });
  }
  const options = markdownOptions(site);
  const isOurs = adfToMarkdown(documentOf(stored.wire), options) === adfToMarkdown(document, options);
  return isOurs ? stored : undefined;
}
