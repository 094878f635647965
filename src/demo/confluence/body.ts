import * as adf from '../adf.ts';
import { validateAdf } from '../adf.ts';
import { confluenceError, type HttpError } from '../http.ts';
import type { AdfNode } from '../jira/model.ts';
import type { DemoSite } from '../site.ts';
import { fromAdf } from './storage/fromAdf.ts';
import { toAdf } from './storage/toAdf.ts';
import { parseXml, textOf, XmlError } from './storage/xml.ts';

/** The HTML formats are all the same here. */
export const htmlFormats = ['view', 'export_view', 'anonymous_export_view', 'styled_view', 'editor'] as const;
export type BodyFormat = 'storage' | 'atlas_doc_format' | (typeof htmlFormats)[number];

export interface WrittenBody {
  readonly body: AdfNode;
  /** As it was written, when it was written in storage format. */
  readonly storage?: string;
}

/** A body in one representation; `atlas_doc_format` is JSON inside a string, as the vendor gives it. */
export function bodyValue(site: DemoSite, written: WrittenBody, format: BodyFormat): string {
  if (format === 'atlas_doc_format') return JSON.stringify(written.body);
  if (format === 'storage' && written.storage !== undefined) return written.storage;
  const fileName = (fileId: string): string => {
    const attachment = site.wiki.attachments.find((candidate) => candidate.fileId === fileId);
    return attachment?.title ?? fileId;
  };
  return fromAdf(written.body, { format: format === 'storage' ? 'storage' : 'view', fileName });
}

/** `{storage: {representation, value}}`, or `{}` when no format was asked for. */
export function bodyView(
  site: DemoSite,
  written: WrittenBody,
  format: BodyFormat | undefined,
): Record<string, unknown> {
  return format === undefined ? {} : { [format]: { representation: format, value: bodyValue(site, written, format) } };
}

const refused = (title: string, detail?: string): HttpError =>
  confluenceError(400, 'INVALID_REQUEST_PARAMETER', title, detail);

/** The body of a write: `{representation, value}`, or that under the name of its representation. */
export function readBody(site: DemoSite, given: unknown): WrittenBody {
  if (!isRecord(given)) throw refused('Body is missing or is not an object');
  const nested = Object.values(given).filter(isRecord);
  const holder = given['representation'] === undefined ? nested[0] : given;
  if (!holder || nested.length > 1) throw refused('Exactly one body representation must be given');
  const { representation, value } = holder;
  if (typeof value !== 'string') throw refused('Body value must be a string');
  if (representation === 'atlas_doc_format') return { body: readAdf(value) };
  if (representation === 'storage') return readStorage(site, value);
  throw refused(`The body representation '${String(representation)}' is not supported`);
}

function readAdf(value: string): AdfNode {
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    throw refused('Content body cannot be converted to new editor format', 'The value is not JSON');
  }
  const problems = validateAdf(document);
  if (problems.length > 0 || !isAdf(document)) {
    throw refused('Content body cannot be converted to new editor format', `Invalid ADF: ${problems.join('; ')}`);
  }
  return document;
}

function readStorage(site: DemoSite, value: string): WrittenBody {
  try {
    const body = toAdf(value, {
      fileId: (name) => site.wiki.attachments.find(({ title }) => title === name)?.fileId,
      displayName: (id) => site.users.find(({ accountId }) => accountId === id)?.displayName ?? 'Unknown user',
    });
    // What cannot be said in ADF is kept as text there; the storage form stays as it was written.
    const isGood = validateAdf(body).length === 0;
    return { body: isGood ? body : adf.doc(adf.p(textOf(parseXml(value)).trim())), storage: value };
  } catch (error) {
    if (error instanceof XmlError) throw refused(`Error parsing xhtml: ${error.message}`);
    throw error;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only for documents that the schema has passed. */
function isAdf(value: unknown): value is AdfNode {
  return isRecord(value) && value['type'] === 'doc';
}
