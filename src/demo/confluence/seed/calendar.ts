/** Instants of the seed, in epoch milliseconds, relative to the start of the site. */
export interface SeedCalendar {
  readonly now: number;
  /** `part` from 0 to 1 between the start of this week and now: never later than now, however early in the week that is. */
  thisWeek(part: number): number;
  /** 0 is Monday. */
  lastWeek(weekday: number, hour: number): number;
  daysAgo(days: number, hour?: number): number;
  /** `14 novembre 2026` or `14 November 2026`. */
  longDate(instant: number, language: 'fr' | 'en'): string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function seedCalendar(now: number): SeedCalendar {
  const weekStart = mondayInParis(now);
  return {
    now,
    thisWeek: (part) => weekInstant(weekStart, now, part),
    lastWeek: (weekday, hour) => weekStart - 7 * dayMs + weekday * dayMs + hour * hourMs,
    daysAgo: (days, hour = 10) => Math.floor((now - days * dayMs) / dayMs) * dayMs + hour * hourMs,
    longDate: (instant, language) =>
      new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
        dateStyle: 'long',
        timeZone: 'Europe/Paris',
      }).format(instant),
  };
}

const workStart = 9 * hourMs;
const workDay = 9 * hourMs;

/** People write during working hours; early on a Monday there are none yet, and they wrote in the night. */
function weekInstant(weekStart: number, now: number, part: number): number {
  const days = Math.floor((now - weekStart) / dayMs);
  const today = Math.min(workDay, Math.max(0, now - weekStart - days * dayMs - workStart));
  const worked = days >= 5 ? 5 * workDay : days * workDay + today;
  if (worked < hourMs) return Math.floor(weekStart + part * (now - weekStart));
  const at = Math.floor(part * worked);
  const day = Math.min(4, Math.floor(at / workDay));
  return weekStart + day * dayMs + workStart + (at - day * workDay);
}

/** Monday, midnight, where the team works. */
function mondayInParis(now: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Paris',
    hourCycle: 'h23',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(now);
  const read = (type: string): string => parts.find((part) => part.type === type)?.value ?? '0';
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(read('weekday'));
  const sinceMidnight = Number(read('hour')) * hourMs + Number(read('minute')) * 60_000 + Number(read('second')) * 1000;
  // Weeks with a clock change are off by an hour here, which only moves the pages' times.
  return Math.floor(now / 1000) * 1000 - sinceMidnight - days * dayMs;
}
