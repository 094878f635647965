import { describe, expect, test } from 'vitest';
import { type Calendar, instantOf } from '#demo/confluence/cql/dates.ts';
import { evaluateCql } from '#demo/confluence/cql/evaluate.ts';
import { parseCql } from '#demo/confluence/cql/parser.ts';
import { findMatches, matchesText, parseTextQuery } from '#demo/confluence/cql/terms.ts';
import { CqlError } from '#demo/confluence/cql/tokens.ts';
import { pageIds } from '#demo/confluence/seed/ids.ts';
import { excerptOf, highlight } from '#demo/confluence/v1/excerpt.ts';
import { createSite } from '#demo/createSite.ts';

// A Wednesday afternoon.
const site = createSite({ now: new Date('2026-11-18T15:00:00Z') });
const { lea, paul, sofia } = {
  lea: site.owner,
  paul: site.users.find(({ displayName }) => displayName === 'Paul Martin') ?? site.owner,
  sofia: site.users.find(({ displayName }) => displayName === 'Sofia Martin') ?? site.owner,
};
const ids = (cql: string, caller = lea) => evaluateCql(site, cql, caller).entries.map(({ id }) => id);
const pageCount = [...site.wiki.pages.values()].filter(
  ({ status, visibleTo }) => status === 'current' && !visibleTo,
).length;

describe('fields', () => {
  const findsOne: readonly (readonly [string, string])[] = [
    ['title = "Promo code API"', pageIds.promoCodeApi],
    ['title = "promo CODE api"', pageIds.promoCodeApi],
    ['type = blogpost', pageIds.weeklyReleasesPost],
    ['type = page and text ~ "idempotency"', pageIds.adrIdempotency],
    ['type = page and text ~ "\\"dedicated search engine\\""', pageIds.adrSearchEngine],
    ["title ~ 'failover*'", pageIds.databaseFailover],
    ['label = retro', pageIds.retrospective],
    ['label in (monitoring, nothing)', pageIds.monitoring],
    ['parent = 200020 and title ~ "PostgreSQL"', pageIds.adrPostgres],
    ['space = OPS and label = "post-mortem" and type = page', pageIds.postMortem],
    [`id = ${pageIds.changeBoard}`, pageIds.changeBoard],
    ['siteSearch ~ "kubernetes" and type=page and label != runbook', pageIds.kubernetesPlan],
    ['(title ~ "matrix" OR title ~ "nothing at all") AND NOT space = OPS', pageIds.featureMatrix],
  ];
  test.each(findsOne)('%s', (cql, id) => expect(ids(cql)).toEqual([id]));

  test('space keys do not heed case, and lists exclude', () => {
    expect(ids('space = nim and type = page').length).toBe(ids('space in ("NIM") and type in (page)').length);
    expect(ids('space not in (NIM, OPS)')).toEqual([]);
    expect(ids('type in (page, blogpost)').length).toBe(pageCount);
  });

  test('without a type, comments and attachments are found too', () => {
    const types = evaluateCql(site, 'space = NIM', lea).entries.map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['page', 'blogpost', 'comment', 'attachment']));
  });

  test('ancestor reaches all levels, parent one', () => {
    expect(ids(`ancestor = ${pageIds.nimHome} and type = page`).length).toBeGreaterThan(
      ids(`parent = ${pageIds.nimHome} and type = page`).length,
    );
  });

  test('people: creator, contributor, currentUser()', () => {
    expect(ids(`creator = "${sofia.accountId}" and type = page`)).toContain(pageIds.teamMeetingLastWeek);
    expect(ids(`creator = "${sofia.accountId}" and type = page`)).not.toContain(pageIds.decisionRegister);
    expect(ids(`contributor = "${sofia.accountId}" and type = page`, sofia)).toContain(pageIds.decisionRegister);
    expect(ids('creator = currentUser() and type = page', paul)).toContain(pageIds.checkoutRunbook);
    expect(ids('creator.fullname ~ "paul" and type = page')).toContain(pageIds.checkoutRunbook);
  });

  test('restricted pages are found by those who may see them', () => {
    expect(ids('title ~ budget')).toEqual([]);
    expect(ids('title ~ budget', sofia)).toEqual([pageIds.budget]);
  });

  test('order', () => {
    const titles = evaluateCql(site, 'type = page order by title desc', lea).entries.map(({ title }) =>
      title.toLowerCase(),
    );
    expect(titles).toEqual([...titles].sort((a, b) => b.localeCompare(a)));
    const created = evaluateCql(site, 'order by created', lea).entries.map((entry) => entry.created);
    expect(created).toEqual([...created].sort((a, b) => a - b));
  });
});

describe('this week and before', () => {
  test('what was edited this week', () => {
    const thisWeek = ids('type = page and lastmodified >= startOfWeek()');
    expect(thisWeek).toEqual(
      expect.arrayContaining([pageIds.teamMeetingThisWeek, pageIds.decisionRegister, pageIds.adrPostgres]),
    );
    expect(thisWeek).not.toContain(pageIds.retrospective);
  });

  test('what was created last week', () => {
    const lastWeek = ids('type = page and created >= startOfWeek("-1w") and created < startOfWeek()');
    expect(lastWeek).toEqual(
      expect.arrayContaining([pageIds.retrospective, pageIds.postMortem, pageIds.teamMeetingLastWeek]),
    );
    expect(lastWeek).not.toContain(pageIds.teamMeetingThisWeek);
  });

  test('a day alone means all of it', () => {
    const created = site.wiki.pages.get(pageIds.retrospective)?.created ?? 0;
    const day = new Date(created).toISOString().slice(0, 10);
    expect(ids(`created = "${day}" and type = page`)).toContain(pageIds.retrospective);
    expect(ids(`created > "${day}" and type = page`)).not.toContain(pageIds.retrospective);
    expect(ids(`created <= "${day}" and type = page`)).toContain(pageIds.retrospective);
  });
});

