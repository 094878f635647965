import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as adf from '#demo/adf.ts';
import { pageIds } from '#demo/confluence/seed/ids.ts';
import type { DemoIssue } from '#demo/jira/model.ts';
import { fieldId } from '#demo/jira/seed/ids.ts';
import type { DecisionReport } from '#domain/decision.ts';
import { failureOf } from '#domain/errors.ts';
import { withAllowList } from '#services/allowList/allowList.ts';
import { wordsKey } from '#services/decisions/candidate.ts';
import { findDecisions } from '#services/decisions/findDecisions.ts';
import type { DecisionQuery, FindProgress } from '#services/decisions/query.ts';
import { before, now, page, week } from '../fixtures/decisions/corpus.ts';
import { comments } from '../fixtures/decisions/issues.ts';
import { type CorpusSite, startCorpusSite } from '../fixtures/decisions/site.ts';

const { bulletList, doc, heading, p } = adf;
const inWeek = Date.parse('2026-11-18T09:00:00Z');
/** A field of the demo site that this team uses, and calls, so. */
const decisionField = fieldId.insights;
const thisWeek: DecisionQuery = { period: { kind: 'thisWeek' }, zone: 'Europe/Paris', locale: 'fr-FR' };

let site: CorpusSite;
let report: DecisionReport;

const find = (more: Partial<DecisionQuery>, call: Parameters<typeof findDecisions>[2] = {}) =>
  findDecisions(site.connection, { ...thisWeek, ...more }, { now: now.getTime(), ...call });
const textsOf = ({ decisions }: DecisionReport) => decisions.map(({ text }) => text);

beforeAll(async () => {
  site = await startCorpusSite([
    page(
      'late minutes',
      'Board of 12 November 2026',
      [week(doc(heading(2, 'Decisions'), bulletList('The Ghent depot is closed.')))],
      [],
    ),
    page(
      'record',
      'ADR-077: Passkeys for staff',
      [week(doc(heading(2, 'Status'), p('Accepted'), heading(2, 'Decision'), p('Staff sign in with passkeys only.')))],
      [],
    ),
    page(
      'index of records',
      'Decision log of the platform',
      [week(doc(adf.table(['Decision', 'Status'], ['ADR-77 Passkeys', 'Accepted'], ['ADR-78 Tokens', 'Accepted'])))],
      [],
    ),
    page(
      'long log',
      'Version after version',
      [
        before(doc(heading(2, 'Decisions'), bulletList('Rule one.'))),
        ...[1, 2, 3, 4, 5].map((hour) =>
          week(
            doc(
              heading(2, 'Decisions'),
              bulletList('Rule one is kept.', ...(hour > 2 ? ['Rule two comes in spring.'] : [])),
            ),
            `2026-11-17T0${hour}:00:00Z`,
          ),
        ),
      ],
      [],
    ),
  ]);
  seedIssues();
  report = await find({ projectKeys: ['NIM'] });
}, 60_000);
afterAll(() => site.close());

function issue(key: string): DemoIssue {
  const found = [...site.demo.site.jira.issues.values()].find((each) => each.key === key);
  if (!found) throw new Error(`no issue ${key}`);
  return found;
}

function seedIssues(): void {
  const { owner, jira } = site.demo.site;
  for (const [index, { issue: key, at, text }] of comments.entries()) {
    const created = at === undefined ? inWeek + index * 60_000 : Date.parse(at);
    const body = text.startsWith('> ')
      ? doc(adf.blockquote(p('Decision: we use UUIDs.')), p('I do not agree with this.'))
      : doc(p(text));
    issue(key).comments.push({
      id: String(70_000 + index),
      authorId: owner.accountId,
      body,
      created,
      updated: created,
    });
    issue(key).updated = Math.max(issue(key).updated, created);
  }
  Object.assign(issue('NIM-14'), { description: doc(p('As before.'), p('Decision: the old banner goes.')) });
  issue('NIM-14').changes.push(
    change('description', 'jira', 'As before.', 'As before.\n\nDecision: the old banner goes.'),
  );
  Object.assign(issue('NIM-16'), { description: doc(p('Decision: touched only.'), p('More words.')) });
  issue('NIM-16').changes.push(
    change('description', 'jira', 'Decision: touched only.', 'Decision: touched only.\n\nMore words.'),
  );
  const at = jira.fields.findIndex(({ id }) => id === decisionField);
  Object.assign(jira.fields, { [at]: { ...jira.fields[at], name: 'Décision' } });
  issue('NIM-18').custom[decisionField] = 'The banner is shown once a day.';
  issue('NIM-18').changes.push(change(decisionField, 'custom', null, 'The banner is shown once a day.'));
  for (const key of ['NIM-14', 'NIM-16', 'NIM-18']) issue(key).updated = Math.max(issue(key).updated, inWeek);
}

