import { describe, expect, it } from 'vitest';
import { codeLinkOf, findLink } from '#domain/codeLink.ts';
import { DecisionLinks } from '#services/decisions/decisionLinks.ts';

const place = { uri: 'file:///shop/cart.ts', file: 'cart.ts', startLine: 10, endLine: 12 };
const selected = '  {\n    const rate = 3;\n  }';
const linesBefore = (count: number) => Array.from({ length: count }, (_, index) => `// ${index + 1}`).join('\n');

describe('a link to code', () => {
  const link = codeLinkOf(place, selected);

  it('remembers the first line that says something', () => {
    expect(link).toMatchObject({ startLine: 11, endLine: 12, firstLine: 'const rate = 3;' });
    expect(codeLinkOf(place, '}\n')).toMatchObject({ startLine: 10, firstLine: '}' });
  });

  it.each([
    ['where it was', `${linesBefore(9)}\n${selected}`, { outcome: 'exact', line: 11 }],
    ['further down', `${linesBefore(20)}\n${selected}`, { outcome: 'moved', line: 22 }],
    ['indented anew', `${linesBefore(10)}\n\t\tconst rate = 3;`, { outcome: 'exact', line: 11 }],
    ['the nearest of several', `const rate = 3;\n${linesBefore(11)}\nconst rate = 3;`, { outcome: 'moved', line: 13 }],
    ['nowhere any more', linesBefore(30), { outcome: 'gone', line: 11 }],
    ['in a file that became shorter', 'x', { outcome: 'gone', line: 1 }],
  ])('is found %s', (_what, text, found) => {
    expect(findLink(link, text)).toEqual(found);
  });
});

describe('links of decisions', () => {
  it('are kept by site and decision, once, and can be taken back', async () => {
    let stored: Parameters<ConstructorParameters<typeof DecisionLinks>[0]['save']>[0] = [];
    const links = new DecisionLinks({
      load: () => stored,
      save: async (all) => {
        stored = all;
      },
    });
    let changes = 0;
    links.onDidChange(() => {
      changes += 1;
    });
    const code = codeLinkOf(place, selected);
    const link = { origin: 'https://nimbus.example', decisionId: 'd1', code };
    await links.add(link);
    await links.add({ ...link, code: { ...code, startLine: 40, endLine: 41 } });
    await links.add({ ...link, origin: 'https://other.example' });
    expect(links.of('https://nimbus.example', 'd1')).toEqual([{ ...code, startLine: 40, endLine: 41 }]);
    expect(links.of('https://nimbus.example', 'd2')).toEqual([]);
    await links.remove(link);
    expect(links.of('https://nimbus.example', 'd1')).toEqual([]);
    expect(links.of('https://other.example', 'd1')).toHaveLength(1);
    expect(changes).toBe(4);
  });
});
