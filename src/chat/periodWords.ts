import type { PeriodRequest } from '#domain/period.ts';
import { addDays, dateIn, weekdayOf } from '#domain/zonedDate.ts';
import { foldText } from '#shared/text.ts';

export interface Today {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly zone: string;
}

/** The stretch of time that a question names, in English or French; undefined where it names none. */
export function periodIn(text: string, { now, zone }: Today): PeriodRequest | undefined {
  const said = foldText(text).replaceAll('’', "'");
  const today = dateIn(now, zone);
  const [, from, to] =
    /\b(?:between|from|entre|du)(?: le)? (\d{4}-\d\d-\d\d) (?:and|to|until|et|au)(?: le)? (\d{4}-\d\d-\d\d)/.exec(
      said,
    ) ?? [];
  if (from !== undefined && to !== undefined) {
    return { kind: 'between', from, to };
  }
  const since = sinceIn(said, today);
  if (since !== undefined) {
    return { kind: 'since', since };
  }
  if (/\b(last|previous|past|prior) week\b|\bsemaine (derniere|passee|precedente|d'avant)\b/.test(said)) {
    return { kind: 'lastWeek' };
  }
  if (/\bthis week\b|\bcurrent week\b|\bcette semaine\b|\bsemaine en cours\b/.test(said)) {
    return { kind: 'thisWeek' };
  }
  if (/\b(last|previous) month\b|\bmois (dernier|passe|precedent)\b/.test(said)) {
    const end = addDays(`${today.slice(0, 7)}-01`, -1);
    return { kind: 'between', from: `${end.slice(0, 7)}-01`, to: end };
  }
  if (/\bthis month\b|\bce mois(-ci)?\b|\bmois en cours\b/.test(said)) {
    return { kind: 'between', from: `${today.slice(0, 7)}-01`, to: today };
  }
  if (/\byesterday\b|\bhier\b/.test(said)) {
    return { kind: 'between', from: addDays(today, -1), to: addDays(today, -1) };
  }
  return /\btoday\b|\baujourd'?hui\b/.test(said) ? { kind: 'today' } : undefined;
}

/** First day (`yyyy-mm-dd`) of "since …" and "the last … days". */
function sinceIn(said: string, today: string): string | undefined {
  const [, date] = /\b(?:since|from|after|depuis|a partir du|du)(?: le)? (\d{4}-\d\d-\d\d)\b/.exec(said) ?? [];
  if (date !== undefined) {
    return date;
  }
  const [, count, unit = ''] =
    /\b(?:last|past|previous|depuis|since|ces|les) (\d{1,3}) (day|week|jour|semaine)s?\b/.exec(said) ??
    /\b(\d{1,3}) (?:derniers|dernieres|last) (day|week|jour|semaine)s?\b/.exec(said) ??
    [];
  if (count !== undefined) {
    return addDays(today, -Number(count) * (/^(week|semaine)/.test(unit) ? 7 : 1));
  }
  const [, since] = /\b(?:since|depuis)(?: le| last)? (\w+)/.exec(said) ?? [];
  if (since === 'yesterday' || since === 'hier') {
    return addDays(today, -1);
  }
  const weekday = weekdays.findIndex((names) => names.includes(since ?? '')) + 1;
  return weekday === 0 ? undefined : addDays(today, -((weekdayOf(today) - weekday + 7) % 7));
}

const weekdays = [
  ['monday', 'lundi'],
  ['tuesday', 'mardi'],
  ['wednesday', 'mercredi'],
  ['thursday', 'jeudi'],
  ['friday', 'vendredi'],
  ['saturday', 'samedi'],
  ['sunday', 'dimanche'],
];
