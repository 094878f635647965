import { fail } from '#domain/errors.ts';
import type { Issue } from '#domain/issue.ts';
import { type Period, type PeriodRequest, resolvePeriod } from '#domain/period.ts';
import type { Call, Connection, IssueFilter, WorkspaceDefaults } from '#domain/ports.ts';
import type { FoundIssues, ProjectState, SprintProgress, StateGap } from '#domain/projectState.ts';
import type { Sprint } from '#domain/sprint.ts';
import { dateIn } from '#domain/zonedDate.ts';
import { findDecisions } from '../decisions/findDecisions.ts';
import { decisionScope, spacesOfProject } from '../projectSpaces.ts';
import { type KnownSprint, sprintsOf } from './activeSprints.ts';
import { readChangedPages } from './changedPages.ts';
import { forecastOf, readPastThroughput, readThroughput } from './forecast.ts';
import { figureOf, minuteOf, type Reading, readIssues, tryPart } from './readings.ts';
import { readScopeChange } from './scopeChange.ts';
import { openFilter, workFields, workInHand } from './work.ts';

export interface ProjectStateRequest {
  readonly projectKey: string;
  /** Only this board of the project; all of them when not given. */
  readonly boardId?: number;
  /** These sprints, whatever their state, instead of the active ones: by id or name. */
  readonly sprint?: string;
  /** What counts as recent. */
  readonly period: PeriodRequest;
  /** Of the user: days and weeks are theirs. */
  readonly zone: string;
  readonly locale: string;
  /** Where the user works, and the space they asked for, which tell where the project's pages are. */
  readonly defaults?: WorkspaceDefaults;
  readonly spaceKey?: string;
  /** Leaves out pages and decisions. */
  readonly isWithoutWiki?: boolean;
  /** Leaves out the decisions, which cost a request or two for each page. */
  readonly isWithoutDecisions?: boolean;
  /** Names or ids of statuses in which an issue counts as blocked. */
  readonly blockedStatuses: readonly string[];
  readonly now?: Date;
  readonly onProgress?: (message: string) => void;
}

/** Where the project stands now; see `ProjectState`. Parts that cannot be read are told in `gaps`. */
export async function readProjectState(
  connection: Connection,
  request: ProjectStateRequest,
  call: Call = {},
): Promise<ProjectState> {
  const { now = new Date(), onProgress = () => {}, zone, locale } = request;
  const period = resolvePeriod(request.period, { now: now.getTime(), zone, locale });
  const gaps: StateGap[] = [];
  const project = await connection.tracker.projects.get(request.projectKey, call);
  const reading: Reading = { connection, projectKey: project.key, now, call, gaps };
  onProgress('Reading sprints, issues and their histories');
  const [work, recentlyDone, wiki] = await Promise.all([
    readIssueParts(reading, request, dateIn(now.getTime(), period.zone)),
    tryPart(reading, { part: 'recentlyDone' }, readRecentlyDone(reading, period)),
    request.isWithoutWiki ? { spaces: [] } : readWikiParts(reading, request, period),
  ]);
  return { project, at: now.toISOString(), period, ...work, ...(recentlyDone && { recentlyDone }), ...wiki, gaps };
}

async function readIssueParts(
  reading: Reading,
  { sprint: wanted, boardId, blockedStatuses }: ProjectStateRequest,
  today: string,
): Promise<Pick<ProjectState, 'sprints' | 'work'>> {
  const isWanted = (sprint: Sprint) =>
    wanted === undefined ? sprint.state === 'active' : String(sprint.id) === wanted || isNamed(sprint, wanted);
  const known = await sprintsOf(reading, { boardId, isWanted });
  if (wanted !== undefined && known.length === 0) {
    fail({ code: 'notFound', entity: 'sprint', id: wanted });
  }
  const read = await Promise.all(known.map((each) => readSprint(reading, each)));
  const sprints = read.filter((progress) => progress !== undefined);
  // Without one of the sprints the work in hand would look smaller than it is.
  const isUnread = reading.gaps.some(({ part }) => part === 'issues');
  const settings = { today, blockedStatuses };
  const work = isUnread ? undefined : await tryPart(reading, { part: 'issues' }, readWork(reading, sprints, settings));
  return { sprints, ...(work && { work }) };
}

