import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { CitationCheck } from '#chat/citations.ts';
import { plainLine, plainMarkdown } from '#chat/markdownText.ts';
import { SourceList } from '#chat/sources.ts';
import { english } from '#shared/l10n.ts';

const origin = 'https://nimbus.example';
const renderer = new MarkdownIt({ linkify: true, html: true });

function given(): SourceList {
  const sources = new SourceList(origin);
  sources.add('NIM-43 Checkout (slow)', `${origin}/browse/NIM-43`);
  sources.add('Decision log', `${origin}/wiki/spaces/NIM/pages/7/Decision+log#One(a)`);
  return sources;
}

function checked(chunks: readonly string[], isCited = true) {
  const check = new CitationCheck({ sources: given(), isCited, t: english });
  const text = chunks.map((chunk) => check.write(chunk)).join('') + check.end();
  return { text, ...check.report };
}

function show(text: string, isCited = true): string {
  return checked([text], isCited).text;
}

function addressesIn(markdown: string): string[] {
  return [...renderer.render(markdown).matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url = '']) => url);
}

describe('citations', () => {
  it('lead to the source they name', () => {
    const { text, cited, invented, uncitedStatements } = checked([
      'The checkout is blocked [1]. It was decided [1, 2].',
    ]);
    expect(addressesIn(text)).toEqual([
      `${origin}/browse/NIM-43`,
      `${origin}/browse/NIM-43`,
      `${origin}/wiki/spaces/NIM/pages/7/Decision+log#One%28a%29`,
    ]);
    expect(renderer.render(text)).toContain('>[1]</a>');
    expect({ cited, invented, uncitedStatements }).toEqual({ cited: [1, 2], invented: [], uncitedStatements: 0 });
  });

  it('of sources that were not given are marked', () => {
    const { text, invented, cited } = checked(['Redis was chosen [7].']);
    expect(text).toBe('Redis was chosen \\[7\\] ⚠ *source not given: unverified*.');
    expect({ invented, cited }).toEqual({ invented: [7], cited: [] });
  });

  it.each([
    ['[1-2]', [1, 2]],
    ['[^1]', [1]],
    ['【2†L4】', [2]],
    ['[1][2]', [1, 2]],
    ['[1; 2]', [1, 2]],
    ['[1](https://evil.example)', [1]],
  ])('are understood as models write them: %s', (written, ids) => {
    const { cited, text } = checked([`This was decided on Monday ${written}.`]);
    expect(cited).toEqual(ids);
    expect(addressesIn(text)).toHaveLength(ids.length);
    expect(text).not.toContain('evil');
  });

  it('do not depend on how the text is cut into chunks', () => {
    const parts = [
      ...[
        '[1]',
        '[2, 1]',
        '[9]',
        '. ',
        '.\n',
        '! ',
        '\n\n',
        '- ',
        '`',
        '```\n',
        '| a | b |\n',
        'The sprint ends',
        ' M. Martin',
      ],
      ...[
        'https://evil.example/x',
        `${origin}/browse/NIM-43`,
        '[here](https://evil.example)',
        '<b>',
        '# ',
        'é',
        '🙂',
        '"',
        '\\',
      ],
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 20 }),
        fc.array(fc.nat(12), { maxLength: 30 }),
        (all, cuts) => {
          const text = all.join('');
          const chunks: string[] = [];
          let rest = text;
          for (const cut of cuts) {
            chunks.push(rest.slice(0, cut));
            rest = rest.slice(cut);
          }
          expect(checked([...chunks, rest])).toEqual(checked([text]));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('come before the whole answer is there', () => {
    const check = new CitationCheck({ sources: given(), isCited: true, t: english });
    expect(check.write('It is blocked [1')).toBe('');
    expect(check.write(']. The')).toContain('](https://nimbus.example/browse/NIM-43');
  });
});

describe('code', () => {
  it('stays as it is, in a line and in a block', () => {
    expect(renderer.render(show('Call `a. B(https://x.example)` first [1].'))).toContain(
      '<code>a. B(https://x.example)</code>',
    );
    const block = '````md\n```\n[1] https://x.example\n```\n````\n';
    expect(renderer.render(show(block))).toContain(
      '<code class="language-md">```\n[1] https://x.example\n```\n</code>',
    );
    expect(renderer.render(show('```\nnever closed'))).toContain('<code>never closed\n</code>');
  });
});

describe('statements without a source', () => {
  it('are marked, each of them', () => {
    expect(show('The sprint ends on Friday. Nothing is blocked [1].')).toMatch(
      /^The sprint ends on Friday\. ⚠ \*no source\* Nothing is blocked \[/,
    );
    expect(checked(['- One was finished\n- Two were begun [1]\n- Three are left\n']).uncitedStatements).toBe(2);
    expect(show('Friday is the last day. [1] Nothing is left.')).toMatch(
      /day\. \[\\\[1\\\]\]\(.*\) Nothing is left\. ⚠/,
    );
  });

  it.each([
    '# The sprint of this week',
    '**Decisions of the week**',
    'These were taken this week:',
    'Shall I look further back?',
    'Hello Léa.',
    '---',
    '| Issue | State of it | Who does it |\n|---|---|---|\n',
    '```\nlet it be so\n```',
    '1. M. Martin, NIM-43 [1].',
  ])('are not seen where there is none: %s', (text) => {
    expect(checked([text]).uncitedStatements).toBe(0);
  });

  it('are marked inside the cells of a table', () => {
    const rows = '| Issue | State |\n|---|---|\n| the checkout | it is late |\n| the cart [1] | it is fine |\n';
    expect(show(rows)).toContain('| it is late ⚠ *no source* |');
    expect(checked([rows]).uncitedStatements).toBe(1);
  });

  it('are let be where an answer is not to be cited', () => {
    expect(show('The sprint ends on Friday.', false)).toBe('The sprint ends on Friday.');
  });
});

describe('nothing else becomes a link, an image or HTML', () => {
  it.each([
    'See [the page](https://evil.example/a).',
    'See [the page](<https://evil.example/a b>).',
    'See [the page]( https://evil.example "title" ).',
    'See ![a picture](https://evil.example/a.png).',
    'See [![a](https://evil.example/a.png)](https://evil.example).',
    'See https://evil.example/a?b=c.',
    'See <https://evil.example>.',
    'See www.evil.example now.',
    'Write to paul@evil.example or <paul@evil.example>.',
    'See [the page][x].\n\n[x]: https://evil.example\n',
    'See [1].\n\n[1]: https://evil.example\n',
    'See [the page][1] or [1][].',
    'Run [this](command:trestle.signOut) or [that](javascript:alert(1)).',
    '<a href="https://evil.example">x</a> <img src="https://evil.example/a.png">',
    '    ```\n[x](https://evil.example)\n',
    '- a\n\n      ```\n  [x](https://evil.example)\n',
    '``` `\n[x](https://evil.example)\n',
    '`\n\n[x](https://evil.example) `',
    '`` a ` [x](https://evil.example)',
    '\\`[x](https://evil.example)`',
    '\\\\[x](https://evil.example)',
    '> ```\n[x](https://evil.example)\n',
    '~~~\n```\n~~~\n[x](https://evil.example)\n',
    '```\n````````\n[x](https://evil.example)\n```\n',
    '[x](https://nimbus.example.evil.example/browse/NIM-43)',
    'ftp://evil.example/a and HTTPS://EVIL.example',
  ])('%s', (text) => {
    expect(renderer.render(text).length).toBeGreaterThan(0);
    const html = renderer.render(show(text));
    expect(html).not.toMatch(/<(img|a [^>]*(evil|EVIL|command:|mailto:|javascript:)|a href="(?!https:\/\/nimbus))/);
    const known = [`${origin}/browse/NIM-43`];
    expect(addressesIn(show(text)).filter((url) => !known.includes(url))).toEqual([]);
  });

  it('but an address that was given does', () => {
    const written = `See [NIM-43](${origin}/browse/NIM-43) and ${origin}/browse/NIM-43.`;
    expect(addressesIn(show(written))).toEqual([`${origin}/browse/NIM-43`, `${origin}/browse/NIM-43`]);
    expect(checked([written]).uncitedStatements).toBe(0);
  });

  it('whatever the text', () => {
    const parts = [
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '`',
      '```',
      '~~~',
      '\n',
      '    ',
      '\\',
      '!',
      'https://evil.example',
      ' ',
      'x',
      '|',
      '> ',
      '- ',
      '1',
      ':',
      '@evil.example',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 25 }), (all) => {
        const strange = addressesIn(show(all.join(''))).filter((url) => !url.startsWith(origin));
        expect(strange).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('foreign text', () => {
  it('shows as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab *_[]()<>`#-+1.)|~!&@\\:/w$\n'), maxLength: 30 }), (text) => {
        const html = renderer
          .render(plainLine(text))
          .replace(/<\/?p>/g, '')
          .trim();
        const shown = html
          .replace(/&lt;/g, '<')
          .replace(/&gt;/g, '>')
          .replace(/&quot;/g, '"')
          .replace(/&amp;/g, '&');
        expect(shown).toBe(text.replace(/\s+/g, ' ').trim());
      }),
      { numRuns: 2000 },
    );
  });

  it('is no list, link or heading', () => {
    expect(renderer.render(plainMarkdown('# a\n- b\n1. c\nhttps://evil.example www.evil.example'))).not.toMatch(
      /<(h1|li|a)/,
    );
  });
});

describe('sources', () => {
  it('are on the site only, each once', () => {
    const sources = new SourceList(origin);
    expect(sources.add('One', `${origin}/browse/NIM-1`)).toBe(1);
    expect(sources.add('Again', `${origin}/browse/NIM-1`)).toBe(1);
    expect(sources.add('Elsewhere', 'https://nimbus.example.evil.example/browse/NIM-1')).toBeUndefined();
    expect(sources.add('Script', 'javascript:alert(1)')).toBeUndefined();
    expect(sources.all).toHaveLength(1);
  });
});
