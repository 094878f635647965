import { plainly } from './sayings.ts';

export type HeadingMeaning = 'decision' | 'decisions' | 'proposed' | 'other' | 'open';

// Of what stands below them, in English and French, folded.
const notTaken =
  /^(?:on|about|sur|a propos)\b|\b(?:tree|makers?|making|criteri(?:a|on)|process|drivers?|matrix|needed|required|requests?|requested|pending|awaiting|owners?|rights?|support|fatigue|method|framework|guide|template|points?|to (?:be |make|take|come)|upcoming|future|open|how|why|who|when|consequences?|context|impacts?|rationale|reasons?|background|options?|alternatives?|history|review|questions?|arbre|decideurs?|prise de|preneurs?|criteres?|processus|a prendre|a venir|a valider|en attente|en suspens|contexte|raisons?|motifs?|aide a la|modele|demandes?|historique|pourquoi|comment|qui decide|previous|past|former|archived|passees?|last|precedentes?|anciennes?|dernieres?|reportees?|postponed|deferred|superseded|quotes?|citations?|attendue?s?|expected|awaited|souhaitee?s?|requises?|a decider)\b/;
const proposals =
  /\b(?:proposed|proposals?|suggested|draft|recommended|provisional|proposees?|propositions?|proposition de|recommandees?)\b/;
const others =
  /^(?:actions?|action items|next steps?|todo|to do|tasks?|taches|prochaines etapes|suites?|suivi|risks?|risques|questions?|open (?:points|questions|issues|topics)|points? (?:ouverts?|en suspens|abordes?)|parking lot|context|contexte|background|rationale|discussions?|notes?|agenda|ordre du jour|participants?|attendees|presents?|absents?|consequences?|options?(?: considered)?|alternatives?|status|statut|etat|references?|links?|liens|annexes?|divers|misc|why|pourquoi|recommendation|recommandation|impacts?|details?|historique|history|budget|planning|motivation|pros and cons.*|avantages.*)$/;

/** What a heading says of the text below it; undefined when that depends on the headings above. */
export function headingMeaning(heading: string): HeadingMeaning | undefined {
  const title = plainly(heading)
    .replace(/^[^\p{L}]+/u, '')
    .replace(/^(?:[ivx]+|[a-z])[.)] /, '')
    .replace(/[\s:.!–—-]+$/, '');
  if (others.test(title)) {
    return 'other';
  }
  const words = title.split(' ').length;
  const isAboutDecisions =
    /\bdecisions?\b/.test(title) ||
    /^(?:decidee?s?|actee?s?|convenue?s?|validee?s?|what (?:we|was|has been|the \w+)(?: have| has)? (?:decided|agreed(?: on| upon)?)|agreed|agreements?|(?:things |points )?(?:we )?agreed(?: on| upon)?|decided|resolutions?|arbitrages?(?: rendus)?|ce (?:que nous avons|qu'on a|qui a ete) (?:decide|acte|convenu)|(?:points )?actes?|conclusions? et decisions?|decided today|nous avons decide)$/.test(
      title,
    );
  if (!isAboutDecisions || words > 9) {
    return undefined;
  }
  if (/\b(?:following|suivantes?)\b/.test(title)) {
    return 'decisions';
  }
  if (proposals.test(title)) {
    return 'proposed';
  }
  if (notTaken.test(title)) {
    return 'open';
  }
  return /\bdecision\b(?!\(s\))/.test(title) ? 'decision' : 'decisions';
}

/** By the innermost heading that says anything. */
export function meaningOf(headings: readonly string[]): HeadingMeaning | undefined {
  for (const heading of headings.toReversed()) {
    const meaning = headingMeaning(heading);
    if (meaning !== undefined) {
      return meaning;
    }
  }
  return undefined;
}