function change(id: string, fieldtype: 'jira' | 'custom', from: string | null, to: string) {
  const item = {
    field: id === 'description' ? 'description' : 'Décision',
    fieldtype,
    fieldId: id,
    from: null,
    fromString: from,
    to: null,
    toString: to,
  };
  return {
    id: `9${id.length}${to.length}`,
    authorId: site.demo.site.owner.accountId,
    created: inWeek,
    items: [item],
  };
}

describe('decisions in issues', () => {
  it('are found in comments of the period, not in quotes, questions or older ones', () => {
    const told = report.decisions.filter(({ sources }) => sources.some(({ kind }) => kind === 'issueComment'));
    const expected = comments.flatMap(({ issue: key, expected: label }) =>
      label ? [`${key} ${label.state} ${wordsKey(label.text)}`] : [],
    );
    expect(told.map(({ state, text, sources }) => `${sources[0]?.issueKey} ${state} ${wordsKey(text)}`).sort()).toEqual(
      expected.sort(),
    );
    const [first] = told.filter(({ issueKeys }) => issueKeys.includes('NIM-30'));
    const { key, summary } = issue('NIM-30');
    expect(first).toMatchObject({ projectKey: 'NIM', appearedAt: expect.stringContaining('2026-11-18T') });
    expect(first?.sources[0]).toMatchObject({
      kind: 'issueComment',
      title: summary,
      url: `${site.demo.url}/browse/${key}?focusedCommentId=70000`,
      author: { name: 'Léa Dubois' },
    });
  });

  it('are found in descriptions and fields, by what the history says was new', () => {
    const told = report.decisions.flatMap(({ text, sources }) =>
      sources.flatMap(({ kind, id }) => (kind === 'issueField' ? [`${id}: ${text}`] : [])),
    );
    expect(told.sort()).toEqual([
      'NIM-14/description: the old banner goes.',
      `NIM-18/${decisionField}: The banner is shown once a day.`,
    ]);
  });
});

describe('the answer', () => {
  it('covers the project: its space, its issues, and what other spaces say of it', () => {
    expect(report.searched.cql[0]).toContain('space = "NIM"');
    expect(report.searched.cql[1]).toContain('text ~ "NIM"');
    expect(report.searched.jql[0]).toContain('project = "NIM"');
    expect(
      report.decisions
        .flatMap(({ sources }) => sources.flatMap(({ spaceKey }) => spaceKey ?? []))
        .every((key) => key === 'NIM'),
    ).toBe(true);
  });

  it('says what was not searched', () => {
    expect(report.notSearched).toEqual(
      expect.arrayContaining([
        { what: 'pages', why: 'noPermission' },
        { what: 'pageComments', why: 'notRead' },
        { what: 'archivedPages', why: 'notListed' },
        { what: 'drafts', why: 'notListed' },
      ]),
    );
    const everything = JSON.stringify(report);
    expect(everything).not.toContain('budget de l’équipe');
    expect(everything).not.toContain('Launch in Belgium');
  });

  it('merges what two pages say, with both sources', async () => {
    const { decisions } = await find({ spaceKeys: ['NIM', 'OPS'] });
    const freeze = decisions.filter(({ text }) => text.startsWith('Gel des mises en production'));
    expect(freeze.length).toBe(1);
    expect(freeze[0]?.sources.map(({ id }) => id).sort()).toEqual(
      [pageIds.teamMeetingThisWeek, pageIds.opsCommittee].sort(),
    );
  });

  it('knows a record by its number', async () => {
    const passkeys = report.decisions.filter(({ sources }) => sources.some(({ title }) => title.startsWith('ADR-077')));
    expect(passkeys.map(({ sources }) => sources.map(({ title }) => title).sort())).toEqual([
      ['ADR-077: Passkeys for staff', 'Decision log of the platform'],
    ]);
    expect(textsOf(report)).toContain('ADR-78 Tokens');
  });

  it('leads to the section', () => {
    const source = report.decisions.flatMap(({ sources }) => sources).find(({ id }) => id === pageIds.checkoutHandbook);
    expect(source?.section).toEqual(['Returns', 'Decisions on returns'].slice(-(source?.section.length ?? 0)));
    expect(source?.url).toMatch(
      new RegExp(`/wiki/spaces/NIM/pages/${pageIds.checkoutHandbook}/.*#Decisions-on-returns$`),
    );
  });

  it('tells who, when it was taken, and what changed', () => {
    const register = report.decisions.find(({ text }) => text.startsWith('Les retours sont gratuits'));
    expect(register).toMatchObject({
      change: 'new',
      who: [{ name: 'Sofia Martin' }],
      issueKeys: ['NIM-34'],
      takenOn: expect.stringMatching(/^2026-11-1[67]$/),
    });
    const accepted = report.decisions.find(({ text }) => text.startsWith('Every payment request'));
    expect(accepted).toMatchObject({
      change: 'state',
      previousState: 'proposed',
      state: 'decided',
      sources: [{ version: 2 }],
    });
    const payline = report.decisions.find(({ text }) => text.startsWith('Stripe replaces'));
    expect(payline?.who).toEqual([expect.objectContaining({ name: 'Léa Dubois' })]);
  });

  it('tells the version that brought each decision', () => {
    const versions = report.decisions.flatMap(({ text, sources }) =>
      text.startsWith('Rule ') ? [`${text} ${sources[0]?.version}`] : [],
    );
    expect(versions.sort()).toEqual(['Rule one is kept. 2', 'Rule two comes in spring. 4']);
  });

  it('counts minutes written up later to the week they tell of', async () => {
    const late = report.decisions.find(({ text }) => text === 'The Ghent depot is closed.');
    expect(late).toMatchObject({ takenOn: '2026-11-12', isTakenInPeriod: false });
    const lastWeek = await find({ spaceKeys: ['NIM'], period: { kind: 'lastWeek' } });
    expect(lastWeek.decisions.find(({ text }) => text === 'The Ghent depot is closed.')).toMatchObject({
      isTakenInPeriod: true,
    });
    expect(textsOf(lastWeek)).toContain('On garde deux revues de code pour tout ce qui touche au paiement.');
    expect(textsOf(lastWeek).join()).not.toContain('Gel des mises en production');
  });

  it('is the same in every run', async () => {
    const again = await find({ projectKeys: ['NIM'] });
    expect(again.decisions).toEqual(report.decisions);
    expect(new Set(again.decisions.map(({ id }) => id)).size).toBe(again.decisions.length);
  });
});

