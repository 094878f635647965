import { describe, expect, it } from 'vitest';
import type { CodeSelection } from '#domain/codeSelection.ts';
import { permalinkOf } from '#domain/permalink.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

function selection(remoteUrl: string | undefined, change: Partial<CodeSelection> = {}): CodeSelection {
  return {
    file: 'shop/src/cart.ts',
    repositoryPath: 'src/my cart#1.ts',
    languageId: 'typescript',
    startLine: 3,
    endLine: 5,
    text: 'x',
    isTruncated: false,
    diagnostics: [],
    git: { commit, isModified: false, ...(remoteUrl !== undefined && { remoteUrl }) },
    ...change,
  };
}

describe('permalinkOf', () => {
  it.each([
    ['git@github.com:nimbus/shop.git', `https://github.com/nimbus/shop/blob/${commit}/src/my%20cart%231.ts#L3-L5`],
    ['https://github.com/nimbus/shop', `https://github.com/nimbus/shop/blob/${commit}/src/my%20cart%231.ts#L3-L5`],
    [
      'ssh://git@gitlab.example.com:2222/a/b/shop.git',
      `https://gitlab.example.com/a/b/shop/-/blob/${commit}/src/my%20cart%231.ts#L3-5`,
    ],
    [
      'https://user:secret@bitbucket.org/nimbus/shop.git',
      `https://bitbucket.org/nimbus/shop/src/${commit}/src/my%20cart%231.ts#lines-3:5`,
    ],
  ])('links %s', (remote, expected) => {
    expect(permalinkOf(selection(remote))).toBe(expected);
  });

  it('names one line when one line is selected', () => {
    const link = permalinkOf(selection('git@github.com:nimbus/shop.git', { endLine: 3 }));
    expect(link).toMatch(/#L3$/);
  });

  it.each([
    undefined,
    '',
    '/srv/git/shop.git',
    'file:///srv/shop.git',
    'https://git.example.com/shop.git',
    'https://github.com.evil.example/a/b"><script>',
    'git@github.com:a/b?x=[y](z)',
  ])('gives no link for %s', (remote) => {
    expect(permalinkOf(selection(remote))).toBeUndefined();
  });

  it('gives no link without a commit or outside a repository', () => {
    const remoteUrl = 'git@github.com:nimbus/shop.git';
    expect(permalinkOf(selection(remoteUrl, { git: { remoteUrl, isModified: false } }))).toBeUndefined();
    const { repositoryPath: _, ...outside } = selection(remoteUrl);
    expect(permalinkOf(outside)).toBeUndefined();
  });
});
