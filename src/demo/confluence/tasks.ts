import * as adf from '../adf.ts';
import type { AdfNode } from '../jira/model.ts';
import type { DemoPage, DemoTask } from './model.ts';
import { walk } from './walk.ts';
import { currentVersion } from './wiki.ts';

/**
 * The tasks of a page as its body has them now: known ones keep id and history, new ones are added, others are gone.
 * A task belongs to the first person it mentions and is due on the first date in it, as in the editor.
 */
export function tasksOf(page: DemoPage, known: readonly DemoTask[], newId: () => string): DemoTask[] {
  const { body, authorId, created } = currentVersion(page);
  return [...walk(body)]
    .filter(({ type }) => type === 'taskItem')
    .map((item) => {
      const localId = String(item.attrs?.['localId'] ?? '');
      const old = known.find((task) => task.pageId === page.id && task.localId === localId);
      const isDone = item.attrs?.['state'] === 'DONE';
      const wasDone = old?.status === 'complete';
      const mentioned = [...walk(item)].find(({ type }) => type === 'mention')?.attrs?.['id'];
      const due = [...walk(item)].find(({ type }) => type === 'date')?.attrs?.['timestamp'];
      return {
        id: old?.id ?? newId(),
        localId,
        pageId: page.id,
        assigneeId: typeof mentioned === 'string' ? mentioned : null,
        creatorId: old?.creatorId ?? authorId,
        status: isDone ? 'complete' : 'incomplete',
        body: adf.doc(adf.p(...(item.content ?? []))),
        dueAt: due === undefined ? null : Number(due),
        created: old?.created ?? created,
        updated: old && wasDone === isDone ? old.updated : created,
        completedById: isDone ? (old?.completedById ?? authorId) : null,
        completedAt: isDone ? (old?.completedAt ?? created) : null,
      };
    });
}

/** The body with one task ticked or unticked. */
export function withTaskState(body: AdfNode, localId: string, state: 'TODO' | 'DONE'): AdfNode {
  const isIt = body.type === 'taskItem' && body.attrs?.['localId'] === localId;
  const attrs = isIt ? { attrs: { ...body.attrs, state } } : {};
  const content = body.content ? { content: body.content.map((child) => withTaskState(child, localId, state)) } : {};
  return { ...body, ...attrs, ...content };
}
