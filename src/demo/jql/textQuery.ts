/**
 * The text after `~`: words are joined by AND, `"a phrase"`, `OR`, `NOT`/`-`, `*` and `?` wildcards. Matching ignores case
 * and accents and, as a small stand-in for Jira's stemming, an English or French plural s.
 */
export function textMatcher(query: string): (texts: readonly string[]) => boolean {
  const alternatives = query.split(/\s+(?:OR|\|\|)\s+/).map(parseAll);
  return (texts) => {
    const words = texts.map(wordsOf);
    return alternatives.some((terms) =>
      terms.every(({ pattern, isExcluded }) => words.some((text) => containsPhrase(text, pattern)) !== isExcluded),
    );
  };
}

interface Term {
  /** One matcher a word, in their order. */
  readonly pattern: readonly RegExp[];
  readonly isExcluded: boolean;
}

function parseAll(query: string): Term[] {
  const terms: Term[] = [];
  let isNegated = false;
  for (const [token] of query.matchAll(/[+-]?"[^"]*"|\S+/g)) {
    if (token === 'NOT' || token === '!') {
      isNegated = true;
      continue;
    }
    if (token === 'AND' || token === '&&') continue;
    const isPhrase = /^[+-]?"/.test(token);
    const isExcluded = isNegated || /^[-!]/.test(token);
    const body = token.replace(/^[+!-]/, '').replace(/[~^]\d*(\.\d+)?$/, '');
    // The words of one token stand side by side: `NIM-12` and `pay/cart` are phrases.
    const pattern = splitWords(isPhrase ? body.replace(/[*?]/g, '') : body).map(wordPattern);
    if (pattern.length > 0) terms.push({ pattern, isExcluded });
    isNegated = false;
  }
  return terms;
}

function wordPattern(word: string): RegExp {
  const stem = /[*?]/.test(word) ? word : singular(word);
  const source = stem
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'u');
}

function containsPhrase(words: readonly string[], pattern: readonly RegExp[]): boolean {
  return words.some((_word, start) => pattern.every((expected, index) => matches(words[start + index], expected)));
}

function matches(word: string | undefined, expected: RegExp): boolean {
  return word !== undefined && (expected.test(word) || expected.test(singular(word)));
}

function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function splitWords(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}_*?]+/gu) ?? [];
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
