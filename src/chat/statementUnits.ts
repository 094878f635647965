/** Where a sentence ends: its mark, closing quotes, its citations; what follows does not go on in lower case. */
const sentenceEnd =
  /[.!?…]["'»”’)*_]*(?:\s*(?:\[\^?\d[\d\s,;–-]*\]|【\d[^】]*】))*\.?(?=\s+(?:[^\s[【a-zà-öø-ÿ]|\[[^\]^\d]|\[\^\D))/gu;

const abbreviations: ReadonlySet<string> = new Set(
  'm mm mme mlle mr mrs ms dr st cf ex etc al env vs no nr art p pp fig e.g i.e p.ex c.-à-d'.split(' '),
);

/**
 * Length of the first sentence in a line that is still being written; undefined while it may go on. `lineBefore` is
 * what stands in the line before it. The answer for a text is the same however much of the line is known beyond it.
 */
export function unitLength(line: string, lineBefore: string): number | undefined {
  for (const match of line.matchAll(sentenceEnd)) {
    const before = line.slice(0, match.index);
    if (isWhole(before) && !isAbbreviation(before, lineBefore)) {
      return match.index + match[0].length;
    }
  }
  return undefined;
}

/** Not within code or brackets. */
function isWhole(text: string): boolean {
  const ticks = text.split('`').length - 1;
  return ticks % 2 === 0 && text.split('[').length === text.split(']').length;
}

function isAbbreviation(before: string, lineBefore: string): boolean {
  const [word = ''] = /[^\s(«"']*$/.exec(before) ?? [];
  const isListNumber = /^\s*\d+$/.test(lineBefore + before);
  return isListNumber || /^\p{L}$/u.test(word) || abbreviations.has(word.toLowerCase());
}
