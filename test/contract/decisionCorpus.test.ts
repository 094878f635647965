import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateAdf } from '#demo/adf.ts';
import { pageIds } from '#demo/confluence/seed/ids.ts';
import type { Decision, DecisionReport } from '#domain/decision.ts';
import { wordsKey } from '#services/decisions/candidate.ts';
import { findDecisions } from '#services/decisions/findDecisions.ts';
import { type CorpusLabel, type CorpusPage, now } from '../fixtures/decisions/corpus.ts';
import { demoLabels } from '../fixtures/decisions/demoLabels.ts';
import { heldOut } from '../fixtures/decisions/heldOut.ts';
import { type CorpusSite, startCorpusSite } from '../fixtures/decisions/site.ts';
import { tuningFifth } from '../fixtures/decisions/tuningFifth.ts';
import { tuningFourth } from '../fixtures/decisions/tuningFourth.ts';
import { tuningLists } from '../fixtures/decisions/tuningLists.ts';
import { tuningMinutes } from '../fixtures/decisions/tuningMinutes.ts';
import { tuningMore } from '../fixtures/decisions/tuningMore.ts';
import { tuningTables } from '../fixtures/decisions/tuningTables.ts';
import { tuningThird } from '../fixtures/decisions/tuningThird.ts';

const leastRecall = 0.98;
const leastPrecision = 0.95;
const tuning = [...tuningLists, ...tuningTables, ...tuningMinutes, ...tuningMore];
const later = [...tuningThird, ...tuningFourth, ...tuningFifth];

interface Run {
  readonly site: CorpusSite;
  readonly report: DecisionReport;
}

// Several sites: one run reads no more than so many pages.
let tuned: Run;
let tunedLater: Run;
let blind: Run;

beforeAll(async () => {
  tuned = await runOver(tuning);
  tunedLater = await runOver(later);
  blind = await runOver(heldOut);
}, 120_000);
afterAll(async () => {
  for (const { site } of [tuned, tunedLater, blind]) await site.close();
});

async function runOver(pages: readonly CorpusPage[]): Promise<Run> {
  const site = await startCorpusSite(pages);
  const week = { period: { kind: 'thisWeek' }, zone: 'Europe/Paris', locale: 'fr-FR' } as const;
  const query = { ...week, spaceKeys: ['NIM', 'OPS'] };
  const report = await findDecisions(site.connection, query, { now: now.getTime() });
  expect(report.notSearched.filter(({ why }) => why === 'truncated')).toEqual([]);
  return { site, report };
}

interface Score {
  readonly labels: number;
  readonly found: number;
  readonly matched: number;
  /** For a human: what was missed, made up, or told wrongly. */
  readonly missed: string[];
  readonly invented: string[];
  readonly wrong: string[];
}

interface Labelled {
  readonly name: string;
  readonly id: string;
  readonly expected: readonly CorpusLabel[];
}

function scoreOf({ site, report }: Run, pages: readonly Labelled[]): Score {
  const score = {
    labels: 0,
    found: 0,
    matched: 0,
    missed: [] as string[],
    invented: [] as string[],
    wrong: [] as string[],
  };
  for (const { name, id, expected } of pages) {
    const here = report.decisions.filter(({ sources }) => sources.some((source) => source.id === id));
    const open = new Set(here);
    score.labels += expected.length;
    score.found += here.length;
    for (const label of expected) {
      const decision = [...open].find((each) => says(each, id, label));
      if (decision) {
        open.delete(decision);
        score.matched += 1;
        score.wrong.push(
          ...faultsOf(decision, id, label, site.demo.url).map((fault) => `${name}: ${label.text}: ${fault}`),
        );
      } else {
        score.missed.push(`${name}: ${label.text}`);
      }
    }
    score.invented.push(...[...open].map(({ text, rule, state }) => `${name}: ${text} (${rule}, ${state})`));
  }
  return score;
}

