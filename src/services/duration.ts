import { fail } from '#domain/errors.ts';
import type { TimeTracking } from '#domain/issueActivity.ts';

type WorkTime = Pick<TimeTracking, 'hoursPerDay' | 'daysPerWeek'>;

/** More than this is a slip of the hand, or meant as seconds. */
const mostHours = 1000;
const form = 'expected minutes, or weeks, days, hours and minutes such as "1h 30m" or "2d 4h"';

/**
 * What people type into Jira: "1h 30m", "2d", "1.5h", or bare minutes. A day and a week are as long as the site says.
 * @returns seconds, whole minutes
 * @throws invalidArgument
 */
export function parseDuration(text: string, site: WorkTime, argument = 'time'): number {
  const refuse = (reason: string) => fail({ code: 'invalidArgument', argument, reason });
  const wanted = text.trim().toLowerCase();
  const units = unitMinutes(site);
  const parts = [...wanted.matchAll(/(\d{1,6}(?:[.,]\d{1,3})?)\s*([a-z]*)/g)];
  if (
    parts.length === 0 ||
    parts
      .map(([part]) => part)
      .join('')
      .replace(/\s/g, '') !== wanted.replace(/\s/g, '')
  ) {
    return refuse(form);
  }
  const minutes = parts.map(([, count = '', unit = '']) => {
    const length = unit === '' && parts.length === 1 ? 1 : units[unit];
    return length === undefined ? refuse(form) : Number(count.replace(',', '.')) * length;
  });
  const total = Math.round(minutes.reduce((sum, each) => sum + each, 0));
  if (total < 1) {
    return refuse('less than a minute');
  }
  return total > mostHours * 60 ? refuse(`more than ${mostHours} hours`) : total * 60;
}

/** In the words of `parseDuration`: "1w 2d 30m". */
export function describeDuration(seconds: number, site: WorkTime): string {
  const units = unitMinutes(site);
  let rest = Math.round(seconds / 60);
  const parts = (['w', 'd', 'h', 'm'] as const).flatMap((unit) => {
    const length = units[unit] ?? 1;
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join(' ') || '0m';
}

/** French sites say "j" for a day. */
function unitMinutes({ hoursPerDay, daysPerWeek }: WorkTime): Readonly<Record<string, number>> {
  const day = hoursPerDay * 60;
  return { m: 1, min: 1, h: 60, d: day, j: day, w: day * daysPerWeek };
}
