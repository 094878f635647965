import { peopleIn, placeOf } from '../candidate.ts';
import { datesIn, statedDay } from '../dates.ts';
import { deniesDecision, isQuestion, plainly, tellsOfThePast, withoutQuotations } from '../sayings.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';

const says = [
  /\b(?:we(?:'ve)?|the (?:team|board|committee|group|council|guild|squad|management)|everybody|everyone|it (?:was|is|has been)) (?:(?:have|has|all|now|also|finally|just|therefore|together|unanimously|today|yesterday) ){0,2}(?:decided|agreed|resolved|chosen?|opted) (?:to|that|on|upon|against|not to|in favou?r|for)\b/,
  /\b(?:nous avons|on a|l'equipe a|le comite a|la direction a|le groupe a|le conseil a|il a ete|il est) (?:(?:donc|aussi|enfin|tous|finalement|egalement|ensemble) ){0,2}(?:decide|convenu|acte|tranche|arrete|choisi|opte) (?:de|d'|que|qu'|pour|la|le|les|en faveur|contre)/,
  /\b(?:la )?decision a ete prise (?:de|d'|que)|\bthe decision (?:was|has been) (?:made|taken) to\b|\bdecision (?:est )?prise de\b/,
];
/** `In March, it was decided …` */
const atFirst =
  /^(?:back )?(?:in|en) (?:january|february|march|april|may|june|july|august|september|october|november|december|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b/;
// In minutes, what a body does is what it decides.
const saysInMinutes = [
  /^(?:le (?:comite|conseil|copil|codir|bureau|groupe|cse)|l'(?:equipe|assemblee)|la (?:direction|commission)|nous) (?:decide(?:nt)?|decidons|valide|validons|approuve|approuvons|adopte|adoptons|acte|actons|entérine|enterine|refuse|rejette|retient) (?:de|d'|que|qu'|le|la|les|l'|un|une|a l'unanimite)/,
  /^the (?:board|committee|council|steering group|assembly) (?:unanimously )?(?:approved|adopted|endorsed|rejected|approves|adopts|endorses|rejects|decides) (?:the|to|that|a|an)\b/,
];
const longAgoMs = 60 * 86_400_000;

/** Sentences in which the writers say that they decided. */
export const runningText: Rule = {
  id: 'runningText',
  find(reading, isFree) {
    const judged: number[] = [];
    const candidates = reading.passages.flatMap((passage) => {
      const { index, block, isQuoted } = passage;
      if (!isFree(index) || isQuoted || reading.isTemplate || !/^(?:paragraph|item)$/.test(block.kind)) {
        return [];
      }
      return sentencesOf(block.text).flatMap((text) => {
        if (!saysSo(text, reading.meetingOn !== undefined) || isLongAgo(text, reading.writtenOn)) {
          return [];
        }
        judged.push(index);
        const place = { ...placeOf([block]), quote: text };
        const day = dayAbove(passage, reading, statedDay(text, reading.writtenOn));
        return {
          rule: this.id,
          confidence: 0.65,
          text,
          state: /\b(?:rejects|rejected|refuse|rejette)\b/.test(plainly(text))
            ? ('rejected' as const)
            : ('decided' as const),
          who: peopleIn([block], text),
          ...day,
          ...place,
        };
      });
    });
    return { candidates, judged };
  },
};

function saysSo(sentence: string, isMinutes: boolean): boolean {
  const own = withoutQuotations(sentence);
  const folded = plainly(own);
  const patterns = isMinutes ? [...says, ...saysInMinutes] : says;
  return (
    patterns.some((pattern) => pattern.test(folded)) && !isQuestion(own) && !deniesDecision(own) && !tellsOfThePast(own)
  );
}

/** Told of a time well before the page was written. */
function isLongAgo(sentence: string, writtenOn: string | undefined): boolean {
  const written = Date.parse(writtenOn ?? '');
  const years = plainly(sentence).match(/\b(?:in|en|since|depuis|back in) ((?:19|20)\d\d)\b/g) ?? [];
  const isOldYear = years.some((year) => Number(year.slice(-4)) < new Date(written).getUTCFullYear());
  const isOldDay = datesIn(sentence).some(({ date }) => written - Date.parse(date) > longAgoMs);
  const folded = plainly(sentence);
  return (
    isOldYear ||
    isOldDay ||
    atFirst.test(folded) ||
    /\b(?:decided|agreed|decide|convenu|acte) (?:back )?(?:in|en) \w/.test(folded)
  );
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?…])\s+(?=[\p{Lu}«“"(])/u);
}
