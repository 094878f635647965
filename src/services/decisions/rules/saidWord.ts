import { peopleIn, placeOf } from '../candidate.ts';
import { statedDay } from '../dates.ts';
import { deniesDecision, isQuestion, plainly } from '../sayings.ts';
import { withoutState } from '../states.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';

const word =
  /^(?:(?:final|our|the|la|notre|team|group|proposed|suggested|recommended|key|main)\s+)?(?:decisions?|decided|agreed|agreement|resolution|arbitrage|acte|convenu|decide)(?:\s+(?:prise|proposee|retenue|finale|taken|made|outcome|du comite|de l'equipe|of the team|validee))?(?:\s*(?:\(.*\)|n[°o]?\s*\d+|#?\d+|(?:du|of|on|le)\s+.*\d.*))?$/;
const longestHead = 60;

/** `Decision: we buy it.`, `[Decision] We buy it.`, or a lozenge that says DECISION in front of the text. */
export const saidWord: Rule = {
  id: 'saidWord',
  find(reading, isFree) {
    const found = reading.passages.flatMap((passage) => {
      const { index, block, isQuoted } = passage;
      const said = isFree(index) && !isQuoted && /^(?:paragraph|item)$/.test(block.kind) ? announced(block) : undefined;
      return said ? [{ passage, ...said }] : [];
    });
    const candidates = found.flatMap(({ passage, head, text, state }) => {
      const isOpen = state === undefined && (deniesDecision(text) || isQuestion(text));
      if (reading.isTemplate || text === '' || isOpen) {
        return [];
      }
      const day = statedDay(passage.block.text, reading.writtenOn) ?? statedDay(`${head} : `, reading.writtenOn);
      return {
        rule: this.id,
        confidence: 0.9,
        text,
        state: state ?? (/propos|suggest|recommend/.test(plainly(head)) ? ('proposed' as const) : ('decided' as const)),
        who: peopleIn([passage.block]),
        ...dayAbove(passage, reading, day),
        ...placeOf([passage.block]),
      };
    });
    return { candidates, judged: found.map(({ passage }) => passage.index) };
  },
};

export function announced(block: Parameters<typeof withoutState>[0]) {
  const plain = block.text.replace(/^[^\p{L}\p{N}[(]+/u, '');
  const [lozenge] = block.statuses ?? [];
  if (lozenge !== undefined && plain.startsWith(lozenge) && word.test(plainly(lozenge))) {
    return { head: lozenge, text: plain.slice(lozenge.length).replace(/^[\s:–—-]+/u, '') };
  }
  const [, tag, rest] = /^\[([^\]]{2,40})\]\s*[:–—-]?\s*(.+)$/su.exec(plain) ?? [];
  if (tag !== undefined && rest !== undefined && word.test(plainly(tag))) {
    return { head: tag, text: rest };
  }
  for (const mark of [/:/, /\s[–—-]\s/]) {
    const { index, 0: found } = mark.exec(plain) ?? { index: -1, 0: '' };
    const head = index > 0 && index <= longestHead ? plain.slice(0, index).trim() : '';
    if (word.test(plainly(head))) {
      return { head, ...withoutState({ ...block, text: plain.slice(index + found.length).trim(), statuses: [] }) };
    }
  }
  return undefined;
}
