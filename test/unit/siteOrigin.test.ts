import { describe, expect, it } from 'vitest';
import { isLocalOrigin, parseSiteOrigin } from '../../src/domain/siteOrigin.ts';

describe('the origin a person means', () => {
  it.each([
    ['nimbus', 'https://nimbus.atlassian.net'],
    [' nimbus.atlassian.net ', 'https://nimbus.atlassian.net'],
    ['https://nimbus.atlassian.net/jira/software/projects/NIM/boards/4?x=1#y', 'https://nimbus.atlassian.net'],
    ['HTTPS://Nimbus.Atlassian.NET', 'https://nimbus.atlassian.net'],
    ['jira.example.com:8443/browse/A-1', 'https://jira.example.com:8443'],
    ['http://127.0.0.1:4711', 'http://127.0.0.1:4711'],
    ['127.0.0.1:4711/browse/NIM-1', 'http://127.0.0.1:4711'],
    ['localhost:8080', 'http://localhost:8080'],
  ])('%s', (text, origin) => {
    expect(parseSiteOrigin(text)).toBe(origin);
  });

  it.each([
    '',
    'my site',
    'http://nimbus.atlassian.net',
    'ftp://nimbus.atlassian.net',
    'https://user:password@nimbus.atlassian.net',
    'https://evil@nimbus.atlassian.net',
    'https://intranet',
    'javascript:alert(1)',
    'https://',
  ])('refuses %s', (text) => {
    expect(parseSiteOrigin(text)).toBeUndefined();
  });

  it('knows what stays on this machine', () => {
    expect(isLocalOrigin('http://127.0.0.1:1')).toBe(true);
    expect(isLocalOrigin('http://[::1]:1')).toBe(true);
    expect(isLocalOrigin('https://localhost.example.com')).toBe(false);
  });
});
