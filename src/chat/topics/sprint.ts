import type { Forecast, NoForecast, SprintProgress } from '#domain/projectState.ts';
import { daysLeft } from '#domain/sprint.ts';
import type { FactGroup, Statement } from '../facts.ts';
import { periodIn } from '../periodWords.ts';
import { daysText, dayText, instantText } from '../when.ts';
import {
  blockedStatement,
  countText,
  figureStatement,
  gapNotes,
  issueStatement,
  readState,
  type ToldState,
} from './stateFacts.ts';
import type { TopicAnswer, TopicRequest } from './topicRequest.ts';

const mostListed = 15;

/** Where the sprint (or the project, where none is active) stands, every figure with the query that gives it. */
export async function sprintFacts(request: TopicRequest): Promise<TopicAnswer> {
  const { turn, parts, memory } = request;
  const period = periodIn(turn.prompt, parts.today()) ?? memory?.period ?? { kind: 'thisWeek' as const };
  const told = await readState(request, period);
  const { state, projectKey, t, language, sources } = told;
  const groups: FactGroup[] = [
    ...state.sprints.map((progress) => ({ heading: progress.sprint.name, statements: progressOf(told, progress) })),
    ...workOf(told),
  ];
  const names = state.sprints.map(({ sprint }) => sprint.name).join(', ');
  return {
    facts: {
      title: `${projectKey} · ${names === '' ? t('no active sprint') : names}`,
      groups: groups.filter(({ statements }) => statements.length > 0),
      notes: gapNotes(told),
      sources: sources.all,
      task: 'Say where the sprint stands: first in one sentence whether it is on its way or at risk and why, then progress and forecast, then what is at risk, then what was finished.',
    },
    buttons: [],
    memory: {
      ...{ topic: 'sprint' as const, language, projectKey, period },
      followUps: [
        { prompt: '', label: t('What is blocked, and since when'), command: 'blocked' },
        { prompt: '', label: t('The decisions of this week'), command: 'decisions' },
      ],
    },
  };
}

function progressOf(told: ToldState, progress: SprintProgress): Statement[] {
  const { t, language, state, now } = told;
  const { sprint, total, done, inProgress, todo, scopeChange, forecast } = progress;
  const left = daysLeft(sprint, new Date(now));
  const end = sprint.endDate === undefined ? undefined : instantText(sprint.endDate, state.period.zone, language);
  return [
    figureStatement(
      told,
      t(
        'Done: {0} of {1} issues; in progress: {2}; to do: {3}.',
        done.issues,
        countText(total, t),
        inProgress.issues,
        todo.issues,
      ),
      ...[total, done, inProgress, todo],
    ),
    ...(total.points !== undefined && done.points !== undefined && total.points > 0
      ? [figureStatement(told, t('Done: {0} of {1} points.', done.points, total.points), total, done)]
      : []),
    ...(end !== undefined && left !== undefined
      ? [
          figureStatement(
            told,
            left < 0
              ? t('It should have ended on {0}, {1} ago.', end, daysText(-left, language))
              : t('It ends on {0}; {1} left.', end, daysText(left, language)),
            total,
          ),
        ]
      : []),
    ...(sprint.goal.trim() === '' ? [] : [figureStatement(told, t('Goal: {0}', sprint.goal), total)]),
    ...(scopeChange
      ? [
          figureStatement(
            told,
            t(
              'Issues that came in since the start: {0}; that left: {1}.',
              countText(scopeChange.added, t),
              countText(scopeChange.removed, t),
            ),
            ...[scopeChange.added, scopeChange.removed],
          ),
        ]
      : []),
    forecastStatement(told, progress, forecast),
  ];
}

function forecastStatement(told: ToldState, { total }: SprintProgress, forecast: Forecast): Statement {
  const { t, language } = told;
  if (forecast.kind === 'none') {
    return figureStatement(told, t('No forecast: {0}.', noForecastText(forecast.because, t)), total);
  }
  const { low, high, remaining, unit, earliest, latest, samples } = forecast;
  const range =
    unit === 'points'
      ? t('Forecast by the end of the sprint: {0} to {1} of the {2} points left.', low, high, remaining)
      : t('Forecast by the end of the sprint: {0} to {1} of the {2} issues left.', low, high, remaining);
  const days =
    latest === undefined
      ? t('All of it is done on {0} at the earliest.', dayText(earliest, language))
      : t('All of it is done between {0} and {1}.', dayText(earliest, language), dayText(latest, language));
  return figureStatement(told, `${range} ${days}`, ...samples.map(({ done }) => done));
}

function noForecastText(because: NoForecast, t: ToldState['t']): string {
  switch (because) {
    case 'closed':
      return t('the sprint is closed');
    case 'notStarted':
      return t('the sprint has not started');
    case 'noDates':
      return t('the sprint has no dates');
    case 'pastEnd':
      return t('the sprint is past its end');
    case 'nothingLeft':
      return t('nothing is left to do');
    case 'tooThin':
      return t('too few sprints tell a pace');
    case 'notRead':
      return t('past sprints could not be read');
  }
}

function workOf(told: ToldState): FactGroup[] {
  const { state, t } = told;
  const { work, recentlyDone } = state;
  return [
    ...(work
      ? [
          {
            heading: t('Blocked: {0}', work.blocked.issues),
            statements: work.blocked.found.slice(0, mostListed).map((blocked) => blockedStatement(told, blocked)),
          },
          {
            heading: t('At risk'),
            statements: [
              figureStatement(
                told,
                t('In progress and not touched for five days: {0}.', countText(work.stale, t)),
                work.stale,
              ),
              figureStatement(told, t('Overdue: {0}.', countText(work.overdue, t)), work.overdue),
              figureStatement(
                told,
                t('Open and assigned to nobody: {0}.', countText(work.unassigned, t)),
                work.unassigned,
              ),
            ],
          },
          {
            heading: t('Open issues per person'),
            statements: work.load
              .slice(0, mostListed)
              .map(({ person, open }) =>
                figureStatement(told, `${person?.displayName ?? t('nobody')} · ${countText(open, t)}`, open),
              ),
          },
        ]
      : []),
    ...(recentlyDone
      ? [
          {
            heading: t('Finished in the period: {0}', countText(recentlyDone, t)),
            statements: recentlyDone.found.slice(0, mostListed).map((issue) => issueStatement(told, issue)),
          },
        ]
      : []),
  ];
}
