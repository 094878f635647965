import { fail } from './errors.ts';
import { firstDayOfWeek } from './weekStart.ts';
import { addDays, dateIn, isoWeekOf, knownZone, startOfDate, weekdayOf } from './zonedDate.ts';

/** What people say. Dates are `yyyy-mm-dd` in the user's zone; instants are ISO 8601. */
export type PeriodRequest =
  | { readonly kind: 'today' | 'thisWeek' | 'lastWeek' }
  | { readonly kind: 'since'; readonly since: string }
  /** `to` is the last day, included; an instant is the end itself. */
  | { readonly kind: 'between'; readonly from: string; readonly to: string };

/** A stretch of time with bounds that no longer depend on where one stands. */
export interface Period {
  readonly kind: PeriodRequest['kind'];
  /** Instant, ISO 8601, included. */
  readonly start: string;
  /** Instant, ISO 8601, not included; it may lie ahead: the week is not over. */
  readonly end: string;
  /** IANA zone in which days were counted; to be said in answers. */
  readonly zone: string;
  /** `yyyy-mm-dd` in the zone. */
  readonly firstDay: string;
  /** Included. */
  readonly lastDay: string;
  /** Of a week: ISO 8601 year and number, where weeks start on Monday. */
  readonly week?: { readonly year: number; readonly number: number };
}

export interface PeriodContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA zone of the user. @throws invalidArgument when this runtime does not know it */
  readonly zone: string;
  /** BCP 47; tells on which day weeks start. */
  readonly locale: string;
}

const dayPattern = /^\d{4}-\d\d-\d\d$/;
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** @throws invalidArgument */
export function resolvePeriod(request: PeriodRequest, { now, zone: named, locale }: PeriodContext): Period {
  const zone = knownZone(named) ?? fail({ code: 'invalidArgument', argument: 'zone', reason: 'is no known time zone' });
  const today = dateIn(now, zone);
  switch (request.kind) {
    case 'today':
      return days(request.kind, today, today, zone);
    case 'thisWeek':
    case 'lastWeek': {
      const weekStart = firstDayOfWeek(locale);
      const monday = addDays(today, -((weekdayOf(today) - weekStart + 7) % 7));
      const first = request.kind === 'thisWeek' ? monday : addDays(monday, -7);
      const week = weekStart === 1 ? { week: isoWeekOf(first) } : {};
      return { ...days(request.kind, first, addDays(first, 6), zone), ...week };
    }
    case 'since':
      return stretch(request.kind, boundOf(request.since, zone, 'since', 'start'), now, zone);
    case 'between': {
      const start = boundOf(request.from, zone, 'from', 'start');
      return stretch(request.kind, start, boundOf(request.to, zone, 'to', 'end'), zone);
    }
  }
}

export function isInPeriod(instant: string | undefined, { start, end }: Pick<Period, 'start' | 'end'>): boolean {
  const time = Date.parse(instant ?? '');
  return time >= Date.parse(start) && time < Date.parse(end);
}

function days(kind: Period['kind'], firstDay: string, lastDay: string, zone: string): Period {
  const [start, end] = [startOfDate(firstDay, zone), startOfDate(addDays(lastDay, 1), zone)];
  return { kind, start: isoOf(start), end: isoOf(end), zone, firstDay, lastDay };
}

function stretch(kind: Period['kind'], start: number, end: number, zone: string): Period {
  if (end <= start) {
    fail({ code: 'invalidArgument', argument: kind === 'since' ? 'since' : 'to', reason: 'the period is empty' });
  }
  const [firstDay, lastDay] = [dateIn(start, zone), dateIn(end - 1, zone)];
  return { kind, start: isoOf(start), end: isoOf(end), zone, firstDay, lastDay };
}

function boundOf(text: string, zone: string, argument: string, side: 'start' | 'end'): number {
  if (dayPattern.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text) {
    return startOfDate(side === 'end' ? addDays(text, 1) : text, zone);
  }
  const time = instantPattern.test(text) ? Date.parse(text) : Number.NaN;
  const reason = 'expected a date (yyyy-mm-dd) or an ISO 8601 instant with its offset';
  return Number.isNaN(time) ? fail({ code: 'invalidArgument', argument, reason }) : time;
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
