import { describe, expect, it } from 'vitest';
import { firstDayOfWeek } from '#domain/weekStart.ts';
import { userTime } from '#services/userTime.ts';

describe('the locale of the user', () => {
  it.each([
    [{ LANG: 'fr_FR.UTF-8' }, 'en', 'fr-FR'],
    [{ LC_TIME: 'en_GB.UTF-8', LANG: 'en_US.UTF-8' }, 'fr', 'en-GB'],
    [{ LANG: 'C.UTF-8' }, 'fr', 'fr'],
    [{}, 'pt-br', 'pt-br'],
    [{}, 'en', new Intl.DateTimeFormat().resolvedOptions().locale],
    [{}, undefined, new Intl.DateTimeFormat().resolvedOptions().locale],
  ])('is told by %j, in a program in %s', (environment, language, locale) => {
    expect(userTime(environment, language).locale).toBe(locale);
  });

  it('tells when weeks start', () => {
    expect(firstDayOfWeek(userTime({}, 'fr').locale)).toBe(1);
    expect(firstDayOfWeek(userTime({ LANG: 'en_US.UTF-8' }, 'fr').locale)).toBe(7);
  });
});
