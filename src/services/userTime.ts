/** Zone and locale of whoever is at this machine: they tell when a day begins and on which day a week does. */
export interface UserTime {
  /** IANA */
  readonly zone: string;
  /** BCP 47 */
  readonly locale: string;
}

/**
 * What the system says about dates beats the language of programs: many French teams work in English. Where it says
 * nothing, `programLanguage` (BCP 47) of the program counts, unless it is the English that programs come in.
 */
export function userTime(environment: Readonly<Record<string, string | undefined>>, programLanguage = 'en'): UserTime {
  const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const told = ['LC_ALL', 'LC_TIME', 'LANG'].map((name) => environment[name]).find((value) => value);
  const [, language, region] = /^([a-z]{2,3})[_-]([A-Z]{2})\b/.exec(told ?? '') ?? [];
  if (language && region) {
    return { zone: timeZone, locale: `${language}-${region}` };
  }
  const isTold = !/^en\b/i.test(programLanguage) && programLanguage.split('-')[0] !== locale.split('-')[0];
  return { zone: timeZone, locale: isTold ? programLanguage : locale };
}