function says({ text, sources }: Decision, id: string, label: CorpusLabel): boolean {
  const wanted = wordsKey(label.text);
  // Of a decision with several sources only the clearest gives the text.
  const isTwin =
    sources.length > 1 && sources.some((source) => source.id === id && wordsKey(source.quote).includes(wanted));
  return wordsKey(text) === wanted || isTwin;
}

function faultsOf(
  { state, sources, takenOn, appearedAt }: Decision,
  id: string,
  label: CorpusLabel,
  origin: string,
): string[] {
  const source = sources.find((each) => each.id === id);
  const section = source?.section.at(-1) ?? '';
  const day = label.takenOn === 'DAY' ? /^2026-11-1[6-9]$/ : new RegExp(`^${label.takenOn ?? ''}$`);
  const isDayRight = day.test(takenOn ?? '') || (label.takenOn === undefined && sources.length > 1);
  return [
    ...(state === label.state ? [] : [`state ${state}`]),
    ...(section === label.section ? [] : [`section "${section}"`]),
    ...(isDayRight ? [] : [`taken on ${takenOn}`]),
    ...((appearedAt ?? '') >= '2026-11-15T23' && (source?.appearedAt ?? '') >= '2026-11-15T23'
      ? []
      : [`appeared at ${appearedAt}`]),
    ...(source?.version !== undefined && source.url.startsWith(origin) ? [] : ['no version or address']),
  ];
}

const labelledCorpus = ({ site }: Run, pages: readonly CorpusPage[]): Labelled[] =>
  pages.map(({ name, expected }) => ({ name, expected, id: site.ids.get(name) ?? '' }));
const labelledDemo = (): Labelled[] =>
  Object.entries(pageIds).map(([name, id]) => ({
    name,
    id,
    expected: Object.entries(demoLabels).find(([key]) => key === name)?.[1] ?? [],
  }));

function sumOf(a: Score, b: Score): Score {
  return {
    labels: a.labels + b.labels,
    found: a.found + b.found,
    matched: a.matched + b.matched,
    missed: [...a.missed, ...b.missed],
    invented: [...a.invented, ...b.invented],
    wrong: [...a.wrong, ...b.wrong],
  };
}

function check(title: string, score: Score): void {
  const recall = score.matched / score.labels;
  const precision = score.matched / score.found;
  console.log(
    `decisions, ${title}: recall ${recall.toFixed(3)} (${score.matched} of ${score.labels}), precision ${precision.toFixed(3)} (of ${score.found} found)`,
  );
  if (process.env['DECISIONS_DETAIL'] === title || process.env['DECISIONS_DETAIL'] === 'all') {
    console.log(JSON.stringify({ missed: score.missed, invented: score.invented, wrong: score.wrong }, null, 2));
  }
  expect(recall, 'recall').toBeGreaterThanOrEqual(leastRecall);
  expect(precision, 'precision').toBeGreaterThanOrEqual(leastPrecision);
  expect(score.wrong.length, 'state, section or day told wrongly').toBeLessThanOrEqual(score.labels * 0.02);
}

describe('the labelled corpus', () => {
  it('is at least sixty pages that Confluence would take', () => {
    const pages = labelledDemo().length + [...tuning, ...later, ...heldOut].length;
    console.log(`decisions: ${pages} pages, ${heldOut.length} of them held out`);
    expect(pages).toBeGreaterThanOrEqual(60);
    const bodies = [...tuning, ...later, ...heldOut].flatMap(({ versions }) =>
      versions.flatMap(({ body }) => body ?? []),
    );
    expect(bodies.flatMap(validateAdf)).toEqual([]);
  });

  it('has its decisions found on the pages that rules were tuned on', () => {
    check(
      'tuning',
      sumOf(
        scoreOf(tuned, [...labelledDemo(), ...labelledCorpus(tuned, tuning)]),
        scoreOf(tunedLater, labelledCorpus(tunedLater, later)),
      ),
    );
  });

  it('has its decisions found on pages that were held out', () => {
    check('held out', scoreOf(blind, labelledCorpus(blind, heldOut)));
  });
});
