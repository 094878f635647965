import { addAttachment, getAttachmentContent, getIssue, removeAttachment } from 'jira.js/cloud';
import { fail } from '#domain/errors.ts';
import type { Attachment } from '#domain/issueActivity.ts';
import type { AttachmentOperations, Call } from '#domain/ports.ts';
import { invalid, issueKey, numericId } from '../arguments.ts';
import type { FileAnswer } from '../http/exchange.ts';
import { personFrom } from '../person.ts';
import { settled, withoutSignal } from '../settle.ts';
import type { WireClient, WireRequest } from '../transport.ts';
import {
  answerList,
  answerObject,
  isObject,
  number,
  object,
  objects,
  optional,
  required,
  text,
  type WireObject,
} from '../wire.ts';
import { recorded } from './issueUpdates.ts';
import type { JiraSite } from './site.ts';

/** Covers clocks apart; see comments. */
const clockToleranceMs = 120_000;

export function attachmentOperations(site: JiraSite): AttachmentOperations {
  const list: AttachmentOperations['list'] = async (issue, call) => {
    const key = issueKey(issue);
    const client = site.transport.client(call, { entity: 'issue', id: key });
    const answer: unknown = await getIssue(client, { issueIdOrKey: key, fields: ['attachment'] });
    const wires = objects(object(answerObject(answer, 'issue')['fields'])['attachment']);
    const found = wires.flatMap((wire) => attachmentFrom(wire, site.origin));
    return found.sort(
      (a, b) => Date.parse(a.created ?? '') - Date.parse(b.created ?? '') || Number(a.id) - Number(b.id),
    );
  };
  const find = async (issue: string, attachmentId: string, call: Call | undefined): Promise<Attachment> => {
    const id = String(numericId(attachmentId, 'attachmentId'));
    const found = (await list(issue, call)).find((attachment) => attachment.id === id);
    return found ?? fail({ code: 'notFound', entity: 'attachment', id });
  };
  return {
    list,

    async read(issue, attachmentId, { mostBytes, ...call }) {
      const attachment = await find(issue, attachmentId, call);
      if (attachment.bytes > mostBytes) {
        fail({ code: 'answerTooLarge', limitBytes: mostBytes });
      }
      const context = { entity: 'attachment', id: attachment.id } as const;
      const json = site.transport.client(call, context);
      const client: WireClient = {
        sendRequest: <T>(request: WireRequest) => json.sendRequest<T>({ ...request, fileBytes: mostBytes }),
      };
      // Without a redirect: the media host that one would lead to is none of the site.
      const answer: unknown = await getAttachmentContent(client, { id: attachment.id, redirect: false });
      return { attachment, content: contentOf(answer, attachment, site.origin) };
    },

    async add(issue, { name, content }, call) {
      const key = issueKey(issue);
      if (name.trim() === '' || /[\\/]/.test(name) || name.length > 255) {
        invalid('name', 'not the name of a file');
      }
      const startedAt = site.transport.now();
      const searchUrl = `${site.origin}/browse/${key}`;
      const context = { entity: 'issue', id: key, operation: `attach a file to ${key}`, searchUrl } as const;
      const client = site.transport.client(withoutSignal(call), context);
      const write = async () => {
        const answer: unknown = await addAttachment(client, {
          issueIdOrKey: key,
          attachments: { filename: name, content: new Uint8Array(content) },
        });
        const [stored] = answerList(answer, 'attachments').filter(isObject);
        return required(stored && attachmentFrom(stored, site.origin)[0], 'attachment.id');
      };
      const isOurs = ({ author, fileName, bytes, created }: Attachment) =>
        author?.accountId === site.account.accountId &&
        fileName === name &&
        bytes === content.byteLength &&
        Date.parse(created ?? '') >= startedAt - clockToleranceMs;
      return recorded(site, key, () =>
        settled(site, write, async () => (await list(key, call)).findLast(isOurs), call),
      );
    },

    async remove(issue, attachmentId, call) {
      const key = issueKey(issue);
      const { id } = await find(key, attachmentId, call);
      const context = { entity: 'attachment', id, operation: `delete an attachment of ${key}` } as const;
      const client = site.transport.client(withoutSignal(call), context);
      const write = async () => {
        await removeAttachment(client, { id });
        return true;
      };
      const isGone = async () => (await list(key, call)).every((attachment) => attachment.id !== id) || undefined;
      await recorded(site, key, () => settled(site, write, isGone, call));
    },
  };
}

function attachmentFrom(wire: WireObject, origin: string): Attachment[] {
  const id = text(wire['id']);
  if (id === undefined || !/^\d+$/.test(id)) {
    return [];
  }
  return [
    {
      id,
      fileName: text(wire['filename']) ?? '',
      bytes: number(wire['size']) ?? 0,
      mediaType: text(wire['mimeType']) ?? 'application/octet-stream',
      // Made here: what an answer gives as an address may be anything.
      url: `${origin}/rest/api/3/attachment/content/${id}`,
      ...optional('author', personFrom(wire['author'])),
      ...optional('created', text(wire['created'])),
    },
  ];
}

/** A log-in page also comes as 200, and is not the file. */
function contentOf(answer: unknown, { bytes }: Attachment, origin: string): Uint8Array {
  if (!isFileAnswer(answer)) {
    return fail({ code: 'unexpectedAnswer', detail: 'no file where one was due' });
  }
  const { content, contentType } = answer;
  if (content.byteLength === bytes) {
    return content;
  }
  return /^text\/html\b/i.test(contentType)
    ? fail({ code: 'signInPage', origin })
    : fail({ code: 'unexpectedAnswer', detail: `${content.byteLength} bytes came of a file of ${bytes}` });
}

function isFileAnswer(answer: unknown): answer is FileAnswer {
  return isObject(answer) && answer['content'] instanceof Uint8Array && typeof answer['contentType'] === 'string';
}