describe('dates', () => {
  const paris: Calendar = { now: Date.parse('2026-11-18T15:04:00Z'), timeZone: 'Europe/Paris', firstDayOfWeek: 1 };
  const call = (name: string, argument?: string) => ({ kind: 'call', name, argument }) as const;
  const iso = (value: Parameters<typeof instantOf>[0], calendar = paris) =>
    new Date(instantOf(value, calendar)).toISOString();
  const day = (text: string) => ({ kind: 'literal', text }) as const;

  test.each([
    [call('now'), '2026-11-18T15:04:00.000Z'],
    [call('now', '-7d'), '2026-11-11T15:04:00.000Z'],
    [call('now', '-4w'), '2026-10-21T14:04:00.000Z'], // over the end of summer time, at the same time of day
    [call('startofday'), '2026-11-17T23:00:00.000Z'],
    [call('endofday'), '2026-11-18T22:59:59.999Z'],
    [call('startofweek'), '2026-11-15T23:00:00.000Z'],
    [call('startofweek', '-1w'), '2026-11-08T23:00:00.000Z'],
    [call('endofweek'), '2026-11-22T22:59:59.999Z'],
    [call('startofmonth', '-1'), '2026-09-30T22:00:00.000Z'],
    [call('endofmonth'), '2026-11-30T22:59:59.999Z'],
    [call('startofyear'), '2025-12-31T23:00:00.000Z'],
    [day('2026-07-01'), '2026-06-30T22:00:00.000Z'],
    [day('2026-11-18 09:30'), '2026-11-18T08:30:00.000Z'],
    [day('2026/11/18'), '2026-11-17T23:00:00.000Z'],
  ])('%o', (value, expected) => expect(iso(value)).toBe(expected));

  test('a week that begins on Sunday', () => {
    const sunday: Calendar = { ...paris, firstDayOfWeek: 0 };
    expect(iso(call('startofweek'), sunday)).toBe('2026-11-14T23:00:00.000Z');
  });

  test.each(['2026-13-01', '2026-02-30', 'yesterday', '18.11.2026'])('%s is no date', (text) => {
    expect(() => instantOf(day(text), paris)).toThrow(CqlError);
  });
});

describe('what is no CQL', () => {
  test.each([
    'type = ',
    'type page',
    '(type = page',
    'type = page)',
    'type = page and',
    'type = page or or type = blogpost',
    'title ~ "open',
    'order title',
    'type = page order by',
    'foo = bar',
    'constructor = bar',
    'type ~ page',
    'text = "x"',
    'created ~ "2026-01-01"',
    'created > "soon"',
    'created > now("-7x")',
    'creator = nobodysFunction()',
    'type = page order by text',
    'space in ()',
    '',
    `${'('.repeat(500)}type = page${')'.repeat(500)}`,
  ])('%s', (cql) => expect(() => evaluateCql(site, cql, lea)).toThrow(CqlError));

  test('keywords do not heed case, strings may hold quotes', () => {
    expect(parseCql('TITLE ~ "say \\"hi\\"" Order By created DESC')).toEqual({
      where: { kind: 'clause', field: 'title', operator: '~', values: [{ kind: 'literal', text: 'say "hi"' }] },
      orderBy: [{ field: 'created', descending: true }],
    });
  });

  test('and binds stronger than or', () => {
    expect(parseCql('a = 1 or b = 2 and c = 3').where).toMatchObject({ kind: 'or', operands: [{}, { kind: 'and' }] });
  });
});

describe('text', () => {
  test.each([
    ['decision', 'Les décisions de la semaine', true],
    ['décision', 'No Decision yet', true],
    ['release', 'We are releasing weekly', true],
    ['sprint review', 'review of the sprint', true],
    ['sprint review', 'review of the week', false],
    ['"sprint review"', 'review of the sprint', false],
    ['sprint OR week', 'review of the week', true],
    ['review -sprint', 'review of the sprint', false],
    ['check*', 'the checkout page', true],
    ['check', 'the checkout page', false],
    ['c++ (draft)', 'c draft', true],
  ])('%s in %s: %s', (query, text, expected) => expect(matchesText(parseTextQuery(query), text)).toBe(expected));

  test('marks stand around the words as they are written', () => {
    const queries = [parseTextQuery('decision gel')];
    expect(highlight('Décisions & gel', queries, true)).toBe(
      '@@@hl@@@Décisions@@@endhl@@@ &amp; @@@hl@@@gel@@@endhl@@@',
    );
    expect(findMatches(queries, 'nothing here')).toEqual([]);
  });

  test('an excerpt is around the first match', () => {
    const text = `${'word '.repeat(200)}needle ${'word '.repeat(200)}`;
    expect(excerptOf(text, [parseTextQuery('needle')], 'highlight')).toContain('@@@hl@@@needle@@@endhl@@@');
    expect(excerptOf(text, [parseTextQuery('needle')], 'indexed')).not.toContain('needle');
    expect(excerptOf(text, [parseTextQuery('needle')], 'none')).toBe('');
  });
});
