import { describe, expect, it } from 'vitest';
import { findSecrets, maskSecrets } from '../../src/services/secretText.ts';

// Put together at run time: no scanner should take this file for a leak.
const github = `ghp_${'a1B2'.repeat(9)}`;
const atlassian = `ATATT3x${'FfGF0-x_'.repeat(4)}`;
const aws = `AKIA${'IOSFODNN7EXAMPLE'.slice(0, 16)}`;
const key = ['-----BEGIN PRIVATE KEY-----', 'MIIEvQIBADANBg', '-----END PRIVATE KEY-----'].join('\n');

describe('secrets in code', () => {
  it.each([
    [`const t = '${github}';`, 'access token'],
    [`token: ${atlassian}`, 'access token'],
    [aws, 'access token'],
    [key, 'private key'],
    ['const password = "hunter2hunter2";', 'password'],
    ["apiKey: 'abcdef123456'", 'password'],
    ['DB_PASSWORD="s3cr3t-value"', 'password'],
    ['postgres://shop:hunter22@db.example.com/shop', 'credentials in a URL'],
    ['Authorization: Bearer abcdefghijklmnop1234', 'access token'],
  ])('%s', (text, kind) => {
    expect(findSecrets(text)).toContain(kind);
    const masked = maskSecrets(text);
    expect(masked).toContain('•••');
    expect(findSecrets(masked)).toEqual([]);
  });

  it.each([
    'const token = process.env.TOKEN;',
    'password = prompt("Your password")',
    'const url = "https://example.com/path";',
    `const password = "${placeholder('PASSWORD')}";`,
    'for (let i = 1; i <= discounts.length; i++) {',
    'if (token === "abc") {',
    `postgres://${placeholder('user')}:${placeholder('password')}@host/db`,
  ])('leaves %s alone', (text) => {
    expect(findSecrets(text)).toEqual([]);
    expect(maskSecrets(text)).toBe(text);
  });

  it('keeps what is around', () => {
    expect(maskSecrets(`a\nconst t = '${github}'; // b`)).toBe("a\nconst t = '•••'; // b");
  });
});

function placeholder(name: string): string {
  return `$\{${name}}`;
}