async function readWikiParts(
  reading: Reading,
  { spaceKey, defaults = {}, period: wanted, zone, locale, isWithoutDecisions }: ProjectStateRequest,
  period: Period,
): Promise<Pick<ProjectState, 'spaces' | 'changedPages' | 'decisions'>> {
  const { connection, projectKey, call, now } = reading;
  const find = spacesOfProject(connection.knowledge, projectKey, { asked: spaceKey, defaults }, call);
  const spaces = (await tryPart(reading, { part: 'spaces' }, find)) ?? [];
  const query = { ...decisionScope(projectKey, spaces), period: wanted, zone, locale };
  const [changedPages, decisions] = await Promise.all([
    tryPart(reading, { part: 'pageChanges' }, readChangedPages(reading, spaces, period)),
    isWithoutDecisions
      ? undefined
      : tryPart(reading, { part: 'decisions' }, findDecisions(connection, query, { ...call, now: now.getTime() })),
  ]);
  return { spaces, ...(changedPages && { changedPages }), ...(decisions && { decisions }) };
}

async function readSprint(reading: Reading, known: KnownSprint): Promise<SprintProgress | undefined> {
  const { sprint, board, estimateFieldId } = known;
  const filter = { projectKeys: [reading.projectKey], sprint: sprint.id };
  const read = readIssues(reading, filter, { fields: workFields, estimateFieldId });
  const total = await tryPart(reading, { part: 'issues', of: sprint.name }, read);
  if (!total || (known.isForeign && total.issues === 0)) {
    return undefined;
  }
  const counting = { isEstimated: estimateFieldId !== undefined, isAtLeast: total.isAtLeast };
  const inCategory = (category: Issue['status']['category']) =>
    figureOf(
      reading,
      { ...filter, statusCategories: [category] },
      total.found.filter(({ status }) => status.category === category),
      counting,
    );
  const remaining = figureOf(
    reading,
    { ...filter, ...openFilter },
    total.found.filter(({ status }) => status.category !== 'done'),
    counting,
  );
  const of = sprint.name;
  const { startDate } = sprint;
  const [finished, past, scopeChange] = await Promise.all([
    tryPart(reading, { part: 'throughput', of }, readThroughput(reading, sprint, estimateFieldId)),
    tryPart(
      reading,
      { part: 'throughput', of },
      sprint.state === 'active' ? readPastThroughput(reading, known.past, estimateFieldId) : Promise.resolve([]),
    ),
    startDate === undefined || sprint.state === 'future'
      ? undefined
      : tryPart(
          reading,
          { part: 'scopeChange', of },
          readScopeChange(reading, { ...sprint, startDate }, total, estimateFieldId),
        ),
  ]);
  const samples = past && [...past, finished].filter((sample) => sample !== undefined);
  return {
    sprint,
    ...(board && { board }),
    ...(estimateFieldId !== undefined && { estimateFieldId }),
    total,
    todo: inCategory('new'),
    inProgress: inCategory('indeterminate'),
    done: inCategory('done'),
    ...(finished && { finished: finished.done }),
    ...(scopeChange && { scopeChange }),
    forecast: samples
      ? forecastOf(sprint, { remaining, samples, now: reading.now })
      : { kind: 'none', because: 'notRead' },
  };
}

async function readWork(
  reading: Reading,
  sprints: readonly SprintProgress[],
  settings: { readonly today: string; readonly blockedStatuses: readonly string[] },
) {
  const { projectKey } = reading;
  if (sprints.length === 0) {
    const filter: IssueFilter = { projectKeys: [projectKey] };
    const open = await readIssues(reading, { ...filter, ...openFilter }, { fields: workFields });
    const scope = { filter, issues: open.found, isEstimated: false, isAtLeast: open.isAtLeast === true };
    return workInHand(reading, { of: 'project', ...scope }, settings);
  }
  const issues = new Map(sprints.flatMap(({ total }) => total.found.map((issue) => [issue.id, issue] as const)));
  const ids = sprints.map(({ sprint }) => sprint.id);
  // Points of boards that estimate by different fields are not of one kind.
  const [field, ...others] = new Set(sprints.map(({ estimateFieldId }) => estimateFieldId));
  const scope = {
    filter: { projectKeys: [projectKey], sprint: ids.length === 1 && ids[0] !== undefined ? ids[0] : ids },
    issues: [...issues.values()],
    isEstimated: field !== undefined && others.length === 0,
    isAtLeast: sprints.some(({ total }) => total.isAtLeast),
  };
  return workInHand(reading, { of: 'sprints', ...scope }, settings);
}

function readRecentlyDone(reading: Reading, period: Period): Promise<FoundIssues> {
  const isPast = Date.parse(period.end) <= reading.now.getTime();
  const filter = {
    projectKeys: [reading.projectKey],
    statusCategories: ['done'] as const,
    categoryChangedSince: minuteOf(period.start),
    ...(isPast && { categoryChangedBefore: minuteOf(period.end) }),
  };
  return readIssues(reading, filter, { fields: ['assignee'] });
}

function isNamed(sprint: Sprint, name: string): boolean {
  return sprint.name.trim().toLowerCase() === name.trim().toLowerCase();
}
