import { describe, expect, it } from 'vitest';
import type { CodeSelection } from '#domain/codeSelection.ts';
import { describeSelection, suggestSummary } from '#services/selectionText.ts';

const plain: CodeSelection = {
  file: 'src/checkout/cart.ts',
  repositoryPath: 'src/checkout/cart.ts',
  languageId: 'typescript',
  startLine: 12,
  endLine: 14,
  text: '    for (const item of items) {\n      total += item.price;\n    }\n',
  isTruncated: false,
  symbol: 'totalOf',
  diagnostics: [
    { severity: 'warning', message: 'unused', line: 12 },
    {
      severity: 'error',
      message: "Cannot find name 'items'.\nDid you mean 'item'?",
      source: 'ts',
      code: '2304',
      line: 12,
    },
  ],
  git: {
    branch: 'fix/cart',
    commit: '0123456789abcdef0123456789abcdef01234567',
    remoteUrl: 'git@github.com:nimbus/shop.git',
    isModified: true,
  },
};

describe('describeSelection', () => {
  it('holds place, permalink, code with its language and diagnostics', () => {
    expect(describeSelection(plain)).toBe(
      [
        '[src/checkout/cart.ts:12\\-14](https://github.com/nimbus/shop/blob/0123456789abcdef0123456789abcdef01234567/src/checkout/cart.ts#L12-L14) · `totalOf` · `fix/cart` @ `0123456789` · (modified since that commit)',
        '```typescript\nfor (const item of items) {\n  total += item.price;\n}\n```',
        "- **warning** L12: `unused`\n- **error** L12: `Cannot find name 'items'. Did you mean 'item'?` (ts 2304)",
      ].join('\n\n'),
    );
  });

  it('keeps code that holds fences inside its fence', () => {
    const text = describeSelection({ ...plain, text: '````md\n[x](command:evil)\n````', diagnostics: [] });
    expect(text).toMatch(/\n\n`{5}typescript\n````md\n\[x\]\(command:evil\)\n````\n`{5}$/);
  });

  it('says when the code was cut', () => {
    expect(describeSelection({ ...plain, isTruncated: true })).toContain('}\n…\n```');
  });

  it('lets no name leave its code span', () => {
    const text = describeSelection({ ...plain, symbol: '`](javascript:alert(1))', diagnostics: [] });
    expect(text).toContain('`` `](javascript:alert(1)) ``');
  });
});

describe('suggestSummary', () => {
  it('takes the worst diagnostic first', () => {
    expect(suggestSummary(plain)).toBe("Cannot find name 'items'.");
  });

  it('takes the first line that says something, without comment marks', () => {
    const text = '\n  {\n  /* Rabais appliqué deux fois */\n';
    expect(suggestSummary({ ...plain, diagnostics: [], text })).toBe('Rabais appliqué deux fois');
  });

  it('falls back to the file, and stays short', () => {
    expect(suggestSummary({ ...plain, diagnostics: [], text: '}\n' })).toBe('src/checkout/cart.ts');
    expect(suggestSummary({ ...plain, diagnostics: [], text: 'a'.repeat(500) })).toHaveLength(120);
  });
});
