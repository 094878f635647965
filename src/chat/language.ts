/** Languages that answers are worded in without a model; a model writes whatever the user writes. */
export type Language = 'en' | 'fr';

const words: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(
    'the of to and is are was were what which who when where why how this that these those last week my our on in for with about did do does any next please show give me tell it has have been from'.split(
      ' ',
    ),
  ),
  fr: new Set(
    'le la les l de des du d un une et est sont était quoi que qu quel quelle quels quelles qui quand où pourquoi comment ce cet cette ces dernière dernier semaine mon ma mes notre nos sur dans pour avec au aux il elle on nous vous je tu y en a ont été prises pris depuis hier quels résume donne montre moi bonjour merci s c n j'.split(
      ' ',
    ),
  ),
};

/** The language of what somebody typed; undefined when too little tells, or it is another one. */
export function languageOf(text: string): Language | undefined {
  const tokens = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const score = (language: Language) => tokens.filter((token) => words[language].has(token)).length;
  const french = score('fr') + (/[àâçèêëîïôûùœ]|é/.test(text.toLowerCase()) ? 1 : 0);
  const english = score('en');
  const best = Math.max(french, english);
  // A third of the words of any sentence are such words; a text with none is in some other language.
  return best === 0 || french === english || best * 6 < tokens.length ? undefined : french > english ? 'fr' : 'en';
}

/** Of a tag such as `fr-CA`; English where it is neither. */
export function wordedLanguage(tag: string): Language {
  return tag.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

/** As English instructions name it: `French`. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag;
}
