import { peopleIn, placeOf } from '../candidate.ts';
import { datesIn, statedDay } from '../dates.ts';
import { deniesDecision, isQuestion, plainly, tellsOfThePast, withoutQuotations } from '../sayings.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';

const says = [
  /\b(?:we|the (?:team|board|committee|group|council|guild|squad|management)|everybody|everyone|it (?:was|is|has been)) (?:(?:have|has|all|now|also|finally|just|therefore|together|unanimously|today|yesterday) ){0,2}(?:decided|agreed|resolved|chosen?|opted) (?:to|that|on|upon|against|not to|in favou?r|for)\b/,
  /\b(?:nous avons|on a|l'equipe a|le comite a|la direction a|le groupe a|le conseil a|il a ete|il est) (?:(?:donc|aussi|enfin|tous|finalement|egalement|ensemble) ){0,2}(?:decide|convenu|acte|tranche|arrete|choisi|opte) (?:de|d'|que|qu'|pour|la|le|les|en faveur|contre)/,
  /\b(?:la )?decision a ete prise (?:de|d'|que)|\bthe decision (?:was|has been) (?:made|taken) to\b|\bdecision (?:est )?prise de\b/,
];
const longAgoMs = 60 * 86_400_000;

/** Sentences in which the writers say that they decided. */
export const runningText: Rule = {
  id: 'runningText',
  find(reading, isFree) {
    const candidates = reading.passages.flatMap((passage) => {
      const { index, block, isQuoted } = passage;
      if (!isFree(index) || isQuoted || reading.isTemplate || !/^(?:paragraph|item)$/.test(block.kind)) {
        return [];
      }
      return sentencesOf(block.text).flatMap((text) => {
        if (!saysSo(text) || isLongAgo(text, reading.writtenOn)) {
          return [];
        }
        const place = { ...placeOf([block]), quote: text };
        const day = dayAbove(passage, reading, statedDay(text, reading.writtenOn));
        return {
          rule: this.id,
          confidence: 0.65,
          text,
          state: 'decided' as const,
          who: peopleIn([block], text),
          ...day,
          ...place,
        };
      });
    });
    return { candidates, judged: [] };
  },
};

function saysSo(sentence: string): boolean {
  const own = withoutQuotations(sentence);
  const folded = plainly(own);
  return (
    says.some((pattern) => pattern.test(folded)) && !isQuestion(own) && !deniesDecision(own) && !tellsOfThePast(own)
  );
}

/** Told of a time well before the page was written. */
function isLongAgo(sentence: string, writtenOn: string | undefined): boolean {
  const written = Date.parse(writtenOn ?? '');
  const years = plainly(sentence).match(/\b(?:in|en|since|depuis|back in) ((?:19|20)\d\d)\b/g) ?? [];
  const isOldYear = years.some((year) => Number(year.slice(-4)) < new Date(written).getUTCFullYear());
  const isOldDay = datesIn(sentence).some(({ date }) => written - Date.parse(date) > longAgoMs);
  const inMonth =
    /\b(?:in|en) (?:january|february|march|april|may|june|july|august|september|october|november|december|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b/;
  return (
    isOldYear ||
    isOldDay ||
    /\bdecided in\b/.test(plainly(sentence)) ||
    (inMonth.test(plainly(sentence)) && /\b(?:was|were|a ete)\b/.test(plainly(sentence)))
  );
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?…])\s+(?=[\p{Lu}«“"(])/u);
}
