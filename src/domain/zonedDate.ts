/** Days (`yyyy-mm-dd`) and instants (epoch milliseconds) of a time zone, by the runtime's own zone data. */

const dayMs = 86_400_000;

/** The zone by the name the runtime uses; undefined when it knows none. */
export function knownZone(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** The day it is in the zone at that instant. */
export function dateIn(instant: number, zone: string): string {
  return dayFormat(zone)(instant);
}

/**
 * The first instant of the day in the zone, whatever the clocks do: where midnight is skipped it is the moment after,
 * where it comes twice it is the first.
 */
export function startOfDate(date: string, zone: string): number {
  const dayAt = dayFormat(zone);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // No zone is further than this from UTC, and whatever the clocks do, days follow each other.
  let [before, from] = [midnight - dayMs, midnight + dayMs];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayAt(middle) < date) {
      before = middle;
    } else {
      from = middle;
    }
  }
  return from;
}

export function addDays(date: string, count: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** ISO 8601: the week belongs to the year in which its Thursday lies. */
export function isoWeekOf(date: string): { readonly year: number; readonly number: number } {
  const thursday = addDays(date, 4 - weekdayOf(date));
  const year = Number(thursday.slice(0, 4));
  const days = (Date.parse(`${thursday}T00:00:00Z`) - Date.parse(`${year}-01-01T00:00:00Z`)) / dayMs;
  return { year, number: Math.floor(days / 7) + 1 };
}

function dayFormat(timeZone: string): (instant: number) => string {
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
    return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  };
}
