import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf } from '#domain/errors.ts';
import { type PeriodRequest, resolvePeriod } from '#domain/period.ts';
import { firstDayOf, firstDayOfWeek, toldBy } from '#domain/weekStart.ts';
import { addDays, dateIn, isoWeekOf, startOfDate, weekdayOf } from '#domain/zonedDate.ts';

const at = (instant: string, zone: string, locale = 'fr-FR', request: PeriodRequest = { kind: 'thisWeek' }) =>
  resolvePeriod(request, { now: Date.parse(instant), zone, locale });
const hours = ({ start, end }: { readonly start: string; readonly end: string }) =>
  (Date.parse(end) - Date.parse(start)) / 3_600_000;

describe('weeks', () => {
  it('start where the user is: the same instant lies in two weeks', () => {
    // Sunday 23:30 in Paris, Monday 07:30 in Tokyo, Sunday noon in Honolulu.
    const now = '2026-11-22T22:30:00Z';
    expect(at(now, 'Europe/Paris')).toEqual({
      kind: 'thisWeek',
      start: '2026-11-15T23:00:00.000Z',
      end: '2026-11-22T23:00:00.000Z',
      zone: 'Europe/Paris',
      firstDay: '2026-11-16',
      lastDay: '2026-11-22',
      week: { year: 2026, number: 47 },
    });
    expect(at(now, 'Asia/Tokyo')).toMatchObject({
      start: '2026-11-22T15:00:00.000Z',
      firstDay: '2026-11-23',
      week: { number: 48 },
    });
    expect(at(now, 'Pacific/Honolulu')).toMatchObject({ start: '2026-11-16T10:00:00.000Z', lastDay: '2026-11-22' });
    expect(at(now, 'Pacific/Kiritimati')).toMatchObject({ start: '2026-11-22T10:00:00.000Z' });
    expect(at(now, 'Asia/Kathmandu')).toMatchObject({ start: '2026-11-22T18:15:00.000Z' });
  });

  it('start on the day of the locale', () => {
    const now = '2026-11-18T12:00:00Z'; // a Wednesday
    expect(at(now, 'UTC', 'fr-FR').firstDay).toBe('2026-11-16');
    expect(at(now, 'UTC', 'en-GB').firstDay).toBe('2026-11-16');
    expect(at(now, 'UTC', 'en-US').firstDay).toBe('2026-11-15');
    expect(at(now, 'UTC', 'pt-BR').firstDay).toBe('2026-11-15');
    expect(at(now, 'UTC', 'ar-EG').firstDay).toBe('2026-11-14');
    expect(at(now, 'UTC', 'fa-IR').firstDay).toBe('2026-11-14');
    expect(at(now, 'UTC', 'dv-MV').firstDay).toBe('2026-11-13');
    expect(at(now, 'UTC', 'fr-FR-u-fw-sun').firstDay).toBe('2026-11-15');
    expect(at(now, 'UTC', 'en_US').firstDay).toBe('2026-11-15');
    expect(at(now, 'UTC', 'no such locale').firstDay).toBe('2026-11-16');
    // A number that everybody reads alike there is only where weeks start on Monday.
    expect(at(now, 'UTC', 'en-US').week).toBeUndefined();
  });

  it('begin and end on their very days', () => {
    expect(at('2026-11-15T23:59:59Z', 'UTC').lastDay).toBe('2026-11-15');
    expect(at('2026-11-16T00:00:00Z', 'UTC').firstDay).toBe('2026-11-16');
    expect(at('2026-11-14T23:59:59Z', 'UTC', 'en-US').lastDay).toBe('2026-11-14');
    expect(at('2026-11-15T00:00:00Z', 'UTC', 'en-US').firstDay).toBe('2026-11-15');
  });

  it('are an hour shorter or longer when the clocks change', () => {
    expect(hours(at('2026-03-25T12:00:00Z', 'Europe/Paris'))).toBe(167);
    expect(hours(at('2026-10-25T12:00:00Z', 'Europe/Paris'))).toBe(169);
    expect(hours(at('2026-10-27T12:00:00Z', 'Europe/Paris', 'fr', { kind: 'lastWeek' }))).toBe(169);
    // The American Sunday is the first day of its week.
    expect(hours(at('2026-03-10T12:00:00Z', 'America/New_York', 'en-US'))).toBe(167);
    expect(hours(at('2026-11-03T12:00:00Z', 'America/New_York', 'en-US'))).toBe(169);
    expect(hours(at('2026-04-07T12:00:00Z', 'Australia/Lord_Howe', 'en-AU', { kind: 'lastWeek' }))).toBe(168.5);
    expect(hours(at('2026-11-18T12:00:00Z', 'Europe/Paris'))).toBe(168);
  });

  it('stay whole where midnight is skipped or comes twice', () => {
    // Cairo, 24 April 2026: from midnight to 01:00. São Paulo did so until 2018, and back from midnight to 23:00.
    expect(new Date(startOfDate('2026-04-24', 'Africa/Cairo')).toISOString()).toBe('2026-04-23T22:00:00.000Z');
    expect(new Date(startOfDate('2018-11-04', 'America/Sao_Paulo')).toISOString()).toBe('2018-11-04T03:00:00.000Z');
    expect(new Date(startOfDate('2018-02-18', 'America/Sao_Paulo')).toISOString()).toBe('2018-02-18T03:00:00.000Z');
    expect(at('2018-02-17T12:00:00Z', 'America/Sao_Paulo', 'pt-BR').end).toBe('2018-02-18T03:00:00.000Z');
    // Samoa had no 30 December 2011: its days follow each other all the same.
    expect(startOfDate('2011-12-30', 'Pacific/Apia')).toBe(startOfDate('2011-12-31', 'Pacific/Apia'));
  });

  it('of years with 53, and at the turn of the year', () => {
    expect(at('2026-12-31T12:00:00Z', 'Europe/Paris')).toMatchObject({
      firstDay: '2026-12-28',
      lastDay: '2027-01-03',
      week: { year: 2026, number: 53 },
    });
    expect(at('2027-01-03T12:00:00Z', 'Europe/Paris').week).toEqual({ year: 2026, number: 53 });
    expect(at('2027-01-04T12:00:00Z', 'Europe/Paris', 'fr', { kind: 'lastWeek' }).week).toEqual({
      year: 2026,
      number: 53,
    });
    expect(at('2027-01-04T12:00:00Z', 'Europe/Paris').week).toEqual({ year: 2027, number: 1 });
    expect(isoWeekOf('2020-12-31')).toEqual({ year: 2020, number: 53 });
    expect(isoWeekOf('2021-01-03')).toEqual({ year: 2020, number: 53 });
    expect(isoWeekOf('2024-12-30')).toEqual({ year: 2025, number: 1 });
    expect(isoWeekOf('2022-01-01')).toEqual({ year: 2021, number: 52 });
  });
});

