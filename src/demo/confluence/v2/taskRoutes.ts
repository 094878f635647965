import { confluenceError, type DemoRequest, type DemoResponse, type Route } from '../../http.ts';
import type { DemoSite } from '../../site.ts';
import { type BodyFormat, bodyView, isRecord } from '../body.ts';
import type { DemoTask } from '../model.ts';
import { withTaskState } from '../tasks.ts';
import { findContent, isoOf } from '../wiki.ts';
import { listFormat } from './pages.ts';
import { listAnswer } from './paging.ts';
import { idList, integer, list, notFound, oneOf, pathId } from './parameters.ts';

function taskView(site: DemoSite, task: DemoTask, format?: BodyFormat): Record<string, unknown> {
  const page = site.wiki.pages.get(task.pageId);
  return {
    id: task.id,
    localId: task.localId,
    ...(page && { spaceId: page.spaceId, [page.kind === 'page' ? 'pageId' : 'blogPostId']: page.id }),
    status: task.status,
    body: bodyView(site, task, format),
    createdBy: task.creatorId,
    ...(task.assigneeId !== null && { assignedTo: task.assigneeId }),
    ...(task.completedById !== null && { completedBy: task.completedById }),
    createdAt: isoOf(task.created),
    updatedAt: isoOf(task.updated),
    ...(task.dueAt !== null && { dueAt: isoOf(task.dueAt) }),
    ...(task.completedAt !== null && { completedAt: isoOf(task.completedAt) }),
  };
}

function visibleTasks(request: DemoRequest, site: DemoSite): DemoTask[] {
  return site.wiki.tasks.filter(({ pageId }) => findContent(site, pageId, request.caller)?.status === 'current');
}

const wholeRange = { min: 0, max: Number.MAX_SAFE_INTEGER };

function listTasks(request: DemoRequest, site: DemoSite): DemoResponse {
  const status = oneOf(request, 'status', ['complete', 'incomplete']);
  const format = listFormat(request);
  const matchesOne = (name: string, read: (task: DemoTask) => string | null | undefined) => {
    const wanted = name.endsWith('-by') || name === 'assigned-to' ? list(request, name) : idList(request, name);
    return (task: DemoTask) => !wanted || wanted.includes(read(task) ?? '');
  };
  const inRange = (name: string, read: (task: DemoTask) => number | null) => {
    const from = integer(request, `${name}-from`, wholeRange);
    const to = integer(request, `${name}-to`, wholeRange);
    return (task: DemoTask) => {
      const instant = read(task);
      if (from === undefined && to === undefined) return true;
      return instant !== null && instant >= (from ?? 0) && instant <= (to ?? Number.POSITIVE_INFINITY);
    };
  };
  const holderOf = (kind: 'page' | 'blogpost') => (task: DemoTask) =>
    site.wiki.pages.get(task.pageId)?.kind === kind ? task.pageId : undefined;
  const tests = [
    (task: DemoTask) => status === undefined || task.status === status,
    matchesOne('task-id', ({ id }) => id),
    matchesOne('space-id', ({ pageId }) => site.wiki.pages.get(pageId)?.spaceId),
    matchesOne('page-id', holderOf('page')),
    matchesOne('blogpost-id', holderOf('blogpost')),
    matchesOne('created-by', ({ creatorId }) => creatorId),
    matchesOne('assigned-to', ({ assigneeId }) => assigneeId),
    matchesOne('completed-by', ({ completedById }) => completedById),
    inRange('created-at', ({ created }) => created),
    inRange('due-at', ({ dueAt }) => dueAt),
    inRange('completed-at', ({ completedAt }) => completedAt),
  ];
  const found = visibleTasks(request, site).filter((task) => tests.every((test) => test(task)));
  return listAnswer(request, site, found, (task) => taskView(site, task, format));
}

function taskOr404(request: DemoRequest, site: DemoSite): DemoTask {
  const id = pathId(request);
  const task = visibleTasks(request, site).find((candidate) => candidate.id === id);
  if (!task) throw notFound('task', id);
  return task;
}

/** Ticks the task here and in the page's current version; on the real site too that makes no new version. */
function updateTask(request: DemoRequest, site: DemoSite): DemoResponse {
  const task = taskOr404(request, site);
  const status = isRecord(request.body) ? request.body['status'] : undefined;
  if (status !== 'complete' && status !== 'incomplete') {
    throw confluenceError(400, 'INVALID_REQUEST_PARAMETER', "status must be 'complete' or 'incomplete'");
  }
  const isDone = status === 'complete';
  task.status = status;
  task.updated = site.now();
  task.completedAt = isDone ? site.now() : null;
  task.completedById = isDone ? request.caller.accountId : null;
  const page = site.wiki.pages.get(task.pageId);
  const version = page?.versions.at(-1);
  if (page && version) {
    const { storage: _, ...rest } = version;
    page.versions.splice(-1, 1, { ...rest, body: withTaskState(version.body, task.localId, isDone ? 'DONE' : 'TODO') });
  }
  return { status: 200, body: taskView(site, task, listFormat(request)) };
}

export const taskRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/wiki/api/v2/tasks', handle: listTasks },
  {
    method: 'GET',
    pattern: '/wiki/api/v2/tasks/{id}',
    handle: (request, site) => ({ status: 200, body: taskView(site, taskOr404(request, site), listFormat(request)) }),
  },
  { method: 'PUT', pattern: '/wiki/api/v2/tasks/{id}', handle: updateTask },
];
