/** A kind of secret, in words that fit "looks like {0}". */
export type SecretKind = 'private key' | 'access token' | 'password' | 'credentials in a URL';

interface SecretPattern {
  readonly kind: SecretKind;
  /** The part to hide is the group `secret`. */
  readonly pattern: RegExp;
}

// Shapes that vendors document (prefix and length), then assignments to names that say "secret". Placeholders such as
// `${TOKEN}`, `process.env.TOKEN` or `<password>` are not values.
const patterns: readonly SecretPattern[] = [
  {
    kind: 'private key',
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?<secret>[^•]+?)(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  },
  {
    kind: 'access token',
    pattern:
      /\b(?<secret>(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|npm_[A-Za-z0-9]{36}|ATATT3x[\w=+/-]{20,}|ATCTT3x[\w=+/-]{20,}|sk-[\w-]{20,}|[sr]k_live_\w{16,}|AIza[\w-]{35}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})/g,
  },
  { kind: 'access token', pattern: /\bBearer\s+(?<secret>[A-Za-z0-9._~+/-]{16,}=*)/g },
  { kind: 'credentials in a URL', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@'"`]+:(?<secret>[^\s:/@'"`$<{•]{3,})@/gi },
  {
    kind: 'password',
    pattern:
      /(?:pass(?:word|wd|phrase)?|pwd|mot_?de_?passe|secret|api[_-]?key|access[_-]?key|auth[_-]?token|token)\w{0,20}["'`]?\s*(?::|=>?|:=)\s*["'`](?<secret>[^\s"'`$<{]{6,})["'`]/gi,
  },
];

/** Kinds of secrets the text seems to hold, each once; empty when it holds none. */
export function findSecrets(text: string): readonly SecretKind[] {
  const kinds = patterns.filter(({ pattern }) => text.search(pattern) >= 0).map(({ kind }) => kind);
  return [...new Set(kinds)];
}

/** The text with every found secret replaced by dots; everything around it stays. */
export function maskSecrets(text: string): string {
  return patterns.reduce(
    (masked, { pattern }) =>
      masked.replace(pattern, (...match: unknown[]) => {
        const [whole] = match;
        const groups = match.at(-1);
        const secret =
          typeof groups === 'object' && groups !== null && 'secret' in groups ? String(groups.secret) : undefined;
        return secret === undefined || secret === '' ? String(whole) : String(whole).replace(secret, () => '•••');
      }),
    text,
  );
}
