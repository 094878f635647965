import { fail } from '#domain/errors.ts';

/** The file as text; undefined when it is none, whatever its name says. */
export function textIn(content: Uint8Array): string | undefined {
  if (content.includes(0)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

const longestName = 200;

/** The last part of what may be a path, with the signs left out that file systems do not take. @throws invalidArgument */
export function fileNameOf(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  const name = last.replace(/[<>:"|?*\p{C}]/gu, '_').trim();
  if (/^\.*$/.test(name)) {
    fail({ code: 'invalidArgument', argument: 'name', reason: 'not the name of a file' });
  }
  const extension = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  return `${stem.slice(0, longestName - extension.length).replace(/[\ud800-\udbff]$/, '')}${extension}`;
}