describe('the first day of the week', () => {
  it('is the same by the table as by the runtime', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const regions = letters.flatMap((first) => letters.map((second) => first + second));
    const different = regions.filter((region) => {
      const locale = new Intl.Locale(`und-${region}`);
      return region !== 'ZZ' && firstDayOfWeek(`und-${region}`) !== firstDayOf(locale);
    });
    expect(different).toEqual([]);
    expect(regions.filter((region) => firstDayOf(new Intl.Locale(`und-${region}`)) !== 1).length).toBeGreaterThan(60);
  });

  it('is found however the runtime tells it, or does not', () => {
    expect(toldBy({ getWeekInfo: () => ({ firstDay: 6 }) })).toBe(6);
    expect(toldBy({ weekInfo: { firstDay: 7 } })).toBe(7);
    expect(toldBy({})).toBeUndefined();
    expect(firstDayOf(new Intl.Locale('fr-u-fw-sat'))).toBe(6);
    expect(firstDayOf(new Intl.Locale('ar'))).toBe(6);
  });
});

describe('other periods', () => {
  const now = '2026-11-18T09:30:00Z';

  it('are days in the zone, or instants', () => {
    expect(at(now, 'America/Los_Angeles', 'en-US', { kind: 'today' })).toMatchObject({
      firstDay: '2026-11-18',
      start: '2026-11-18T08:00:00.000Z',
      end: '2026-11-19T08:00:00.000Z',
    });
    expect(at(now, 'Europe/Paris', 'fr', { kind: 'since', since: '2026-11-01' })).toMatchObject({
      start: '2026-10-31T23:00:00.000Z',
      end: '2026-11-18T09:30:00.000Z',
      lastDay: '2026-11-18',
    });
    expect(at(now, 'Europe/Paris', 'fr', { kind: 'since', since: '2026-11-17T08:00:00+01:00' }).start).toBe(
      '2026-11-17T07:00:00.000Z',
    );
    expect(at(now, 'Europe/Paris', 'fr', { kind: 'between', from: '2026-10-24', to: '2026-10-25' })).toMatchObject({
      start: '2026-10-23T22:00:00.000Z',
      end: '2026-10-25T23:00:00.000Z',
      firstDay: '2026-10-24',
      lastDay: '2026-10-25',
    });
  });

  it('that mean nothing are refused by name', () => {
    const argumentOf = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        const failure = failureOf(error);
        return failure?.code === 'invalidArgument' ? failure.argument : error;
      }
      return undefined;
    };
    expect(argumentOf(() => at(now, 'Mars/Olympus'))).toBe('zone');
    expect(argumentOf(() => at(now, 'UTC', 'fr', { kind: 'since', since: 'last Tuesday' }))).toBe('since');
    expect(argumentOf(() => at(now, 'UTC', 'fr', { kind: 'since', since: '2026-02-30' }))).toBe('since');
    expect(argumentOf(() => at(now, 'UTC', 'fr', { kind: 'since', since: '2026-11-17T08:00' }))).toBe('since');
    expect(argumentOf(() => at(now, 'UTC', 'fr', { kind: 'since', since: '2027-01-01' }))).toBe('since');
    expect(argumentOf(() => at(now, 'UTC', 'fr', { kind: 'between', from: '2026-11-02', to: '2026-11-01' }))).toBe(
      'to',
    );
  });
});

it('holds the moment it was asked, is seven days, and touches its neighbours, wherever and whenever', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const locales = fc.constantFrom('fr-FR', 'en-US', 'ar-EG', 'dv-MV');
  const instants = fc.integer({ min: Date.parse('1995-01-01'), max: Date.parse('2040-01-01') });
  fc.assert(
    fc.property(instants, zones, locales, (now, zone, locale) => {
      const context = { now, zone, locale };
      const [week, last] = [resolvePeriod({ kind: 'thisWeek' }, context), resolvePeriod({ kind: 'lastWeek' }, context)];
      expect(Date.parse(week.start)).toBeLessThanOrEqual(now);
      expect(Date.parse(week.end)).toBeGreaterThan(now);
      expect(addDays(week.firstDay, 6)).toBe(week.lastDay);
      expect(weekdayOf(week.firstDay)).toBe(firstDayOfWeek(locale));
      expect(dateIn(Date.parse(week.start), zone) >= week.firstDay).toBe(true);
      expect(dateIn(Date.parse(week.start) - 1, zone) < week.firstDay).toBe(true);
      expect(last.end).toBe(week.start);
    }),
    { numRuns: 300 },
  );
});
