import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './support/sources.ts';

const maxEntryBytes = 150_000;

describe('the entry bundle', () => {
  let bytes = 0;
  let inputs: string[] = [];
  let loads: string[] = [];

  beforeAll(async () => {
    const { metafile, outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ['src/extension.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      external: ['vscode'],
      minify: true,
      write: false,
      metafile: true,
      outdir: 'dist',
      plugins: [
        {
          name: 'keep-lazy-bundles-apart',
          setup({ onResolve }) {
            onResolve(
              {
                filter:
                  /^#(atlassian\/connect|commands\/onDemand|services\/decisions\/register|mcp\/main|chat\/participant|demo\/main)\.ts$/,
              },
              ({ path, kind }) => {
                loads.push(`${kind} ${path}`);
                return kind === 'dynamic-import' ? { path, external: true } : undefined;
              },
            );
          },
        },
      ],
    });
    inputs = Object.keys(metafile.inputs);
    bytes = outputFiles[0]?.contents.byteLength ?? 0;
    loads = [...new Set(loads)].sort();
  });

  it('is small', () => {
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(maxEntryBytes);
  });

  it('holds nothing of the client, the MCP server or the demo site', () => {
    expect(inputs.length).toBeGreaterThan(40);
    expect(inputs.filter((path) => /node_modules|src\/(atlassian|mcp|demo)\//.test(path))).toEqual([]);
  });

  it('loads each of them when first used', () => {
    expect(loads).toEqual([
      'dynamic-import #atlassian/connect.ts',
      'dynamic-import #chat/participant.ts',
      'dynamic-import #commands/onDemand.ts',
      'dynamic-import #demo/main.ts',
      'dynamic-import #mcp/main.ts',
      'dynamic-import #services/decisions/register.ts',
    ]);
  });
});
