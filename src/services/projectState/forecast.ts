import type { Figure, Forecast, NoForecast, Throughput } from '#domain/projectState.ts';
import type { Sprint } from '#domain/sprint.ts';
import { minuteOf, type Reading, readIssues } from './readings.ts';

const dayMs = 86_400_000;
const mostPast = 6;
const fewestSamples = 3;
/** Younger than this a sprint tells nothing about its pace. */
const shortestRunDays = 2;
const slow = 0.2;
const fast = 0.8;

/** What was finished in a sprint between two instants; undefined for one without dates. */
export async function readThroughput(
  reading: Reading,
  sprint: Sprint,
  estimateFieldId: string | undefined,
): Promise<Throughput | undefined> {
  const isRunning = sprint.state === 'active';
  const end = isRunning ? reading.now.toISOString() : (sprint.completeDate ?? sprint.endDate);
  if (sprint.startDate === undefined || end === undefined || sprint.state === 'future') {
    return undefined;
  }
  const filter = {
    projectKeys: [reading.projectKey],
    sprint: sprint.id,
    statusCategories: ['done'] as const,
    categoryChangedSince: minuteOf(sprint.startDate),
    // What is finished while one reads is not left out of a sprint that runs.
    ...(!isRunning && { categoryChangedBefore: minuteOf(end) }),
  };
  const { found: _found, ...done } = await readIssues(reading, filter, { fields: [], estimateFieldId });
  const days = (Date.parse(end) - Date.parse(sprint.startDate)) / dayMs;
  const { id, name } = sprint;
  return { sprint: { id, name }, days, done, ...(isRunning && { isRunning }) };
}

/** Of the last closed sprints of the same board. */
export function readPastThroughput(
  reading: Reading,
  past: readonly Sprint[],
  estimateFieldId: string | undefined,
): Promise<(Throughput | undefined)[]> {
  return Promise.all(past.slice(0, mostPast).map((sprint) => readThroughput(reading, sprint, estimateFieldId)));
}

/** See `Forecast`. Sprints in which nothing was finished tell no pace: most were never used. */
export function forecastOf(
  sprint: Sprint,
  { remaining, samples, now }: { remaining: Figure; samples: readonly Throughput[]; now: Date },
): Forecast {
  const daysLeft = (Date.parse(sprint.endDate ?? '') - now.getTime()) / dayMs;
  const reason = whyNone(sprint, daysLeft, remaining);
  if (reason) {
    return { kind: 'none', because: reason };
  }
  const useful = samples.filter(({ days, done, isRunning }) =>
    isRunning ? days >= shortestRunDays : days > 0 && done.issues > 0,
  );
  // Points say how much is left only where what is left was estimated, as was what is compared with.
  const isInPoints =
    (remaining.points ?? 0) > 0 && useful.every(({ done }) => done.issues === 0 || (done.points ?? 0) > 0);
  const unit = isInPoints ? 'points' : 'issues';
  const amountOf = (figure: Figure) => (isInPoints ? (figure.points ?? 0) : figure.issues);
  const paces = useful.map(({ days, done }) => amountOf(done) / days).sort((a, b) => a - b);
  const [slowPace, fastPace] = [percentile(paces, slow), percentile(paces, fast)];
  if (useful.length < fewestSamples || fastPace <= 0) {
    return { kind: 'none', because: 'tooThin' };
  }
  const left = amountOf(remaining);
  const low = Math.floor(slowPace * daysLeft);
  // Even sprints that went all alike do not make the next one certain.
  const high = Math.max(Math.ceil(fastPace * daysLeft), low + 1);
  const dateAfter = (pace: number) => new Date(now.getTime() + (left / pace) * dayMs).toISOString();
  const isReachable = slowPace > 0 && left / slowPace < longestDays;
  return {
    ...{ kind: 'range', unit, remaining: left, low, high, samples: useful },
    daysLeft: Math.round(daysLeft * 10) / 10,
    earliest: dateAfter(fastPace),
    ...(isReachable && { latest: dateAfter(slowPace) }),
  };
}

/** A year ahead nobody plans by a sprint's pace. */
const longestDays = 366;

function whyNone(sprint: Sprint, daysLeft: number, remaining: Figure): NoForecast | undefined {
  if (sprint.state !== 'active') return sprint.state === 'closed' ? 'closed' : 'notStarted';
  if (sprint.startDate === undefined || Number.isNaN(daysLeft)) return 'noDates';
  if (remaining.issues === 0) return 'nothingLeft';
  return daysLeft <= 0 ? 'pastEnd' : undefined;
}

/** Between the two nearest of the sorted values. */
export function percentile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
