import { foldText } from '#shared/text.ts';

/** Words that stand where a decision could stand and say that there is none. In English and French, folded. */

const nothing = new RegExp(
  `^(?:${[
    'none|nil|nothing|n a|na|no|non|neant|ras|r a s|rien|aucune?|sans objet|s o|rien a signaler|nothing to report',
    'tb[dcn]|to be (?:decided|determined|defined|confirmed|completed|done|announced|discussed)|pending|open|todo|to do',
    'a (?:definir|decider|trancher|completer|confirmer|determiner|preciser|arbitrer|venir|remplir|faire|discuter|suivre|revoir)',
    'aucune decision(?: prise| a ce jour| pour l instant)?|pas de decision|no decisions?(?: yet| taken| made| so far)?',
    'x{2,}|lorem ipsum.*|example|exemple|placeholder|text|texte|decisions?|outcome|yes no|oui non',
  ].join('|')})$`,
);

/** True for what says nothing: `TBD`, `à compléter`, `…`, `<the decision in one sentence>`. */
export function isNothing(text: string): boolean {
  const trimmed = text.trim();
  const words = foldText(trimmed)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words === '' || nothing.test(words) || /^(?:<[^<>]*>|\[[^[\]]*\]|\{[^{}]*\})[.\s]*$/.test(trimmed);
}

const denials = [
  /\bno (?:formal |final |firm |real )?decisions?\b/,
  /\b(?:not|never|n't|nothing)\b(?: \w+)?(?: \w+)? (?:decided?|agreed?|settled|resolved)\b/,
  /\bundecided\b/,
  /\bdecisions? (?:is |was |are |were |has been |have been |will be )?(?:still )?(?:pending|postponed|deferred|delayed|adjourned|open|needed|awaited|outstanding)\b/,
  /\bdecisions? (?:will|shall|should|must|can|could|may|might|needs? to|has to|have to) (?:only )?be (?:made|taken|reached)\b/,
  /\b(?:to be|still to|yet to) (?:be )?(?:decided?|determined|confirmed|settled)\b/,
  /\b(?:awaiting|wait(?:ing)? (?:for|on)|before) (?:a |the |any )?decision\b/,
  /\btb[dcn]\b/,
  /^(?:en attente|waiting|awaiting|pending|on hold|a suivre|to follow)\b/,
  /\b(?:pas|aucune|sans|plus|jamais)(?: encore)?(?: eu| pris)? (?:de |d ?')?decisions?\b/,
  /\b(?:pas|rien|jamais)\b(?: \w+){0,2} (?:decide|tranche|statue|acte|arrete|convenu)e?s?\b/,
  /\bdecisions? (?:\w+ )?(?:est|sera|a ete|sont|seront|reste) (?:\w+ )?(?:reportee?s?|prises?|attendues?|differee?s?|en attente|en suspens|a prendre)\b(?! (?:le|hier|lundi|mardi|mercredi|jeudi|vendredi))/,
  /\ben attente d(?:e|'une) (?:la )?decision\b/,
  /\breste(?:nt)? a (?:decider|trancher|definir|confirmer|arbitrer)\b/,
  /(?:^|[,:;(] ?)a (?:definir|decider|trancher|completer|confirmer|determiner|preciser|arbitrer|revoir|rediscuter|reprendre|etudier|approfondir)\b/,
  /^to be (?:re)?(?:viewed|discussed|visited|considered)\b/,
  /\ben suspens\b/,
];

/** True for a sentence that says a decision is still to come, or was not taken. */
export function deniesDecision(text: string): boolean {
  const folded = plainly(text);
  return isNothing(text) || denials.some((denial) => denial.test(folded));
}

const bygone = [
  /\bas (?:already |previously )?(?:decided|agreed)\b/,
  /\bcomme (?:deja )?(?:decide|convenu|acte|prevu)/,
  /\b(?:last|previous) (?:year|month|quarter|spring|summer|autumn|fall|winter)\b/,
  /\b(?:previously|earlier|long ago|historically|originally|in the past|back then|back in|years? ago|months? ago)\b/,
  /\bl'an (?:dernier|passe)\b|\bl'annee (?:derniere|passee)\b|\ble mois dernier\b|\bil y a (?:\w+ )?(?:longtemps|ans?|mois|annees?)\b/,
  /\b(?:autrefois|precedemment|a l'epoque|jadis|initialement|historiquement|naguere)\b/,
  /\bhad (?:already )?(?:decided|agreed)\b|\bavai(?:t|ent|ons) (?:deja )?(?:decide|convenu|acte)/,
  /\bif (?:we|the team)\b|\bsi (?:on|nous|l'equipe)\b|\bonce (?:we|the)\b|\bune fois que\b|\bwhether\b/,
];

/** True for what tells of a decision of before, or of one that might be. */
export function tellsOfThePast(text: string): boolean {
  const folded = plainly(text);
  return bygone.some((sign) => sign.test(folded));
}

/** Without what others said: passages in quotation marks. */
export function withoutQuotations(text: string): string {
  return text.replace(/«[^»]*»|“[^”]*”|„[^“”]*[“”]|"[^"]*"/g, ' ').trim();
}

/** True for a line that only sends the reader elsewhere. */
export function isPointer(text: string): boolean {
  return (
    /^(?:see|cf|voir|refer to|consulter|more in|plus de details)\b/.test(plainly(text)) && text.split(/\s+/).length < 9
  );
}

export function isQuestion(text: string): boolean {
  return /\?[\s)»”"]*$/.test(text);
}

/** Folded, with one kind of apostrophe and single spaces. */
export function plainly(text: string): string {
  return foldText(text)
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/\s+/g, ' ');
}
