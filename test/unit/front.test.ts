import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFront } from '#services/doors/front.ts';

it('lets nobody hold its places by saying nothing, and whoever speaks stays', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tf-')), 's');
  const echo = createServer((socket) => socket.pipe(socket));
  echo.listen(path);
  const front = await openFront({ port: 0, host: '127.0.0.1' }, async () => path, { silenceMs: 100 });
  const open = () => connect(front.port, '127.0.0.1');
  const speaking = open();
  speaking.write('first');
  await once(speaking, 'data');
  const silent = Array.from({ length: 63 }, () => open().resume());
  await Promise.all(silent.map((socket) => once(socket, 'close'))); // one more would have been refused till now
  const late = open();
  late.write('late');
  expect(String((await once(late, 'data'))[0])).toBe('late');
  speaking.write('still here');
  expect(String((await once(speaking, 'data'))[0])).toBe('still here');
  front.dispose();
  echo.close();
});
