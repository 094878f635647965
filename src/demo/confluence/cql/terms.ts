/** The words that a text query asks for, and where a text has them. */
export interface TextQuery {
  readonly alternatives: readonly (readonly Term[])[];
}

interface Term {
  readonly pattern: RegExp;
  readonly excluded: boolean;
}

/** Case and accents do not count: `decision` finds `Décision`. The length stays the same. */
export function fold(text: string): string {
  return text
    .replace(/[\u00c0-\u024f]/g, (letter) => {
      const plain = letter.normalize('NFD').charAt(0);
      return plain || letter;
    })
    .toLowerCase();
}

/**
 * `sprint review` needs both words, `"sprint review"` in quotes the phrase; `OR`, `NOT` or a leading `-`, and the
 * wildcards `*` and `?` work as in the search box. Plural and conjugated forms are found by their common beginning,
 * which stands for the vendor's language-aware stemming.
 */
export function parseTextQuery(text: string): TextQuery {
  const alternatives: Term[][] = [[]];
  let isExcluded = false;
  for (const [whole, phrase] of fold(text).matchAll(/"([^"]*)"|\S+/g)) {
    if (whole === 'or') alternatives.push([]);
    else if (whole === 'not') isExcluded = true;
    else if (whole !== 'and') {
      const negated = phrase === undefined && whole.startsWith('-') && whole.length > 1;
      const term = termOf(phrase ?? (negated ? whole.slice(1) : whole), phrase !== undefined);
      if (term) alternatives.at(-1)?.push({ pattern: term, excluded: isExcluded || negated });
      isExcluded = false;
    }
  }
  return { alternatives: alternatives.filter((terms) => terms.length > 0) };
}

function termOf(text: string, isPhrase: boolean): RegExp | undefined {
  const words = text.split(/[^\p{L}\p{N}*?_]+/u).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const body = words.map((word) => wordPattern(word, isPhrase)).join('[^\\p{L}\\p{N}]+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])`, 'gu');
}

function wordPattern(word: string, isPhrase: boolean): string {
  const wild = word.replace(/[*?]/g, (sign) => (sign === '*' ? '[\\p{L}\\p{N}]*' : '[\\p{L}\\p{N}]'));
  if (isPhrase || wild !== word || word.length < 4) return wild;
  const stem = word.replace(/(ies|ing|ed|es|s|x|e)$/, '');
  return `${stem.length < 3 ? word : stem}(?:ies|ing|ed|es|s|x|e|y)?`;
}

export function matchesText(query: TextQuery, text: string): boolean {
  const folded = fold(text);
  return query.alternatives.some((terms) =>
    terms.every(({ pattern, excluded }) => {
      pattern.lastIndex = 0;
      return pattern.test(folded) !== excluded;
    }),
  );
}

/** Places of the asked words, in order, not overlapping. */
export function findMatches(queries: readonly TextQuery[], text: string): { start: number; end: number }[] {
  const folded = fold(text);
  const found = queries
    .flatMap((query) => query.alternatives.flat())
    .filter((term) => !term.excluded)
    .flatMap(({ pattern }) => [...folded.matchAll(pattern)])
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  let covered = 0;
  return found.filter(({ start, end }) => {
    if (start < covered) return false;
    covered = end;
    return true;
  });
}
