/** Lines of code that something was linked to, with what is needed to find them again after edits. */
export interface CodeLink {
  /** URI of the file. */
  readonly uri: string;
  /** Path relative to the workspace folder, with `/`. */
  readonly file: string;
  /** 1-based, when it was linked: the first line that says something. */
  readonly startLine: number;
  /** Inclusive. */
  readonly endLine: number;
  /** What that first line says, trimmed. */
  readonly firstLine: string;
}

/** `moved` = the line stands elsewhere now; `gone` = nothing like it is left: where it was. */
export interface FoundLink {
  readonly outcome: 'exact' | 'moved' | 'gone';
  /** 1-based. */
  readonly line: number;
}

/** Of a selection that begins at `startLine`. */
export function codeLinkOf({ startLine, ...place }: Omit<CodeLink, 'firstLine'>, text: string): CodeLink {
  const lines = text.split('\n').map((line) => line.trim());
  // Brackets and blanks are everywhere.
  const index = Math.max(
    0,
    lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line)),
  );
  return { ...place, startLine: startLine + index, firstLine: (lines[index] ?? '').slice(0, 300) };
}

/** Where the linked line stands in the text as it is now: the nearest one that reads the same. */
export function findLink({ startLine, firstLine }: CodeLink, text: string): FoundLink {
  const lines = text.split('\n');
  const alike = lines.flatMap((line, index) =>
    line.trim().slice(0, 300) === firstLine && firstLine !== '' ? [index + 1] : [],
  );
  const [nearest] = alike.sort((a, b) => Math.abs(a - startLine) - Math.abs(b - startLine));
  if (nearest === undefined) {
    return { outcome: 'gone', line: Math.min(startLine, lines.length) };
  }
  return { outcome: nearest === startLine ? 'exact' : 'moved', line: nearest };
}

export function isCodeLink(value: unknown): value is CodeLink {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const link: Partial<Record<keyof CodeLink, unknown>> = value;
  return (
    [link.uri, link.file, link.firstLine].every((text) => typeof text === 'string') &&
    [link.startLine, link.endLine].every((line) => typeof line === 'number' && Number.isInteger(line))
  );
}
