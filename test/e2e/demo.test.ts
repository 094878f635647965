import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, run } from '../../scripts/lib/process.mjs';

test('npm run demo -- --smoke shows the sprint of the demo site and cleans up', async () => {
  const picture = join(root, 'artifacts/e2e/demo.png');
  rmSync(picture, { force: true });
  const { code, output } = await run(process.execPath, ['scripts/demo.mjs', '--smoke', picture]);
  expect(code, output).toBe(0);
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
});
