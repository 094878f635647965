import type { Period } from '#domain/period.ts';
import { dateIn } from '#domain/zonedDate.ts';
import type { Translate } from '#shared/l10n.ts';
import type { Language } from './language.ts';

/** A day (`yyyy-mm-dd`) as people of the language write it. */
export function dayText(day: string, language: Language): string {
  const date = new Date(`${day.slice(0, 10)}T12:00:00Z`);
  const style = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return Number.isNaN(date.getTime())
    ? day
    : new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', style).format(date);
}

/** The day of an instant (ISO 8601) in a zone. */
export function instantText(instant: string, zone: string, language: Language): string {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? instant : dayText(dateIn(time, zone), language);
}

export function periodText(period: Period, language: Language, t: Translate): string {
  const { firstDay, lastDay, zone } = period;
  return firstDay === lastDay
    ? t('Period: {0}, time zone {1}.', dayText(firstDay, language), zone)
    : t('Period: {0} to {1}, time zone {2}.', dayText(firstDay, language), dayText(lastDay, language), zone);
}

/** Whole days since an instant. */
export function daysSince(instant: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 86_400_000));
}

/** "1 day", "6 jours" */
export function daysText(count: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(count);
}
