import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fail } from '#domain/errors.ts';
import { checkServer } from '#services/connect/checkServer.ts';
import { fileClients } from '#services/connect/clients.ts';
import { readConfig, replaceConfig } from '#services/connect/configFile.ts';
import { installServer } from '#services/connect/installServer.ts';
import { builtServer, temporaryWrites } from './support/clients.ts';
import { openDoors, temporaryDirectory } from './support/doors.ts';

let dist: string;
beforeAll(async () => {
  dist = dirname(await builtServer());
}, 60_000); // it may have to be built first

const env = { PATH: process.env['PATH'] };

describe('the server at its stable path', () => {
  it('starts as a client would start it, alone and through a window', async () => {
    const bin = join(temporaryDirectory(), 'bin');
    const { path } = await installServer({ source: dist, bin, version: '0.1.0' });
    const launch = { command: process.execPath, args: [path] };
    const windows = temporaryDirectory();
    const options = { cwd: bin, env: { ...env, TRESTLE_WINDOWS: windows } };
    const alone = await checkServer(launch, options);
    expect(alone).toMatchObject({ kind: 'works', isThroughWindow: false });
    const dependencies = {
      connection: async () => fail({ code: 'notSignedIn' as const }),
      defaults: () => ({}),
      log: () => {},
      ...temporaryWrites(),
    };
    const { doors } = openDoors({ directory: windows, dependencies });
    await doors.update();
    expect(await checkServer(launch, options)).toMatchObject({ kind: 'works', isThroughWindow: true });
    doors.dispose();
  });

  it('is replaced by a newer build only, as a whole, and old builds go', async () => {
    const bin = join(temporaryDirectory(), 'bin');
    const install = (version: string) => installServer({ source: dist, bin, version });
    expect((await install('0.2.0')).isInstalled).toBe(true);
    expect((await install('0.2.0')).isInstalled).toBe(false);
    expect((await install('0.1.9')).isInstalled).toBe(false);
    expect((await install('0.10.0')).isInstalled).toBe(true);
    expect((await install('0.11.0')).isInstalled).toBe(true);
    expect(readFileSync(join(bin, 'mcp.js'), 'utf8')).toMatch(/^\/\/ 0\.11\.0\+\d+\n/);
    const builds = readdirSync(bin).filter((name) => name.includes('+'));
    expect(builds.map((name) => name.split('+')[0]).sort()).toEqual(['0.10.0', '0.11.0']);
    expect(readdirSync(bin).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says why it does not start', async () => {
    const options = { cwd: dist, env };
    expect(await checkServer({ command: '/no/such/node', args: [] }, options)).toMatchObject({ kind: 'fails' });
    const broken = await checkServer({ command: process.execPath, args: ['/no/such.js'] }, options);
    expect(broken).toMatchObject({ kind: 'fails', reason: expect.stringContaining('ended with 1') });
    const silent = ['-e', 'setInterval(() => {}, 1000)'];
    const late = await checkServer({ command: process.execPath, args: silent }, { ...options, timeoutMs: 300 });
    expect(late).toMatchObject({ kind: 'fails', reason: 'no answer in time' });
  });
});

describe('a configuration file', () => {
  it('is replaced through links, keeps its mode, leaves a backup, and not when it was changed meanwhile', async () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, 'dotfiles'));
    const real = join(folder, 'dotfiles', 'config.toml');
    const path = join(folder, 'config.toml');
    writeFileSync(real, 'model = "o5"\n');
    chmodSync(real, 0o600);
    symlinkSync(real, path);
    const [codex] = fileClients;
    const before = await readConfig(path);
    const after = codex?.connect(before, { command: 'node', args: ['mcp.js'] }) ?? '';
    expect(await replaceConfig(path, 'something else', after)).toBeUndefined();
    const done = await replaceConfig(path, before, after);
    expect(readFileSync(done?.backup ?? '', 'utf8')).toBe(before);
    expect(readFileSync(real, 'utf8')).toBe(after);
    expect(statSync(real).mode & 0o777).toBe(0o600);
    const missing = join(folder, 'new', 'mcp.json');
    expect(await readConfig(missing)).toBe('');
    expect(await replaceConfig(missing, '', '{}\n')).toEqual({ backup: undefined });
    expect(readFileSync(missing, 'utf8')).toBe('{}\n');
  });
});
