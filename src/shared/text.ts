/** Nothing to fold or to clean, as in most texts. */
const plainAscii = /^[\t\n\x20-\x7e]*$/;

/** Lower case without accents or surrounding space, for comparing what people typed with names: "É" equals "e". */
export function foldText(text: string): string {
  if (plainAscii.test(text)) {
    return text.toLowerCase().trim();
  }
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en').trim();
  return plain.replace(/[ßæœøłđðþı]/g, (letter) => undecomposable[letter] ?? letter);
}

/** Letters that Unicode does not take apart, as people write them without. */
const undecomposable: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

// Explicit code points: the characters themselves would be invisible (or act) in this file.
const invisibleOrActive = new RegExp(
  [
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]', // C0 and C1 controls but tab and newline
    '[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]', // BiDi marks, embeddings, overrides, isolates
    '[\\u00ad\\u180e\\u200b\\u2060-\\u2065\\ufeff\\ufff9-\\ufffb]', // soft hyphen, zero-width, interlinear
    '[\\u{e0000}-\\u{e007f}]|[\\u{e0100}-\\u{e01ef}]', // tags, supplementary variation selectors
  ].join('|'),
  'gu',
);

/**
 * Foreign text without characters that hide or reorder what a person sees: controls, BiDi overrides, zero-width and
 * tag characters, lone surrogates. Joiners stay: scripts and emoji need them. Line ends become `\n`.
 */
export function cleanForeignText(text: string): string {
  if (plainAscii.test(text)) {
    return text;
  }
  return text.replace(/\r\n?/g, '\n').toWellFormed().replace(invisibleOrActive, '');
}

/** Shortens to at most `limit` UTF-16 units, on a character boundary, ending in "…" when cut. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}
