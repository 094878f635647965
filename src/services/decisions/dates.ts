import { plainly } from './sayings.ts';

export interface FoundDate {
  /** `yyyy-mm-dd` */
  readonly date: string;
  readonly index: number;
  readonly length: number;
}

/** Nobody writes a decision longer than this, but texts can be. */
const longestText = 2000;

const months = [
  'january|janvier|jan|janv',
  'february|fevrier|feb|fevr',
  'march|mars|mar',
  'april|avril|apr|avr',
  'may|mai',
  'june|juin|jun',
  'july|juillet|jul|juil',
  'august|aout|aug',
  'september|septembre|sept|sep',
  'october|octobre|oct',
  'november|novembre|nov',
  'december|decembre|dec',
];
const month = `(${months.join('|')})\\.?`;
const patterns: readonly (readonly [RegExp, (match: readonly string[]) => readonly [string, number, string]])[] = [
  [/\b(\d{4})-(\d{2})-(\d{2})\b/g, ([, year = '', monthNumber = '', day = '']) => [year, Number(monthNumber), day]],
  [/\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/g, dayFirst],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th|er)? (?:of )?${month},?(?: (\\d{4}))?\\b`, 'g'),
    ([, day = '', name = '', year = '']) => [year, monthOf(name), day],
  ],
  [
    new RegExp(`\\b${month} (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b`, 'g'),
    ([, name = '', day = '', year = '']) => [year, monthOf(name), day],
  ],
];

/**
 * Days named in the text, in order. One without a year is of the year that puts it nearest before `reference`
 * (`yyyy-mm-dd`); without a reference it is left out.
 */
export function datesIn(text: string, reference?: string): FoundDate[] {
  const folded = plainly(text);
  const found: FoundDate[] = [];
  for (const [pattern, read] of patterns) {
    for (const match of folded.matchAll(pattern)) {
      const [year, monthNumber, day] = read(match);
      const date =
        year === '' ? nearest(monthNumber, Number(day), reference) : dateOf(Number(year), monthNumber, Number(day));
      const isTaken = found.some(
        ({ index, length }) => match.index < index + length && index < match.index + match[0].length,
      );
      if (date !== undefined && !isTaken) {
        found.push({ date, index: match.index, length: match[0].length });
      }
    }
  }
  return found.sort((a, b) => a.index - b.index);
}

/** The day on which a sentence says its decision was taken: in front of it, behind it in brackets, or in so many words. */
export function statedDay(text: string, reference?: string): string | undefined {
  const beginning = text.slice(0, longestText);
  const folded = plainly(beginning);
  for (const { date, index, length } of datesIn(beginning, reference)) {
    const [before, after] = [folded.slice(0, index), folded.slice(index + length)];
    const isInFront = before.length <= 25 && !/[.;]/.test(before) && /^\s*[\])]?\s*[:–—-]/.test(after);
    const isBehind = /[[(]\s*$/.test(before) && /^\s*[\])]\s*[.;]?\s*$/.test(after);
    const isSaid =
      /\b(?:decided|agreed|approved|accepted|adopted|taken|rejected|validated|superseded|decision|decidee?s?|actee?s?|validee?s?|acceptee?s?|approuvee?s?|adoptee?s?|prises?|convenue?s?|tranchee?s?|refusee?s?|rejetee?s?|arretee?s?|reportee?s?)(?: \w+)? (?:on|le|du|en date du|in the meeting of|of)(?: \w+day)?(?: (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))?,? ?(?:the )?$/.test(
        before,
      );
    if (isInFront || isBehind || isSaid) {
      return date;
    }
  }
  return undefined;
}

function dayFirst([, first = '', second = '', year = '']: readonly string[]): readonly [string, number, string] {
  return Number(second) > 12 ? [year, Number(first), second] : [year, Number(second), first];
}

function monthOf(name: string): number {
  return months.findIndex((names) => names.split('|').includes(name)) + 1;
}

function nearest(monthNumber: number, day: number, reference: string | undefined): string | undefined {
  if (reference === undefined) {
    return undefined;
  }
  const year = Number(reference.slice(0, 4));
  const candidates = [year + 1, year, year - 1].map((each) => dateOf(each, monthNumber, day));
  const latest = new Date(Date.parse(reference) + 86_400_000).toISOString().slice(0, 10);
  return candidates.find((date) => date !== undefined && date <= latest);
}

function dateOf(year: number, monthNumber: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, monthNumber - 1, day));
  const isReal = date.getUTCMonth() === monthNumber - 1 && date.getUTCDate() === day && year >= 1990 && year < 2100;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}
