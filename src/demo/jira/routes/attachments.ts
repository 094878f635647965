import { type DemoRequest, type DemoResponse, jiraError, type Route } from '../../http.ts';
import { UploadedFiles } from '../../multipart.ts';
import type { DemoSite } from '../../site.ts';
import { attachmentView } from '../activityViews.ts';
import { changeIssue } from '../changes.ts';
import { canBrowse, projectOf, requireIssue } from '../lookup.ts';
import type { DemoAttachment, DemoChangeItem, DemoIssue } from '../model.ts';

/** Where files are really kept: not on the site, so no credential must ever follow there. */
const mediaHost = 'https://api.media.atlassian.com';

/** Files on issues. */
export const attachmentRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/rest/api/3/attachment/meta',
    handle: () => ({ status: 200, body: { enabled: true, uploadLimit: 1_073_741_824 } }),
  },
  {
    method: 'GET',
    pattern: '/rest/api/3/attachment/{id}',
    handle: (request, site) => {
      const { attachment } = attachmentOf(request, site);
      const view = attachmentView(site, attachment, request.origin);
      return { status: 200, body: { ...view, id: Number(attachment.id) } };
    },
  },
  { method: 'GET', pattern: '/rest/api/3/attachment/content/{id}', handle: content },
  {
    method: 'DELETE',
    pattern: '/rest/api/3/attachment/{id}',
    handle: (request, site) => {
      const { issue, attachment } = attachmentOf(request, site);
      if (attachment.authorId !== request.caller.accountId) {
        throw jiraError(403, ['You do not have permission to delete this attachment.']);
      }
      changeIssue(site, issue, request.caller, [itemFor(attachment, undefined)], () => {
        issue.attachments = issue.attachments.filter((other) => other !== attachment);
      });
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    pattern: '/rest/api/3/issue/{issueIdOrKey}/attachments',
    takesFiles: true,
    handle: addFiles,
  },
];

function addFiles(request: DemoRequest, site: DemoSite): DemoResponse {
  if (request.headers['x-atlassian-token'] !== 'no-check') {
    return { status: 403, headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, text: 'XSRF check failed' };
  }
  const issue = requireIssue(site, request.params['issueIdOrKey'] ?? '', request.caller);
  const uploaded = request.body instanceof UploadedFiles ? request.body.files : [];
  const files = uploaded.filter(({ field }) => field === 'file');
  if (files.length === 0) {
    throw jiraError(400, ['No file is attached.']);
  }
  const added = files.map(
    ({ name, mediaType, content: bytes }): DemoAttachment => ({
      ...{ id: String(site.nextId('attachment')), filename: name, mimeType: mediaType },
      ...{ authorId: request.caller.accountId, created: site.now(), size: bytes.byteLength, content: bytes },
    }),
  );
  const items = added.map((attachment) => itemFor(undefined, attachment));
  changeIssue(site, issue, request.caller, items, () => issue.attachments.push(...added));
  return { status: 200, body: added.map((attachment) => attachmentView(site, attachment, request.origin)) };
}

function content(request: DemoRequest, site: DemoSite): DemoResponse {
  const { attachment } = attachmentOf(request, site);
  if (request.query.get('redirect') !== 'false') {
    return { status: 303, headers: { Location: `${mediaHost}/file/${attachment.id}/binary?token=signed` } };
  }
  const { filename, mimeType } = attachment;
  return {
    status: 200,
    headers: {
      'Content-Type': mimeType,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
    },
    bytes: attachment.content ?? madeUp(attachment),
  };
}

/** A picture of nothing, or lines that say where they are, so that a part of them can be told from another. */
function madeUp({ size, filename, mimeType }: DemoAttachment): Uint8Array {
  if (!mimeType.startsWith('text/')) {
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0', 'latin1'), Buffer.alloc(size)]).subarray(0, size);
  }
  const lines: string[] = [];
  for (let length = 0; length < size; length += lines.at(-1)?.length ?? size) {
    lines.push(`${filename} line ${lines.length + 1}\n`);
  }
  return Buffer.from(lines.join(''), 'latin1').subarray(0, size);
}

function attachmentOf(request: DemoRequest, site: DemoSite): { issue: DemoIssue; attachment: DemoAttachment } {
  for (const issue of site.jira.issues.values()) {
    const attachment = issue.attachments.find(({ id }) => id === request.params['id']);
    if (attachment && canBrowse(projectOf(site, issue), request.caller)) {
      return { issue, attachment };
    }
  }
  throw jiraError(404, [`The attachment with id '${request.params['id'] ?? ''}' does not exist`]);
}

function itemFor(from: DemoAttachment | undefined, to: DemoAttachment | undefined): DemoChangeItem {
  return {
    ...{ field: 'Attachment', fieldtype: 'jira', fieldId: 'attachment' },
    ...{ from: from?.id ?? null, fromString: from?.filename ?? null },
    ...{ to: to?.id ?? null, toString: to?.filename ?? null },
  };
}
