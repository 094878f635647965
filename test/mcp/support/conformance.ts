import { mkdtempSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../../../scripts/lib/process.mjs';

export interface ConformanceRun {
  readonly exitCode: number;
  readonly output: string;
  /** Scenarios by name: whether all checks succeeded. */
  readonly passes: ReadonlyMap<string, boolean>;
}

const suite = join(root, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');

/** Runs the official suite, all of it or one scenario. It talks to nothing but `url`. */
export async function runConformance(url: string, args: readonly string[]): Promise<ConformanceRun> {
  const results = mkdtempSync(join(tmpdir(), 'tc-'));
  const { code, output } = await run(process.execPath, [suite, 'server', '--url', url, '-o', results, ...args]);
  const summary = output.slice(output.indexOf('=== SUMMARY ==='));
  const lines = [...summary.matchAll(/^([✓✗]) ([\w-]+): \d+ passed, \d+ failed$/gm)];
  const passes = new Map(lines.map(([, mark, scenario = '']) => [scenario, mark === '✓']));
  return { exitCode: code, output, passes };
}

/** The scenarios that the suite has for servers. */
export async function conformanceScenarios(): Promise<string[]> {
  const { output } = await run(process.execPath, [suite, 'list', '--server']);
  return [...output.matchAll(/^ {2}- ([\w-]+)/gm)].map(([, name = '']) => name);
}

/** Passes everything on as it is, but with the bearer: the suite cannot be given one. */
export async function withBearer(origin: string, token: string): Promise<{ readonly origin: string; close(): void }> {
  const { hostname, port } = new URL(origin);
  const forwarder = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${token}` };
    const { method, url: path } = incoming;
    const forwarded = request({ hostname, port, headers, method, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => forwarder.listen(0, '127.0.0.1', resolve));
  const address = forwarder.address();
  return {
    origin: `http://localhost:${typeof address === 'object' && address ? address.port : 0}`,
    close() {
      forwarder.closeAllConnections();
      forwarder.close();
    },
  };
}
