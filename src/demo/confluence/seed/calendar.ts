/** Instants of the seed, in epoch milliseconds, relative to the start of the site. */
export interface SeedCalendar {
  readonly now: number;
  /** `part` from 0 to 1 between the start of this week and now: always this week, however early in it the site starts. */
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
    thisWeek: (part) => Math.floor(weekStart + part * (now - weekStart)),
    lastWeek: (weekday, hour) => weekStart - 7 * dayMs + weekday * dayMs + hour * hourMs,
    daysAgo: (days, hour = 10) => Math.floor((now - days * dayMs) / dayMs) * dayMs + hour * hourMs,
    longDate: (instant, language) =>
      new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
        dateStyle: 'long',
        timeZone: 'Europe/Paris',
      }).format(instant),
  };
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
