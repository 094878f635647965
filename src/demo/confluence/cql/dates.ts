import type { CqlValue } from './parser.ts';
import { CqlError } from './tokens.ts';

/** Whose clock and calendar a query is read by: Confluence takes those of the caller's profile. */
export interface Calendar {
  /** Epoch milliseconds. */
  readonly now: number;
  /** IANA name. */
  readonly timeZone: string;
  /** 0 is Sunday. */
  readonly firstDayOfWeek: 0 | 1;
}

interface WallTime {
  year: number;
  /** From 0. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

type Unit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm';

/** The instant of a date value in epoch milliseconds. A day alone is its first moment. */
export function instantOf(value: CqlValue, calendar: Calendar): number {
  return value.kind === 'call' ? callOf(value.name, value.argument, calendar) : literalOf(value.text, calendar);
}

function literalOf(text: string, calendar: Calendar): number {
  const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text.trim());
  if (match) {
    const [, year, month, day, hour = 0, minute = 0] = match.map(Number);
    if (year !== undefined && month !== undefined && day !== undefined && isDay(year, month, day)) {
      const hours = Number.isNaN(hour) ? 0 : hour;
      const minutes = Number.isNaN(minute) ? 0 : minute;
      return toInstant({ year, month: month - 1, day, hour: hours, minute: minutes }, calendar.timeZone);
    }
  }
  throw new CqlError(`unable to parse date '${text}': the format is yyyy-MM-dd or yyyy-MM-dd HH:mm`);
}

const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();

function callOf(name: string, argument: string | undefined, calendar: Calendar): number {
  const bound = /^(start|end)of(day|week|month|year)$/.exec(name);
  if (name !== 'now' && !bound) throw new CqlError(`unknown date function '${name}'`);
  const [, edge, period] = bound ?? [];
  const defaultUnit: Unit = period === 'year' ? 'y' : period === 'month' ? 'M' : period === 'week' ? 'w' : 'd';
  let wall = toWall(calendar.now, calendar.timeZone);
  // A bound is taken first and moved afterwards: startOfWeek("-1w") is the start of last week.
  if (period) wall = startOf(period, wall, calendar.firstDayOfWeek);
  if (argument !== undefined) wall = shift(wall, argument, defaultUnit);
  if (edge === 'end') wall = shift(wall, '+1', defaultUnit);
  if (name === 'now' && argument === undefined) return calendar.now;
  const instant = toInstant(wall, calendar.timeZone);
  return edge === 'end' ? instant - 1 : instant;
}

function startOf(period: string, wall: WallTime, firstDayOfWeek: 0 | 1): WallTime {
  const start = { ...wall, hour: 0, minute: 0 };
  if (period === 'year') return { ...start, month: 0, day: 1 };
  if (period === 'month') return { ...start, day: 1 };
  if (period === 'day') return start;
  const weekday = new Date(Date.UTC(wall.year, wall.month, wall.day)).getUTCDay();
  return normalized({ ...start, day: wall.day - ((weekday - firstDayOfWeek + 7) % 7) });
}

function shift(wall: WallTime, offset: string, defaultUnit: Unit): WallTime {
  const match = /^([+-]?)(\d{1,5})\s*([yMwdhm]?)$/.exec(offset.trim());
  if (!match) throw new CqlError(`unable to parse offset '${offset}'`);
  const amount = Number(match[2]) * (match[1] === '-' ? -1 : 1);
  switch (match[3] || defaultUnit) {
    case 'y':
      return normalized({ ...wall, year: wall.year + amount });
    case 'M':
      return normalized({ ...wall, month: wall.month + amount });
    case 'w':
      return normalized({ ...wall, day: wall.day + 7 * amount });
    case 'h':
      return normalized({ ...wall, hour: wall.hour + amount });
    case 'm':
      return normalized({ ...wall, minute: wall.minute + amount });
    default:
      return normalized({ ...wall, day: wall.day + amount });
  }
}

function normalized(wall: WallTime): WallTime {
  return wallOfUtc(Date.UTC(wall.year, wall.month, wall.day, wall.hour, wall.minute));
}

function wallOfUtc(instant: number): WallTime {
  const date = new Date(instant);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetOf(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(instant);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'));
  return wall - Math.floor(instant / 60_000) * 60_000;
}

const toWall = (instant: number, timeZone: string): WallTime => wallOfUtc(instant + offsetOf(instant, timeZone));

function toInstant(wall: WallTime, timeZone: string): number {
  const utc = Date.UTC(wall.year, wall.month, wall.day, wall.hour, wall.minute);
  // The offset at the wall time taken for UTC is wrong within hours of a clock change: look again where that leads.
  const near = utc - offsetOf(utc, timeZone);
  return utc - offsetOf(near, timeZone);
}
