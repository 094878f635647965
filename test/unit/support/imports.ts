import { posix } from 'node:path';
import { type SourceFile, withoutComments } from './sources.ts';

/** One file that refers to another, or to a package. */
export interface Arrow {
  /** Path from `src`. */
  readonly from: string;
  /** Path from `src` of a file, or the name of a package (`node:fs`, `vscode`, `@scope/name`). */
  readonly to: string;
  readonly isPackage: boolean;
}

const specifiers = [
  /\b(?:import|export)\s+(?:type\s+)?[^'"`;()]*?\bfrom\s*(['"])([^'"\n]+)\1/g,
  /\bimport\s*(['"])([^'"\n]+)\1/g,
  /\bimport\s*\(\s*(['"])([^'"\n]+)\1/g, // dynamic, and types as import('…').X
  /\brequire\s*\(\s*(['"])([^'"\n]+)\1/g,
] as const;

/** Every import of the files, of values, types, and at run time. */
export function importArrows(files: readonly SourceFile[]): Arrow[] {
  return files.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    const found = specifiers.flatMap((pattern) => [...code.matchAll(pattern)].map(([, , specifier = '']) => specifier));
    return [...new Set(found)].map((specifier) => arrow(path, specifier));
  });
}

function arrow(from: string, specifier: string): Arrow {
  if (specifier.startsWith('#')) {
    return { from, to: specifier.slice(1), isPackage: false };
  }
  if (specifier.startsWith('.')) {
    return { from, to: posix.join(posix.dirname(from), specifier), isPackage: false };
  }
  const [scope = '', name = ''] = specifier.split('/');
  return { from, to: scope.startsWith('@') ? `${scope}/${name}` : scope, isPackage: true };
}
