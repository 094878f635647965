import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { basic } from './support/demoClient.ts';

const cli = fileURLToPath(new URL('../../src/demo/cli.ts', import.meta.url));

it('prints where it serves as one JSON line, and stops when told', async ({ onTestFinished }) => {
  const child = spawn(process.execPath, [cli, '--json', '--issues', '80'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const printed: unknown = JSON.parse(String(line));
  expect(printed).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    email: 'lea.dubois@nimbus.example',
    token: expect.any(String),
    scopedToken: expect.any(String),
    serviceAccount: { email: expect.stringContaining('@serviceaccount.'), token: expect.any(String) },
    cloudId: expect.any(String),
  });
  const { url, email, token } = Object(printed);
  const answer = await fetch(`${url}/rest/api/3/issue/NIM-80`, { headers: { Authorization: basic(email, token) } });
  expect(answer.status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('says what is wrong with its options', async () => {
  const child = spawn(process.execPath, [cli, '--port', 'x'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toContain('--port needs a whole number, not "x"');
});
