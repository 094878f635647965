// `npm run bench [-- --rounds 12]`: what the MCP server adds to bare requests for the same data, as ratios measured in
// one run. Times drift with the machine: nothing here is compared with another run.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { startDemoSite } from '../src/demo/main.ts';
import { build } from './lib/build.mjs';
import { main, root } from './lib/process.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '12' } } });
const rounds = Number(values.rounds);
const callsPerRound = 5;
const width = 16;

const fields = 'summary,issuetype,status,priority,assignee';
const search = { jql: 'project = NIM ORDER BY created DESC', limit: 50 };
const operations = [
  ['get issue', 'jira_get_issue', { key: 'NIM-42' }, `/rest/api/3/issue/NIM-42?fields=${fields},description,comment`],
  [
    'search 50',
    'jira_search',
    search,
    `/rest/api/3/search/jql?${new URLSearchParams({ ...search, fields, maxResults: 50 })}`,
  ],
  [
    'current sprint',
    'jira_current_sprint',
    { project: 'NIM' },
    `/rest/software/1.0/board/4/sprint/44/issue?fields=${fields}`,
  ],
  ['read page', 'confluence_get_page', { id: '200046' }, '/wiki/api/v2/pages/200046?body-format=atlas_doc_format'],
];

await main(async () => {
  await build({ isProduction: true });
  const demo = await startDemoSite({ port: 0 });
  const started = performance.now();
  const client = await connect(demo);
  const { tools } = await client.listTools();
  const coldMs = performance.now() - started;
  const authorization = `Basic ${Buffer.from(`${demo.email}:${demo.token}`).toString('base64')}`;
  const direct = async (path) => {
    const answer = await fetch(demo.url + path, { headers: { authorization, accept: 'application/json' } });
    if (!answer.ok) throw new Error(`${answer.status} ${path}: ${(await answer.text()).slice(0, 200)}`);
    return answer.json();
  };
  const call = async (name, args) => {
    const result = await client.callTool({ name, arguments: args });
    if (result.isError) throw new Error(`${name}: ${result.content[0]?.text}`);
    return result;
  };
  console.log(
    `tools/list ${tools.length} tools, about ${Math.round(JSON.stringify(tools.map(({ icons: _, ...tool }) => tool)).length / 4)} tokens; cold start ${coldMs.toFixed(0)} ms`,
  );
  for (const [title, name, args, path] of operations) {
    await repeat(callsPerRound, () => direct(path));
    await repeat(callsPerRound, () => call(name, args));
    const before = demo.requests.length;
    const { content } = await call(name, args);
    const requests = demo.requests.length - before;
    const [own, bare, many, bareMany] = [[], [], [], []];
    for (let round = 0; round < rounds; round++) {
      bare.push(await timed(() => repeat(callsPerRound, () => direct(path))));
      own.push(await timed(() => repeat(callsPerRound, () => call(name, args))));
      bareMany.push(await timed(() => atOnce(() => direct(path))));
      many.push(await timed(() => atOnce(() => call(name, args))));
    }
    const ratios = [ratio(own, bare), ratio(many, bareMany)].map((value) => `${value.toFixed(1)} ×`);
    const tokens = Math.round((content[0]?.text.length ?? 0) / 4);
    console.log(
      `${title.padEnd(15)} ${ratios[0]} direct, ${ratios[1]} with ${width} at once; ${requests} requests, ${tokens} tokens`,
    );
  }
  if (process.platform === 'linux') {
    const status = readFileSync(`/proc/${client.transport.pid}/status`, 'utf8');
    console.log(`memory after it ${Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)} MB`);
  }
  await client.close();
  await demo.close();
});

async function connect(demo) {
  const env = { TRESTLE_SITE: demo.url, TRESTLE_EMAIL: demo.email, TRESTLE_TOKEN: demo.token };
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['dist/mcp.js', '--standalone'],
      cwd: root,
      env,
      stderr: 'ignore',
    }),
  );
  return client;
}

async function repeat(times, run) {
  for (let count = 0; count < times; count++) await run();
}

async function atOnce(run) {
  await Promise.all(Array.from({ length: width }, run));
}

async function timed(run) {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** The median of the ratios of each round: what disturbs a round disturbs both. */
function ratio(ours, theirs) {
  const ratios = ours.map((time, round) => time / theirs[round]).sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length / 2)];
}
