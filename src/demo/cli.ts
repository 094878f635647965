import { parseArgs } from 'node:util';
import { defaultOptions } from './createSite.ts';
import { startDemoSite } from './main.ts';

const usage = `Usage: npm run demo:site -- [--port N] [--seed S] [--issues N] [--latency MS] [--index-lag MS] [--json]
Serves a demo Jira and Confluence Cloud on 127.0.0.1 until interrupted.
`;

function numberOption(name: string, value: string | undefined, fallback: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (!Number.isInteger(number) || number < 0) {
    throw new Error(`--${name} needs a whole number, not "${value}"`);
  }
  return number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      seed: { type: 'string' },
      issues: { type: 'string' },
      latency: { type: 'string' },
      'index-lag': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const running = await startDemoSite({
    port: numberOption('port', values.port, defaultOptions.port),
    seed: numberOption('seed', values.seed, defaultOptions.seed),
    issues: numberOption('issues', values.issues, defaultOptions.issues),
    latencyMs: numberOption('latency', values.latency, defaultOptions.latencyMs),
    indexLagMs: numberOption('index-lag', values['index-lag'], defaultOptions.indexLagMs),
  });
  const { url, email, token, scopedToken, serviceAccount, cloudId } = running;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ url, email, token, scopedToken, serviceAccount, cloudId })}\n`
      : `Demo site  ${url}\nE-mail     ${email}\nAPI token  ${token}\nScoped     ${scopedToken}\nService    ${serviceAccount.email}\n           ${serviceAccount.token}\nGateway    ${url}/ex/jira/${cloudId}\n\nCtrl+C stops it; nothing is kept.\n`,
  );
  const stop = () => void running.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 1;
}
