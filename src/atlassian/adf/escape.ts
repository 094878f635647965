const special = /[\\`*_[<&~!]/;
const wordCharacter = /[\p{L}\p{N}]/u;

/**
 * Escapes text so that Markdown reads it back as the same text, with as few backslashes as that takes: `snake_case`,
 * `C:\Users` and `a < b` stay as they are. Line starts are `escapeLineStart`'s business.
 */
export function escapeText(text: string, isInLink = false): string {
  const escaped = special.test(text)
    ? text.replace(/[\\`*_[<&~!]/g, (character, offset: number) => escapeAt(text, character, offset))
    : text;
  return isInLink ? escaped.replaceAll(']', '\\]') : escaped;
}

/** The characters next to the ends of `text` are not known here, so there the cautious answer is given. */
function escapeAt(text: string, character: string, offset: number): string {
  const before = text[offset - 1];
  const after = text[offset + 1];
  const isPlain = ((): boolean => {
    switch (character) {
      case '\\':
        return after !== undefined && !/[!-/:-@[-`{-~\n]/.test(after);
      case '*':
        return before === ' ' && after === ' ';
      case '_':
        return isInsideWord(text, offset);
      case '<':
        return after !== undefined && !/[A-Za-z/!?]/.test(after);
      case '&':
        return after !== undefined && !/^&#?\w{1,32};/.test(text.slice(offset, offset + 36));
      case '~':
        return before !== undefined && after !== undefined && before !== '~' && after !== '~';
      case '!':
        return after !== '['; // at the end: whoever appends a link takes care
      default:
        return false;
    }
  })();
  return isPlain ? character : `\\${character}`;
}

function isInsideWord(text: string, offset: number): boolean {
  let start = offset;
  let end = offset;
  // Runs longer than this are not words.
  while (text[start] === '_' && offset - start < 8) {
    start -= 1;
  }
  while (text[end] === '_' && end - offset < 8) {
    end += 1;
  }
  return wordCharacter.test(text[start] ?? ' ') && wordCharacter.test(text[end] ?? ' ');
}

/** Escapes what would make a line something else than paragraph text: a heading, list, quote, rule or table. */
export function escapeLineStart(line: string): string {
  if (/^(?:#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|[-=:|][-=:|\s]*$)/.test(line)) {
    return `\\${line}`;
  }
  return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** Text inside an HTML tag or element that Markdown passes through. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A code span for any text: the fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const line = text.replace(/\r\n?|\n/g, ' ');
  const fence = '`'.repeat(longestRun(line) + 1);
  const needsPadding = /^`|`$|^ .*[^ ].* $/.test(line);
  return needsPadding ? `${fence} ${line} ${fence}` : fence + line + fence;
}

/** Length of the longest run of backticks. */
export function longestRun(text: string): number {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) {
    longest = Math.max(longest, run.length);
  }
  return longest;
}
