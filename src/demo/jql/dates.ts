import { addToWall, type Calendar, type CalendarUnit, instantOf, type Offset, startOf, wallClock } from './calendar.ts';
import { JqlError } from './jqlError.ts';
import type { JqlFunction } from './syntax.ts';

const MINUTE = 60_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  w: 7 * 24 * 60 * MINUTE,
  d: 24 * 60 * MINUTE,
  h: 60 * MINUTE,
  m: MINUTE,
};

/** @returns epoch milliseconds, or undefined when the text is no date: `-7d`, `4w 2d`, `2026/01/31 10:00`, epoch ms. */
export function parseDate(text: string, now: number, calendar: Calendar): number | undefined {
  const trimmed = text.trim();
  const absolute = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(trimmed);
  if (absolute) {
    const [, year, , month, day, hour = '0', minute = '0'] = absolute;
    const wall = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)));
    const isReal = wall.getUTCMonth() === Number(month) - 1 && wall.getUTCDate() === Number(day) && Number(hour) < 24;
    return isReal && Number(minute) < 60 ? instantOf(wall, calendar.timeZone) : undefined;
  }
  if (/^\d+$/.test(trimmed)) return Number(trimmed);
  const relative = /^([+-]?)(\d+[wdhm](?:\s+\d+[wdhm])*)$/.exec(trimmed);
  if (!relative) return undefined;
  const [, sign, periods = ''] = relative;
  let total = 0;
  for (const period of periods.split(/\s+/)) total += Number.parseInt(period, 10) * (UNIT_MS[period.slice(-1)] ?? 0);
  return sign === '-' ? now - total : now + total;
}

const FUNCTION_NAME = /^(start|end)of(day|week|month|year)$/i;
const OFFSET_UNITS: Readonly<Record<string, CalendarUnit>> = {
  y: 'year',
  M: 'month',
  w: 'week',
  d: 'day',
  h: 'hour',
  m: 'minute',
};

/** @returns undefined when the function is none of the date functions. */
export function evaluateDateFunction(call: JqlFunction, now: number, calendar: Calendar): number | undefined {
  if (/^(now|currentLogin|lastLogin)$/i.test(call.name)) {
    checkArgumentCount(call, 0);
    return now;
  }
  const match = FUNCTION_NAME.exec(call.name);
  if (!match) return undefined;
  const unit = unitOf(match[2]);
  if (call.args.length > 1) {
    throw new JqlError(
      `Function '${call.name}' expected between '0' and '1' arguments but received '${call.args.length}'.`,
    );
  }
  const offset = parseOffset(call, unit);
  const isEnd = match[1]?.toLowerCase() === 'end';
  // `endOfMonth(+1)` is the end of next month, but `endOfMonth("+15d")` the 15th of next month.
  const movesFirst = offset.unit === unit;
  const from = movesFirst ? addToWall(wallClock(now, calendar.timeZone), offset) : wallClock(now, calendar.timeZone);
  const start = startOf(from, unit, calendar.firstDayOfWeek);
  const rounded = isEnd ? new Date(addToWall(start, { amount: 1, unit }).getTime() - 1) : start;
  return instantOf(movesFirst ? rounded : addToWall(rounded, offset), calendar.timeZone);
}

function unitOf(name: string | undefined): 'year' | 'month' | 'week' | 'day' {
  switch (name?.toLowerCase()) {
    case 'year':
      return 'year';
    case 'month':
      return 'month';
    case 'week':
      return 'week';
    default:
      return 'day';
  }
}

function parseOffset(call: JqlFunction, naturalUnit: CalendarUnit): Offset {
  const [text] = call.args;
  if (text === undefined) return { amount: 0, unit: naturalUnit };
  const match = /^([+-]?\d+)([yMwdhm]?)$/.exec(text.trim());
  if (!match) {
    throw new JqlError(
      `Duration for function '${call.name}' should have the format (+/-)n(yMwdm), e.g -1M for 1 month earlier.`,
    );
  }
  return { amount: Number(match[1]), unit: OFFSET_UNITS[match[2] ?? ''] ?? naturalUnit };
}

export function checkArgumentCount(call: JqlFunction, expected: number): void {
  if (call.args.length !== expected) {
    throw new JqlError(`Function '${call.name}' expected '${expected}' arguments but received '${call.args.length}'.`);
  }
}

export function invalidDate(text: string, where: string): JqlError {
  return new JqlError(
    `Date value '${text}' for ${where} is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
  );
}
