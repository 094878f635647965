import { describe, expect, it } from 'vitest';
import { openPolicy, toolsets } from '#domain/agentPolicy.ts';
import { readLaunch } from '#mcp/launchOptions.ts';

const env = { TRESTLE_SITE: 'https://nimbus.atlassian.net/jira', TRESTLE_EMAIL: 'a@b.c', TRESTLE_TOKEN: 't' };

function launch(args: readonly string[], environment: Record<string, string> = env) {
  return readLaunch(args, environment, '1.2.3');
}

function options(args: readonly string[], environment: Record<string, string> = env) {
  const result = launch(args, environment);
  return result.kind === 'serve' ? result.options : expect.fail(JSON.stringify(result));
}

describe('readLaunch', () => {
  it('reads the site from the environment, and only its origin', () => {
    expect(options([])).toEqual({
      source: { kind: 'site', credential: { origin: 'https://nimbus.atlassian.net', email: 'a@b.c', token: 't' } },
      allowsWrites: false,
      isReadOnly: false,
      isStandalone: false,
      profile: 'agent',
      policy: openPolicy,
      blockedStatuses: ['Blocked', 'Bloqué'],
    });
    expect(options([], { ...env, TRESTLE_SITE: 'nimbus.atlassian.net' }).source).toMatchObject({
      credential: { origin: 'https://nimbus.atlassian.net' },
    });
  });

  it('reads the flags', () => {
    expect(options(['--demo', '--project', 'nim', '--allow-writes'])).toEqual({
      source: { kind: 'demo' },
      allowsWrites: true,
      isReadOnly: false,
      isStandalone: true,
      profile: 'agent',
      policy: openPolicy,
      blockedStatuses: ['Blocked', 'Bloqué'],
      projectKey: 'NIM',
    });
    expect(options(['--project=OPS', '--read-only'])).toMatchObject({ projectKey: 'OPS', isReadOnly: true });
    expect(launch(['--version'])).toEqual({ kind: 'text', text: '1.2.3\n' });
    expect(launch(['--help'])).toMatchObject({ kind: 'text', text: expect.stringContaining('TRESTLE_TOKEN') });
  });

  it('reads toolsets and bounds, which no window is asked to keep', () => {
    const bounded = options(['--toolsets', 'boards,Bulk', '--projects=nim,ops', '--spaces', 'NIM ~lea']);
    expect(bounded.policy).toEqual({
      ...openPolicy,
      toolsets: ['boards', 'bulk'],
      allowedProjects: ['NIM', 'OPS'],
      allowedSpaces: ['NIM', '~lea'],
    });
    expect(bounded.isStandalone).toBe(true);
    expect(options(['--toolsets=all', '--read-only'])).toMatchObject({
      isStandalone: false,
      policy: { toolsets, isReadOnly: true },
    });
    const fromEnvironment = { ...env, TRESTLE_TOOLSETS: 'versions', TRESTLE_PROJECTS: 'pay', TRESTLE_SPACES: '' };
    expect(options([], fromEnvironment).policy).toMatchObject({
      ...{ toolsets: ['versions'], allowedProjects: ['PAY'], allowedSpaces: [] },
    });
    expect(options(['--projects', 'NIM'], fromEnvironment).policy.allowedProjects).toEqual(['NIM']);
    expect(launch([], { ...env, TRESTLE_PROJECTS: 'P"AY' })).toMatchObject({ kind: 'wrong' });
  });

  it('reads which statuses mean blocked', () => {
    const environment = { ...env, TRESTLE_BLOCKED_STATUSES: 'Waiting, 10007' };
    expect(options([], environment).blockedStatuses).toEqual(['Waiting', '10007']);
    expect(options([], { ...env, TRESTLE_BLOCKED_STATUSES: '' }).blockedStatuses).toEqual(['']);
  });

  it('serves without credentials, naming what is missing', () => {
    expect(options([], {}).source).toEqual({
      kind: 'none',
      reason: 'TRESTLE_SITE, TRESTLE_EMAIL, TRESTLE_TOKEN are not set',
    });
    expect(options([], { ...env, TRESTLE_TOKEN: ' ' }).source).toEqual({
      kind: 'none',
      reason: 'TRESTLE_TOKEN is not set',
    });
  });

  it.each([
    [['--nonsense']],
    [['demo']],
    [['--project']],
    [['--project', '--demo']],
    [['--project', 'A"B']],
    [['--read-only', '--allow-writes']],
    [['--toolsets', 'everything']],
    [['--toolsets']],
    [['--projects=']],
    [['--projects', 'NIM;OPS']],
    [['--spaces', 'a b"c']],
  ])('refuses %j', (args) => {
    expect(launch(args)).toMatchObject({ kind: 'wrong' });
  });

  it.each([
    'http://nimbus.atlassian.net',
    'ftp://nimbus.atlassian.net',
    'https://user:pass@nimbus.atlassian.net',
    'https://nimbus.atlassian.net@evil.example',
    'http://127.0.0.1.evil.example',
    'https://',
    'not a url',
  ])('sends no token to %s', (site) => {
    expect(launch([], { ...env, TRESTLE_SITE: site })).toMatchObject({ kind: 'wrong' });
  });

  it('allows plain http on this machine', () => {
    expect(options([], { ...env, TRESTLE_SITE: 'http://127.0.0.1:8080' }).source).toMatchObject({
      credential: { origin: 'http://127.0.0.1:8080' },
    });
  });
});
