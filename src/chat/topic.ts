import { foldText } from '#shared/text.ts';
import { periodIn, type Today } from './periodWords.ts';
import { type AnswerMemory, type Topic, topics } from './reply.ts';

export interface Asked {
  readonly prompt: string;
  readonly command: string | undefined;
  /** Of the answer before, if any. */
  readonly memory: AnswerMemory | undefined;
}

/** What a question is about: its command, else what it goes on with ("and last week?"), else what its words say. */
export function topicOf({ prompt, command, memory }: Asked, today: Today): Topic {
  const named = topics.find((topic) => topic === command);
  if (named) {
    return named;
  }
  if (memory && memory.topic !== 'question' && memory.topic !== 'ticket' && goesOn(prompt, today)) {
    return memory.topic;
  }
  const said = foldText(prompt).replaceAll('’', "'");
  return /\b[a-z][a-z0-9_]+-\d+\b|\bdecision (log|register|record)\b|\b(journal|registre) des decisions\b/.test(said)
    ? 'question'
    : (wordsOfTopics.find(([, pattern]) => pattern.test(said))?.[0] ?? 'question');
}

/** True where the user's own words ask for something to be written: only then are writing tools offered at all. */
export function asksForWrite(prompt: string): boolean {
  return writeWish.test(foldText(prompt).replaceAll('’', "'"));
}

/** True for wishes that a ticket made of the selection fulfils. */
export function asksForTicketOfSelection(prompt: string): boolean {
  const said = foldText(prompt).replaceAll('’', "'");
  return (
    /\b(create|file|open|raise|make|cree[rz]?|creer|ouvre[rz]?|ouvrir|fais|faire)\b/.test(said) &&
    /\b(ticket|issue|bug|bogue|anomalie)\b/.test(said) &&
    /\b(this|selection|selected|here|ce|cette|ceci|ici|selectionne)\b/.test(said)
  );
}

function goesOn(prompt: string, today: Today): boolean {
  const said = foldText(prompt).replaceAll('’', "'");
  const isShort = said.split(/\s+/).length <= 8;
  const opens = /^(and|et|what about|how about|same|also|ok and|pareil|idem|meme|aussi|pour|for|since|depuis)\b/.test(
    said,
  );
  const isOnlyPeriod = said.split(/\s+/).length <= 4 && periodIn(prompt, today) !== undefined;
  return isShort && (opens || isOnlyPeriod) && !asksForWrite(prompt);
}

const asks =
  '(what|which|who|any|anything|anyone|list|show|give|tell|summar\\w+|recap|qu\\S*|quel\\w*|liste\\w*|montre\\w*|donne\\w*|resume\\w*|recapitule\\w*|y a-t-il)';

const wordsOfTopics: readonly (readonly [Topic, RegExp])[] = [
  ['standup', /\b(stand-?up|daily|melee)\b/],
  ['decisions', new RegExp(`\\b${asks}\\b.*\\b(decisions?|decided|decide[es]*)\\b|^decisions?\\b`)],
  [
    'blocked',
    new RegExp(
      `\\b${asks}\\b.*\\b(blocked|blockers?|blocking|bloque\\w*|blocages?)\\b|^(blocked|blockers|bloques?|blocages?)\\b`,
    ),
  ],
  [
    'sprint',
    /\b(state|status|progress|review|forecast|summar\w+|how is|how are|going|on track|etat|avancement|resume\w*|bilan|ou en est|ou en sommes)\b.*\bsprint\b|\bsprint\b.*\b(state|status|progress|review|going|on track|etat|avancement|bilan)\b|^(the |le )?sprint\??$/,
  ],
];

const verbs =
  'create|file|open|raise|log|add|assign|move|transition|close|resolve|reopen|comment|update|edit|rename|change|set|link|unlink|delete|remove|post|write|mark|flag|undo|' +
  'cree[rz]?|creer|ouvre[rz]?|ouvrir|ajoute[rz]?|assigne[rz]?|affecte[rz]?|deplace[rz]?|passe[rz]?|ferme[rz]?|clos|clore|resou[ds]re?|commente[rz]?|modifie[rz]?|mets|mettre|change[rz]?|renomme[rz]?|lie[rz]?|supprime[rz]?|publie[rz]?|ecris|ecrire|marque[rz]?|annule[rz]?';

const before =
  '(?:^|[.!?;,:]\\s*|\\b(?:please|and|then|also|to|can you|could you|would you|you|peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|et|puis|merci de|svp|stp|il faut|faut)\\s+)';

const writeWish = new RegExp(`${before}(?:l'|la |le |les |y )?(?:${verbs})\\b`);