describe('a question', () => {
  it('can be about labels or people', async () => {
    const labelled = await find({ labels: ['adr'] });
    expect(labelled.decisions.length).toBeGreaterThan(0);
    expect(
      labelled.decisions
        .flatMap(({ sources }) => sources.map(({ title }) => title))
        .every((title) => title.startsWith('ADR')),
    ).toBe(true);
    const sofia = site.demo.site.users.find(({ displayName }) => displayName === 'Sofia Martin')?.accountId ?? '';
    const hers = await find({ spaceKeys: ['NIM'], authors: [sofia] });
    expect(textsOf(hers).join()).toContain('Les retours sont gratuits');
    expect(textsOf(hers).join()).not.toContain('Stripe');
  });

  it('stays within the allow-list', async () => {
    const list = { allowedProjects: ['OPS'], allowedSpaces: ['OPS'] };
    const limited = withAllowList(site.connection, list);
    const call = { now: now.getTime() };
    const found = await findDecisions(limited, thisWeek, call);
    expect(found.decisions.length).toBeGreaterThan(2);
    expect(
      found.decisions
        .flatMap(({ sources }) => sources.flatMap(({ spaceKey }) => spaceKey ?? []))
        .every((key) => key === 'OPS'),
    ).toBe(true);
    const outside = await findDecisions(limited, { ...thisWeek, spaceKeys: ['NIM'] }, call).catch(
      (error: unknown) => failureOf(error)?.code,
    );
    expect(outside).toBe('outsideAllowList');
  });

  it('can be given up, and tells how far it is', async () => {
    const steps: FindProgress[] = [];
    await find({ spaceKeys: ['OPS'] }, { onProgress: (progress) => steps.push(progress) });
    expect(steps[0]).toEqual({ step: 'searching', done: 0 });
    expect(steps.at(-1)).toMatchObject({ step: 'pages', done: steps.at(-1)?.total });
    const giveUp = new AbortController();
    const onProgress = ({ step, done }: FindProgress) => {
      if (step === 'pages' && done === 2) giveUp.abort();
    };
    const requests = site.demo.requests.length;
    const outcome = await find({ spaceKeys: ['NIM'] }, { signal: giveUp.signal, onProgress }).catch(
      (error: unknown) => failureOf(error)?.code,
    );
    expect(outcome).toBe('cancelled');
    expect(site.demo.requests.length - requests).toBeLessThan(40);
  });

  it('is answered as far as pages can be read', async () => {
    site.demo.faults.add({
      path: new RegExp(`/pages/${pageIds.changeBoard}`),
      effect: { kind: 'respond', status: 403, body: '{}' },
      times: 9,
    });
    site.demo.faults.add({
      path: new RegExp(`/pages/${pageIds.opsCommittee}`),
      effect: { kind: 'respond', status: 200, body: '[]' },
      times: 9,
    });
    const { decisions, notSearched } = await find({ spaceKeys: ['OPS'] });
    site.demo.faults.clear();
    expect(notSearched).toEqual(
      expect.arrayContaining([
        { what: 'pages', why: 'noPermission', count: 1, examples: ['Change advisory board minutes'] },
        { what: 'pages', why: 'unreadable', count: 1, examples: [expect.stringContaining('Comité')] },
      ]),
    );
    expect(decisions.flatMap(({ sources }) => sources.map(({ id }) => id))).not.toContain(pageIds.changeBoard);
  });
});
