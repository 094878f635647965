import type { AttachmentOperations, IssueTracker, WatcherOperations, WorklogOperations } from '#domain/ports.ts';
import { type Bounds, projectOf } from './bounds.ts';
import type { CheckIssue } from './limitedBoards.ts';

/** What hangs on an issue, as far as the issue is within the bounds; see `limitedTracker`. */

export function worklogs({ worklogs: site }: IssueTracker, inside: CheckIssue): Required<WorklogOperations> {
  return {
    timeTracking: (call) => site.timeTracking(call),
    async add(issueKey, draft, call) {
      await inside(issueKey);
      return site.add(issueKey, draft, call);
    },
    async remove(issueKey, worklogId, call) {
      await inside(issueKey);
      return site.remove(issueKey, worklogId, call);
    },
  };
}

export function watchers({ watchers: site }: IssueTracker, inside: CheckIssue): Required<WatcherOperations> {
  return {
    async list(issueKey, call) {
      await inside(issueKey, call);
      return site.list(issueKey, call);
    },
    async add(issueKey, accountId, call) {
      await inside(issueKey);
      return site.add(issueKey, accountId, call);
    },
    async remove(issueKey, accountId, call) {
      await inside(issueKey);
      return site.remove(issueKey, accountId, call);
    },
  };
}

export function attachments(
  { attachments: site }: IssueTracker,
  bounds: Bounds,
  inside: CheckIssue,
): Required<AttachmentOperations> {
  return {
    async list(issueKey, call) {
      await inside(issueKey, call);
      const list = await site.list(issueKey, call);
      bounds.noteRead(
        projectOf(issueKey),
        list.map(({ author }) => author),
      );
      return list;
    },
    async read(issueKey, attachmentId, options) {
      await inside(issueKey, options);
      const file = await site.read(issueKey, attachmentId, options);
      bounds.noteRead(projectOf(issueKey), [file.attachment.author]);
      return file;
    },
    async add(issueKey, file, call) {
      await inside(issueKey);
      return site.add(issueKey, file, call);
    },
    async remove(issueKey, attachmentId, call) {
      await inside(issueKey);
      return site.remove(issueKey, attachmentId, call);
    },
  };
}
