import { plainly } from '../sayings.ts';

export type ColumnRole = 'decision' | 'outcome' | 'state' | 'date' | 'who' | 'topic' | 'title' | 'kind';

// Header words of tables and names of page properties, in English and French, folded.
const roles: readonly (readonly [ColumnRole, RegExp])[] = [
  [
    'decision',
    /^(?:(?:la|the|final|key|our) )?decisions?(?: (?:taken|made|prises?|retenues?|finale|validees?|text|summary|du (?:comite|copil)))?$|^resolutions?$|^arbitrages?$|^decided$|^we decided$/,
  ],
  [
    'outcome',
    /^(?:(?:decision )?outcomes?|decision \/ outcome|results?|resultats?(?: de la decision)?|verdict|conclusions?)$/,
  ],
  ['state', /^(?:(?:decision )?stat(?:us|e)|statut(?: de la decision)?|etat)$/],
  [
    'date',
    /^(?:date(?: (?:of )?(?:the )?decision| decided| taken| de (?:la )?(?:decision|prise))?|decision date|decided(?: on)?|decidee? le|taken on|prise? le|validee? le|when|quand|le|day|jour|seance|meeting)$/,
  ],
  [
    'who',
    /^(?:who|qui|owners?|decided by|decideurs?|decision (?:makers?|owner)|decider|par|by|approvers?|approved by|approbateurs?|validee? par|decidee? par|responsables?|proprietaires?|taken by|porteurs?)$/,
  ],
  [
    'topic',
    /^(?:topics?|sujets?|questions?|changes?|changements?|items?|points?|subjects?|themes?|proposals?|propositions?|problems?|problemes?|demandes?|requests?|motions?|objet|what|quoi|description|libelle|initiative|contenus?|contents?|textes?|texts?)$/,
  ],
  ['title', /^(?:titles?|titres?|names?|noms?|intitule)$/],
  ['kind', /^(?:types?|nature|categor(?:y|ie)|kind|rda|dai|d \/ a \/ i)$/],
];
// Tables of rules, tests and responsibilities have a column for decisions too.
const otherTables =
  /^(?:conditions?|rules?|regles?|inputs?|if|si|cases?|cas(?: de test)?|tests?|scenarios?|steps?|etapes?|criteri(?:a|on)|criteres?|consulted?|consulte?s?|informed?|informe?s?|accountable|expected|attendu|risks?|risques?|bugs?|options?|types?|fields?|champs?|parameters?|parametres?)$/;

export function roleOf(header: string): ColumnRole | undefined {
  const name = plainly(header)
    .replace(/\((?:e?s|e)\)/g, '')
    .replace(/^[^\p{L}]+|[^\p{L}\p{N}]+$/gu, '');
  const [first = ''] = name.split(/\s*[/|&]\s*/);
  return [name, first].flatMap((each) => roles.find(([, pattern]) => pattern.test(each))?.[0] ?? [])[0];
}

export function isOtherTable(headers: readonly string[]): boolean {
  return headers.some((header) =>
    otherTables.test(
      plainly(header)
        .replace(/[^\p{L}\p{N} ]+/gu, '')
        .trim(),
    ),
  );
}

const deciders =
  /^(?:approvers?|approbateurs?|decideurs?|decision (?:makers?|owner)|decided by|decider|decidee? par|validee? par)$/;

/** Whether who is named there decides, rather than drives or answers for it. */
export function isDecider(header: string): boolean {
  return deciders.test(plainly(header).replace(/[\s:]+$/, ''));
}
