import { issueKeysIn } from '../candidate.ts';
import { deniesDecision, isQuestion, plainly } from '../sayings.ts';
import { dayAbove } from './days.ts';
import type { Rule } from './rule.ts';

/** A page made for one decision that says it in its title and nowhere else in a form that other rules know. */
export const pageTitle: Rule = {
  id: 'pageTitle',
  find(reading, isFree) {
    const { title, passages, isTemplate, isLog, isLabelled, recordState } = reading;
    const [, said = ''] = /^(?:decision|décision)\s*(?:\([^)]*\))?\s*[:–—-]\s+(.+)$/iu.exec(title) ?? [];
    const text = said !== '' ? said : title;
    const isMeant = said !== '' || isLabelled;
    const isJudged = passages.some(({ index }) => !isFree(index));
    const isOpen = recordState === 'proposed' || passages.some(({ block }) => deniesDecision(block.text));
    const isSentence = text.split(/\s+/).length > 3 && !/^(?:template|modele|adr|daci)\b/.test(plainly(text));
    if (
      !isMeant ||
      isJudged ||
      isOpen ||
      isTemplate ||
      isLog ||
      !isSentence ||
      isQuestion(title) ||
      passages.length === 0
    ) {
      return { candidates: [], judged: [] };
    }
    const day = dayAbove({ headings: [] }, reading, undefined);
    const keys = issueKeysIn({ text: title });
    const place = { quote: title, section: [], issueKeys: keys, links: [] };
    const candidate = {
      rule: this.id,
      confidence: 0.55,
      text,
      state: recordState ?? ('decided' as const),
      who: [],
      ...day,
      ...place,
    };
    return { candidates: [candidate], judged: [] };
  },
};
