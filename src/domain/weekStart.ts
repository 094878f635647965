/** Day on which weeks start: 1 (Monday) to 7 (Sunday). Monday for locales that nobody knows. */
export function firstDayOfWeek(locale: string): number {
  const known = localeOf(locale);
  return known === undefined ? 1 : (toldBy(known) ?? firstDayOf(known));
}

/** Newer runtimes have a function, older ones a property, some neither. */
export function toldBy(locale: object): number | undefined {
  const told: unknown =
    'getWeekInfo' in locale && typeof locale.getWeekInfo === 'function'
      ? locale.getWeekInfo()
      : 'weekInfo' in locale
        ? locale.weekInfo
        : undefined;
  const day = typeof told === 'object' && told !== null && 'firstDay' in told ? told.firstDay : undefined;
  return typeof day === 'number' && day >= 1 && day <= 7 ? day : undefined;
}

/** By the table below, for runtimes that do not tell. */
export function firstDayOf(locale: Intl.Locale): number {
  const [, asked = ''] = /-u-(?:.+-)?fw-(mon|tue|wed|thu|fri|sat|sun)\b/.exec(locale.toString()) ?? [];
  const wish = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(asked) + 1;
  return wish > 0 ? wish : (regionDays[locale.maximize().region ?? ''] ?? 1);
}

function localeOf(locale: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(locale.replaceAll('_', '-'));
  } catch {
    return undefined;
  }
}

// Unicode CLDR, supplemental weekData: regions whose weeks do not start on Monday.
const saturday = 'AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY';
const sunday =
  'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK ' +
  'PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW';
const regionDays: Readonly<Record<string, number>> = {
  ...Object.fromEntries(sunday.split(' ').map((region) => [region, 7])),
  ...Object.fromEntries(saturday.split(' ').map((region) => [region, 6])),
  MV: 5,
};
