import { describe, expect, it } from 'vitest';
import { type Arrow, importArrows } from './support/imports.ts';
import { sourceFiles } from './support/sources.ts';

interface Rules {
  readonly rooms: readonly string[];
  /** Packages, `node:` for Node's own modules. */
  readonly packages: readonly string[];
}

/** Who may import whom, besides itself. Anything absent is forbidden; types count. */
const allowed: Readonly<Record<string, Rules>> = {
  shared: { rooms: [], packages: [] },
  domain: { rooms: ['shared'], packages: [] },
  atlassian: {
    rooms: ['domain', 'shared'],
    packages: ['node:', 'jira.js', 'confluence.js', 'markdown-it'],
  },
  services: { rooms: ['domain', 'shared'], packages: ['node:', 'smol-toml'] },
  mcp: { rooms: ['services', 'domain', 'shared'], packages: ['node:', 'zod', '@modelcontextprotocol/sdk'] },
  demo: {
    rooms: ['shared'],
    packages: ['node:', '@atlaskit/jql-ast', '@atlaskit/jql-parser', 'antlr4ts', 'ajv', 'ajv-draft-04', 'ajv-formats'],
  },
  host: { rooms: ['domain', 'shared'], packages: ['node:', 'vscode'] },
  editor: { rooms: ['host', 'services', 'domain', 'shared'], packages: ['node:', 'vscode'] },
  views: { rooms: ['host', 'services', 'domain', 'shared'], packages: ['node:', 'vscode'] },
  commands: { rooms: ['host', 'services', 'domain', 'shared'], packages: ['node:', 'vscode'] },
  chat: { rooms: ['mcp', 'host', 'services', 'domain', 'shared'], packages: ['node:', 'vscode'] },
  ui: { rooms: ['domain', 'shared'], packages: [] },
};

const everyRoom = Object.keys(allowed);

/** Files that put the parts together. */
const compositionRoots: Readonly<Record<string, Rules>> = {
  'extension.ts': { rooms: [...everyRoom, 'agents.ts', 'decisions.ts'], packages: ['node:', 'vscode'] },
  'agents.ts': { rooms: everyRoom, packages: ['node:', 'vscode'] },
  'decisions.ts': { rooms: everyRoom, packages: ['node:', 'vscode'] },
  'mcp/main.ts': { rooms: everyRoom, packages: ['node:'] },
  'mcp/stdio.ts': { rooms: everyRoom, packages: ['node:'] },
};

/** Packages that one file (or folder) of a room keeps to itself. */
const seams: Readonly<Record<string, RegExp>> = {
  '@modelcontextprotocol/sdk': /^mcp\/sdk\.ts$/,
  'jira.js': /^atlassian\//,
  'confluence.js': /^atlassian\//,
  'smol-toml': /^services\/connect\//,
};

/** Bundles of their own, loaded when first used: never by a static import from outside. */
const lazyEntries = ['atlassian/connect.ts', 'mcp/main.ts', 'chat/participant.ts', 'demo/main.ts'];

function isAllowed({ from, to, isPackage }: Arrow): boolean {
  const room = roomOf(from);
  const rules = compositionRoots[from] ?? allowed[room];
  if (!rules) {
    return false;
  }
  if (isPackage) {
    const seam = seams[to];
    const name = to.startsWith('node:') ? 'node:' : to;
    return rules.packages.includes(name) && (seam === undefined || seam.test(from));
  }
  return roomOf(to) === room || rules.rooms.includes(roomOf(to));
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

describe('who may import whom', () => {
  const files = sourceFiles();
  const arrows = importArrows(files);

  it('was looked at in whole', () => {
    // A check that reads nothing passes: these bounds say that it read.
    expect(files.length).toBeGreaterThan(120);
    expect(arrows.length).toBeGreaterThan(500);
    const rooms = new Set(files.map(({ path }) => roomOf(path)));
    for (const room of [
      'shared',
      'domain',
      'atlassian',
      'services',
      'mcp',
      'demo',
      'host',
      'editor',
      'views',
      'commands',
      'chat',
    ]) {
      expect(rooms, room).toContain(room);
      expect(arrows.some(({ from }) => roomOf(from) === room) || room === 'shared', room).toBe(true);
    }
    const kinds = { package: arrows.filter(({ isPackage }) => isPackage), file: arrows.filter((a) => !a.isPackage) };
    expect(kinds.package.length).toBeGreaterThan(80);
    expect(kinds.file.length).toBeGreaterThan(300);
  });

  it('every arrow is in the table', () => {
    expect(arrows.filter((arrow) => !isAllowed(arrow)).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('every imported file exists', () => {
    const paths = new Set(files.map(({ path }) => path));
    const missing = arrows.filter(({ to, isPackage }) => !isPackage && !paths.has(to) && !to.endsWith('.json'));
    expect(missing.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('other bundles are loaded when first used', () => {
    const early = files
      .filter(({ path }) => !lazyEntries.some((entry) => roomOf(entry) === roomOf(path)))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^import\s+(?!type\b)[^'"]*from\s+'#?([^']+)'/gm)].map(([, to = '']) => ({ path, to })),
      )
      .filter(({ to }) => ['atlassian', 'mcp', 'demo'].includes(roomOf(to)));
    expect(early).toEqual([]);
  });

  it('no circles between files', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, isPackage } of arrows) {
      if (!isPackage) next.set(from, [...(next.get(from) ?? []), to]);
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      } else if (!done.has(path)) {
        for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
        done.add(path);
      }
    };
    for (const path of next.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('notices violations of every sort', () => {
    const violations: Record<string, string> = {
      'domain/bad.ts': "import type { X } from '#services/boards.ts';",
      'domain/node.ts': "import { join } from 'node:path';",
      'services/bad.ts': "import * as vscode from 'vscode';",
      'services/wire.ts': "const m = await import('#atlassian/connect.ts');",
      'views/sprint/bad.ts': "export { signIn } from '../../commands/signIn.ts';",
      'commands/bad.ts': "import {\n  a,\n  b,\n} from '#views/sprint/sprintView.ts';",
      'demo/bad.ts': "import type { Issue } from '#domain/issue.ts';",
      'host/bad.ts': "let x: import('#services/boards.ts').Y;",
      'shared/bad.ts': "import '#domain/issue.ts';",
      'mcp/tools/bad.ts': "import { Server } from '@modelcontextprotocol/sdk/server/index.js';",
      'chat/bad.ts': "import { z } from 'zod';",
      'elsewhere/bad.ts': "import { a } from '#shared/text.ts';",
      'mcp/stdioBad.ts': "import { connect } from '#atlassian/connect.ts';",
    };
    for (const [path, text] of Object.entries(violations)) {
      const found = importArrows([{ path, text }]);
      expect(found, path).toHaveLength(1);
      expect(found.filter(isAllowed), path).toEqual([]);
    }
    const fine = "// import x from 'vscode';\nimport { fail } from '#domain/errors.ts';";
    const arrowsOfFine = importArrows([{ path: 'services/fine.ts', text: fine }]);
    expect(arrowsOfFine).toHaveLength(1);
    expect(arrowsOfFine.every(isAllowed)).toBe(true);
  });
});
