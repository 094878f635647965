import type { DemoIssue } from '#demo/jira/model.ts';
import { addPage, onIssue, type Target, type Thing } from './things.ts';

/** What hangs on an issue: logged work, watchers, files. */
export const issueExtras: Target = async (run) => {
  const { tracker } = run.connection;
  const ownerId = run.demo.site.owner.accountId;
  const what = run.random.pick(['worklog', 'file', 'watcher', 'no watcher'] as const);
  const extra = (issue: DemoIssue): Pick<Thing, 'name' | 'kind' | 'send' | 'count'> => {
    const before = { worklogs: issue.worklogs.length, attachments: issue.attachments.length };
    const isWatched = () => issue.watcherIds.filter((id) => id === ownerId).length;
    switch (what) {
      case 'worklog':
        return {
          ...{ name: what, kind: 'logWork' },
          send: () => tracker.worklogs.add(issue.key, { seconds: 5400, comment: 'Looked *into* it' }),
          count: () => issue.worklogs.length - before.worklogs,
        };
      case 'file':
        return {
          ...{ name: what, kind: 'attachFile' },
          send: () => tracker.attachments.add(issue.key, { name: 'trace.log', content: Buffer.from('a\r\nb') }),
          count: () => issue.attachments.length - before.attachments,
        };
      case 'watcher':
        issue.watcherIds = [];
        return {
          name: what,
          kind: 'watchIssue',
          send: () => tracker.watchers.add(issue.key, ownerId),
          count: isWatched,
        };
      case 'no watcher':
        issue.watcherIds = [ownerId];
        return {
          ...{ name: what, kind: 'watchIssue' },
          send: () => tracker.watchers.remove(issue.key, ownerId),
          count: () => 1 - isWatched(),
        };
    }
  };
  return onIssue(run, /\/(?:worklog|attachments|watchers)$/, extra);
};

/** Taking away what can be taken back, or was written by mistake. */
export const removals: Target = async (run) => {
  const { tracker, knowledge } = run.connection;
  const { site } = run.demo;
  const what = run.random.pick(['worklog', 'file', 'comment', 'page', 'trashed page'] as const);
  if (what === 'worklog' || what === 'file') {
    const gone = { worklog: (issue: DemoIssue) => issue.worklogs, file: (issue: DemoIssue) => issue.attachments }[what];
    let id = '';
    let target: DemoIssue | undefined;
    const thing = onIssue(run, /\/(?:worklog|attachment)\/\d+$/, (issue) => {
      target = issue;
      return {
        ...{ name: `${what} taken away`, kind: 'undo' },
        send: () => (what === 'file' ? tracker.attachments : tracker.worklogs).remove(issue.key, id),
        count: () => (gone(issue).some((each) => each.id === id) ? 0 : 1),
      };
    });
    const key = target?.key ?? '';
    const added =
      what === 'file'
        ? await tracker.attachments.add(key, { name: 'a.txt', content: Buffer.from('a') })
        : await tracker.worklogs.add(key, { seconds: 60 });
    id = added.id;
    return thing;
  }
  const id = String(97_000_000 + site.nextId('page'));
  addPage(run, id, `Fault ${id}`, { Alpha: 'alpha' });
  const status = () => site.wiki.pages.get(id)?.status;
  const comment = what === 'comment' ? await knowledge.pages.comment(id, { markdown: 'Oops' }) : undefined;
  if (what === 'trashed page') await knowledge.pages.trash(id);
  const removal: Pick<Thing, 'kind' | 'send' | 'count'> = comment
    ? {
        kind: 'deleteComment',
        send: () => knowledge.pages.removeComment(comment),
        count: () => (site.wiki.comments.some((each) => each.id === comment.id) ? 0 : 1),
      }
    : what === 'page'
      ? { kind: 'deletePage', send: () => knowledge.pages.trash(id), count: () => (status() === 'trashed' ? 1 : 0) }
      : {
          kind: 'undo',
          send: () => knowledge.pages.restoreFromTrash(id),
          count: () => (status() === 'current' ? 1 : 0),
        };
  return {
    ...removal,
    name: `${what} taken away or back`,
    isSent: ({ method, path }) => method !== 'GET' && /\/(?:pages|footer-comments)\/\d+$/.test(path),
    overtake: () => undefined,
    remove() {
      site.wiki.pages.delete(id);
      site.wiki.comments = site.wiki.comments.filter(({ pageId }) => pageId !== id);
    },
  };
};
