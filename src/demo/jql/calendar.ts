/** Calendar arithmetic in a person's time zone, without a library: wall-clock fields are kept in a UTC `Date`. */

export type CalendarUnit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute';

export interface Offset {
  readonly amount: number;
  readonly unit: CalendarUnit;
}

export interface Calendar {
  readonly timeZone: string;
  /** 0 = Sunday, 1 = Monday. */
  readonly firstDayOfWeek: 0 | 1;
}

/** Weeks begin on Sunday in the Americas and on Monday in Europe: Jira goes by the person's locale. */
export function calendarOf(person: { readonly timeZone: string; readonly locale: string }): Calendar {
  const isSundayFirst = /^(en|es|pt|fr)[_-](US|CA|MX|BR|PH)$|^(ja|ko|he)\b/.test(person.locale);
  return { timeZone: person.timeZone, firstDayOfWeek: isSundayFirst ? 0 : 1 };
}

/** What the clock on the wall shows at an instant, as if it were UTC. */
export function wallClock(instant: number, timeZone: string): Date {
  return wallClockBy(clockFormat(timeZone), instant);
}

/** Making one takes longer than all the rest of reading a clock. */
function clockFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function wallClockBy(format: Intl.DateTimeFormat, instant: number): Date {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, ((instant % 1000) + 1000) % 1000));
}

/** The instant at which the wall clock shows this; an hour skipped in spring moves forward. */
export function instantOf(wall: Date, timeZone: string): number {
  const target = wall.getTime();
  const format = clockFormat(timeZone);
  let instant = target;
  for (let round = 0; round < 3; round += 1) {
    const difference = target - wallClockBy(format, instant).getTime();
    if (difference === 0) return instant;
    instant += difference;
  }
  return instant;
}

/** `yyyy-mm-dd` of an instant in the time zone. */
export function dayOf(instant: number, timeZone: string): string {
  return wallClock(instant, timeZone).toISOString().slice(0, 10);
}

export function addToWall(wall: Date, { amount, unit }: Offset): Date {
  const moved = new Date(wall);
  switch (unit) {
    case 'year':
    case 'month': {
      const day = moved.getUTCDate();
      moved.setUTCDate(1);
      moved.setUTCMonth(moved.getUTCMonth() + amount * (unit === 'year' ? 12 : 1));
      const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
      moved.setUTCDate(Math.min(day, lastDay));
      return moved;
    }
    case 'week':
      moved.setUTCDate(moved.getUTCDate() + 7 * amount);
      return moved;
    case 'day':
      moved.setUTCDate(moved.getUTCDate() + amount);
      return moved;
    case 'hour':
      moved.setUTCHours(moved.getUTCHours() + amount);
      return moved;
    case 'minute':
      moved.setUTCMinutes(moved.getUTCMinutes() + amount);
      return moved;
  }
}

/** First millisecond of the period in which the wall clock stands. */
export function startOf(wall: Date, unit: 'year' | 'month' | 'week' | 'day', firstDayOfWeek: 0 | 1): Date {
  const start = new Date(wall);
  start.setUTCHours(0, 0, 0, 0);
  if (unit === 'week') start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() - firstDayOfWeek + 7) % 7));
  if (unit === 'month' || unit === 'year') start.setUTCDate(1);
  if (unit === 'year') start.setUTCMonth(0);
  return start;
}
