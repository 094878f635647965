import { describe, expect, test } from 'vitest';
import type { AdfDocument, AdfNode } from '#atlassian/adf/document.ts';
import { applyMarkdownEdit } from '#atlassian/adf/editMarkdown.ts';
import { markdownToAdf } from '#atlassian/adf/fromMarkdown.ts';
import { outlineOf, replaceSection, sectionMarkdown, sectionNodes, sectionsNamed } from '#atlassian/adf/sections.ts';
import { adfToMarkdown } from '#atlassian/adf/toMarkdown.ts';
import { validateAdf } from '#demo/adf.ts';
import { failureOf } from '#domain/errors.ts';

function doc(...content: AdfNode[]): AdfDocument {
  return { type: 'doc', version: 1, content };
}

function p(...content: (AdfNode | string)[]): AdfNode {
  return { type: 'paragraph', content: content.map((part) => (typeof part === 'string' ? text(part) : part)) };
}

function h(level: number, title: string): AdfNode {
  return { type: 'heading', attrs: { level }, content: [text(title)] };
}

function text(value: string, ...marks: (string | { type: string; attrs: Record<string, unknown> })[]): AdfNode {
  const all = marks.map((mark) => (typeof mark === 'string' ? { type: mark } : mark));
  return { type: 'text', text: value, ...(all.length > 0 ? { marks: all } : {}) };
}

const comment = { type: 'annotation', attrs: { id: 'c1', annotationType: 'inlineComment' } };
const paul: AdfNode = { type: 'mention', attrs: { id: 'acc-paul', text: '@Paul Martin', accessLevel: '' } };
const status: AdfNode = { type: 'status', attrs: { text: 'IN PROGRESS', color: 'blue', localId: 's1' } };
const due: AdfNode = { type: 'date', attrs: { timestamp: '1763769600000' } };
const toc: AdfNode = {
  type: 'extension',
  attrs: { extensionType: 'com.atlassian.confluence.macro.core', extensionKey: 'toc', localId: 'm1' },
};
const picture: AdfNode = {
  type: 'mediaSingle',
  attrs: { layout: 'center', width: 50 },
  content: [{ type: 'media', attrs: { type: 'file', id: 'f1', collection: 'contentId-1', alt: 'flow.png' } }],
};
const list = (...items: AdfNode[][]): AdfNode => ({
  type: 'bulletList',
  content: items.map((content) => ({ type: 'listItem', content })),
});
const cell = (type: string, ...content: AdfNode[]): AdfNode => ({
  type,
  attrs: { background: '#deebff', colwidth: [120] },
  content,
});
const row = (type: string, ...texts: string[]): AdfNode => ({
  type: 'tableRow',
  content: texts.map((value) => cell(type, p(value))),
});

describe('reading', () => {
  test('what people write in pages reads as clean Markdown', () => {
    const page = doc(
      h(1, 'Sprint 14'),
      p('Owner: ', paul, ', due ', due, ' ', status, ' ', {
        type: 'emoji',
        attrs: { shortName: ':tada:', text: '🎉' },
      }),
      { type: 'panel', attrs: { panelType: 'error' }, content: [p('Do not ', text('deploy', 'strong'), '.')] },
      list([p('one'), list([p('nested')])], [p('two')]),
      {
        type: 'taskList',
        attrs: { localId: 't' },
        content: [
          { type: 'taskItem', attrs: { localId: 't1', state: 'DONE' }, content: [text('write')] },
          { type: 'taskItem', attrs: { localId: 't2', state: 'TODO' }, content: [text('ship')] },
        ],
      },
      {
        type: 'decisionList',
        attrs: { localId: 'd' },
        content: [
          { type: 'decisionItem', attrs: { localId: 'd1', state: 'DECIDED' }, content: [text('Use Postgres')] },
        ],
      },
      { type: 'table', content: [row('tableHeader', 'a', 'b'), row('tableCell', '1 | 2', 'x')] },
      { type: 'codeBlock', attrs: { language: 'ts' }, content: [text('const a = `\n```\n`;')] },
      toc,
      picture,
      p(
        { type: 'inlineCard', attrs: { url: 'https://nimbus.atlassian.net/browse/NIM-42' } },
        ' and ',
        text('docs', { type: 'link', attrs: { href: 'https://x.y/a_b' } }),
      ),
      { type: 'expand', attrs: { title: 'More <details>' }, content: [p('hidden')] },
    );
    expect(validateAdf(page)).toEqual([]);
    expect(adfToMarkdown(page)).toBe(
      [
        '# Sprint 14',
        'Owner: @Paul Martin, due 2025-11-22 [IN PROGRESS] 🎉',
        '> [!CAUTION]\n> Do not **deploy**.',
        '- one\n  - nested\n- two',
        '* [x] write\n* [ ] ship',
        '- [decision] Use Postgres',
        '| a | b |\n| --- | --- |\n| 1 \\| 2 | x |',
        '````ts\nconst a = `\n```\n`;\n````',
        '[macro: toc]',
        '[attachment: flow.png]',
        '[NIM-42](https://nimbus.atlassian.net/browse/NIM-42) and [docs](https://x.y/a_b)',
        '<details>\n<summary>More &lt;details&gt;</summary>',
        'hidden',
        '</details>',
      ].join('\n\n'),
    );
  });

  test.each([
    ['snake_case and C:\\Users\\me stay', 'snake_case and C:\\Users\\me stay'],
    ['a < b & c, 2 * 3', 'a < b & c, 2 * 3'],
    ['# no heading', '\\# no heading'],
    ['1. no list', '1\\. no list'],
    ['- no list', '\\- no list'],
    ['[x](y) *a* `b` <b>', '\\[x](y) \\*a\\* \\`b\\` \\<b>'],
    ['&amp; &#35;', '\\&amp; \\&#35;'],
  ])('%s', (plain, markdown) => {
    expect(adfToMarkdown(doc(p(plain)))).toBe(markdown);
    expect(markdownToAdf(markdown)).toEqual(doc(p(plain)));
  });

  test.each([
    'javascript:alert(1)',
    'command:workbench.action.quit',
    'JAVASCRIPT:x',
    ' https://x.y',
    'data:text/html,x',
    'vscode://x',
    'https://x y',
  ])('a link to %s is its text only', (href) => {
    expect(adfToMarkdown(doc(p(text('click', { type: 'link', attrs: { href } }))))).toBe('click');
    expect(adfToMarkdown(doc({ type: 'blockCard', attrs: { url: href } }))).not.toMatch(/\]\(|<\w+:/);
  });

  test('nothing, malformed parts and plain strings are read as far as they go', () => {
    expect(adfToMarkdown(null)).toBe('');
    expect(
      adfToMarkdown({
        type: 'doc',
        version: 1,
        content: [null, { type: 7 }, { type: 'paragraph', content: [{ type: 'text' }, text('ok')] }],
      }),
    ).toBe('ok');
    expect(adfToMarkdown('two *lines*\n\nof text')).toBe('two \\*lines\\*\n\nof text');
    expect(adfToMarkdown(JSON.stringify(doc(p('from Confluence'))))).toBe('from Confluence');
  });

  test('documents beyond all measure end in a typed error', () => {
    let deep: AdfNode = p('x');
    for (let depth = 0; depth < 10_000; depth += 1) {
      deep = { type: 'blockquote', content: [deep] };
    }
    const wide = { type: 'doc', version: 1, content: Array.from({ length: 1_000_000 }, () => ({ type: 'rule' })) };
    const json = `{"type":"doc","version":1,"content":[${'{"type":"blockquote","content":['.repeat(100_000)}${']}'.repeat(100_000)}]}`;
    for (const read of [
      () => adfToMarkdown(doc(deep)),
      () => adfToMarkdown(wide),
      () => adfToMarkdown(json),
      () => applyMarkdownEdit(json, 'x'),
      () => applyMarkdownEdit(wide, 'x'),
    ]) {
      expect(codeOf(read)).toBe('unexpectedAnswer');
    }
    for (const markdown of [`${'>'.repeat(100_000)}a`, `${'- '.repeat(50_000)}x`]) {
      expect(codeOf(() => markdownToAdf(markdown))).toBe('invalidArgument');
    }
  });
});

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return 'no error';
  } catch (error) {
    return failureOf(error)?.code;
  }
}

describe('writing', () => {
  test('mentions only of people who are known, by their longest name', () => {
    const people = [
      { accountId: '1', displayName: 'Paul' },
      { accountId: '2', displayName: 'Paul Martin' },
    ];
    expect(markdownToAdf('Ask @Paul Martin, not a@Paul or @Paula.', { people }).content).toEqual([
      p('Ask ', { type: 'mention', attrs: { id: '2', text: '@Paul Martin' } }, ', not a@Paul or @Paula.'),
    ]);
    expect(markdownToAdf('Ask @Paul.').content).toEqual([p('Ask @Paul.')]);
  });

  test('addresses become links, other schemes and HTML stay text', () => {
    expect(markdownToAdf('See https://x.y/a_(b)). [go](command:x) <script>').content).toEqual([
      p(
        'See ',
        text('https://x.y/a_(b)', { type: 'link', attrs: { href: 'https://x.y/a_(b)' } }),
        '). [go](command:x) <script>',
      ),
    ]);
  });

  test('what the site cannot nest keeps its text', () => {
    const written = markdownToAdf(
      '- # Title\n  > quote\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\n> - [ ] task\n> > deep',
      { newLocalId: () => 'id' },
    );
    expect(validateAdf(written)).toEqual([]);
    expect(adfToMarkdown(written)).toBe('- **Title**\n\n  quote\n\n  a | b\n\n  1 | 2\n\n> - ☐ task\n>\n> deep');
  });

  test('an empty text is an empty, valid document', () => {
    expect(markdownToAdf('')).toEqual({ type: 'doc', version: 1, content: [] });
    expect(validateAdf(markdownToAdf(' \n'))).toEqual([]);
  });
});

describe('writing back', () => {
  /** Reads, edits the text, writes back. */
  function edit(document: AdfDocument, change: (markdown: string) => string): AdfDocument {
    const edited = applyMarkdownEdit(document, change(adfToMarkdown(document)), { newLocalId: () => 'new' });
    expect(validateAdf(edited)).toEqual([]);
    return edited;
  }

  test('macros, pictures, layouts and comments survive an edit beside them', () => {
    const page = doc(
      toc,
      {
        type: 'layoutSection',
        content: [
          {
            type: 'layoutColumn',
            attrs: { width: 50 },
            content: [p('left ', text('commented', comment), ' text'), picture],
          },
          { type: 'layoutColumn', attrs: { width: 50 }, content: [p('right'), p()] },
        ],
      },
      {
        type: 'bodiedExtension',
        attrs: { extensionType: 'x', extensionKey: 'excerpt', localId: 'b' },
        content: [p('inside')],
      },
    );
    const edited = edit(page, (markdown) =>
      markdown.replace('text', 'words').replace('right', 'right side').replace('inside', 'in here'),
    );
    expect(edited).toEqual(
      doc(
        toc,
        {
          type: 'layoutSection',
          content: [
            {
              type: 'layoutColumn',
              attrs: { width: 50 },
              content: [p('left ', text('commented', comment), ' words'), picture],
            },
            { type: 'layoutColumn', attrs: { width: 50 }, content: [p('right side'), p()] },
          ],
        },
        {
          type: 'bodiedExtension',
          attrs: { extensionType: 'x', extensionKey: 'excerpt', localId: 'b' },
          content: [p('in here')],
        },
      ),
    );
    expect(edited.content[0]).toBe(toc);
  });

  test('an edited paragraph keeps its mentions, dates, statuses and comment marks', () => {
    const page = doc(p('Ask ', paul, ' about ', text('the old plan', comment), ' before ', due, ' ', status));
    expect(edit(page, (markdown) => markdown.replace('Ask', 'Please **ask**').replace('old', 'new'))).toEqual(
      doc(
        p(
          'Please ',
          text('ask', 'strong'),
          ' ',
          paul,
          ' about ',
          text('the new plan', comment),
          ' before ',
          due,
          ' ',
          status,
        ),
      ),
    );
  });

  test('formatting is added and taken away without touching other marks', () => {
    const page = doc(
      p('a ', text('word', 'strong', { type: 'textColor', attrs: { color: '#ff5630' } }, comment), ' b'),
    );
    expect(edit(page, (markdown) => markdown.replace('**word**', '*word*'))).toEqual(
      doc(p('a ', text('word', { type: 'textColor', attrs: { color: '#ff5630' } }, comment, 'em'), ' b')),
    );
  });

  test('a moved block moves with all it is', () => {
    const centred: AdfNode = { ...p('Centred'), marks: [{ type: 'alignment', attrs: { align: 'center' } }] };
    expect(edit(doc(centred, h(1, 'One'), p('two')), () => '# One\n\ntwo\n\nCentred').content).toEqual([
      h(1, 'One'),
      p('two'),
      centred,
    ]);
  });

  test('a list that is split keeps its items', () => {
    const page = doc(list([p('a')], [p('b'), picture], [p('c')]));
    expect(edit(page, (markdown) => markdown.replace('- c', 'Between\n\n- c')).content).toEqual([
      list([p('a')], [p('b'), picture]),
      p('Between'),
      list([p('c')]),
    ]);
  });

  test('tasks are ticked in place', () => {
    const item = (localId: string, state: string, value: string): AdfNode => ({
      type: 'taskItem',
      attrs: { localId, state },
      content: [text(value)],
    });
    const tasks = (...content: AdfNode[]): AdfNode => ({ type: 'taskList', attrs: { localId: 'list' }, content });
    const page = doc(tasks(item('1', 'TODO', 'one'), item('2', 'TODO', 'two')));
    expect(edit(page, (markdown) => `${markdown.replace('[ ] two', '[x] two')}\n- [ ] three`)).toEqual(
      doc(tasks(item('1', 'TODO', 'one'), item('2', 'DONE', 'two'), item('new', 'TODO', 'three'))),
    );
  });

  test('rows and columns of a table come and go, cells keep their attributes', () => {
    const attrs = { localId: 'tab', layout: 'wide' };
    const page = doc({
      type: 'table',
      attrs,
      content: [row('tableHeader', 'a', 'b'), row('tableCell', '1', '2'), row('tableCell', '3', '4')],
    });
    const plain = (value: string, type = 'tableCell'): AdfNode => ({
      type,
      content: [p(...(value === '' ? [] : [value]))],
    });
    expect(
      edit(page, (markdown) => markdown.replace('| 1 | 2 |\n', '').replace('| 4 |', '| four |\n| 5 | 6 |')),
    ).toEqual(
      doc({
        type: 'table',
        attrs,
        content: [
          row('tableHeader', 'a', 'b'),
          row('tableCell', '3', 'four'),
          { type: 'tableRow', content: [plain('5'), plain('6')] },
        ],
      }),
    );
    expect(edit(page, () => '| a | new | b |\n|---|---|---|\n| 1 | x | 2 |\n| 3 | y | 4 |')).toEqual(
      doc({
        type: 'table',
        attrs,
        content: [
          {
            type: 'tableRow',
            content: [cell('tableHeader', p('a')), plain('new', 'tableHeader'), cell('tableHeader', p('b'))],
          },
          { type: 'tableRow', content: [cell('tableCell', p('1')), plain('x'), cell('tableCell', p('2'))] },
          { type: 'tableRow', content: [cell('tableCell', p('3')), plain('y'), cell('tableCell', p('4'))] },
        ],
      }),
    );
    expect(edit(page, () => '| b |\n|---|\n| 2 |\n| 4 |')).toEqual(
      doc({
        type: 'table',
        attrs,
        content: ['b', '2', '4'].map((value, index) => ({
          type: 'tableRow',
          content: [cell(index === 0 ? 'tableHeader' : 'tableCell', p(value))],
        })),
      }),
    );
  });

  test('a column put into a table with joined cells parts them and keeps what is in them', () => {
    const wide: AdfNode = {
      type: 'tableCell',
      attrs: { colspan: 2, background: '#fff' },
      content: [p('wide ', paul), toc],
    };
    const page = doc({ type: 'table', content: [row('tableHeader', 'a', 'b'), { type: 'tableRow', content: [wide] }] });
    const edited = edit(page, (markdown) =>
      markdown.replace('| b |', '| b | c |').replace('--- |', '--- | --- |').replace(' |  |', ' |  | new |'),
    );
    expect(edited.content[0]?.content?.[1]?.content).toEqual([
      { type: 'tableCell', attrs: { background: '#fff' }, content: [p('wide ', paul), toc] },
      { type: 'tableCell', content: [p()] },
      { type: 'tableCell', content: [p('new')] },
    ]);
  });

  test('text right below a macro or picture does not replace it', () => {
    expect(edit(doc(toc, picture), (markdown) => `${markdown}\nA line about it.`).content).toEqual([
      toc,
      picture,
      p('A line about it.'),
    ]);
  });

  test('a picture at an address can be given another name', () => {
    const external = (alt: string): AdfNode => ({
      type: 'mediaSingle',
      attrs: { layout: 'center' },
      content: [{ type: 'media', attrs: { type: 'external', url: 'https://x.y/i.png', alt, width: 20 } }],
    });
    expect(edit(doc(external('old')), (markdown) => markdown.replace('old', 'new name')).content).toEqual([
      external('new name'),
    ]);
  });

  test('another way to write the same Markdown changes nothing', () => {
    const page = doc(h(2, 'Title'), list([p('a')], [p('b')]), p(text('strong', 'strong'), ' word'));
    expect(applyMarkdownEdit(page, 'Title\n-----\n\n* a\n* b\n\n__strong__\nword\n')).toBe(page);
  });
});

describe('sections', () => {
  const page = doc(p('Intro'), h(1, 'Décisions'), p('a'), h(2, 'Open'), toc, p('b'), h(1, 'Notes'), {
    type: 'layoutSection',
    content: [
      { type: 'layoutColumn', attrs: { width: 50 }, content: [h(2, 'Left'), p('l')] },
      { type: 'layoutColumn', attrs: { width: 50 }, content: [h(2, 'Open'), p('r')] },
    ],
  });
  const outline = outlineOf(page);
  const named = (name: string): (typeof outline)[number] => {
    const [section] = sectionsNamed(outline, name);
    if (section === undefined) {
      throw new Error(`no section ${name}`);
    }
    return section;
  };

  test('the outline lists every heading with its level and anchor', () => {
    expect(outline.map(({ level, anchor }) => `${level} ${anchor}`)).toEqual([
      '0 ',
      '1 decisions',
      '2 open',
      '1 notes',
      '2 left',
      '2 open-1',
    ]);
    expect(sectionsNamed(outline, 'DECISIONS').map(({ title }) => title)).toEqual(['Décisions']);
    expect(sectionsNamed(outline, 'open-1').map(({ index }) => index)).toEqual([5]);
  });

  test('one section is read', () => {
    expect(sectionMarkdown(page, named('decisions'))).toBe('# Décisions\n\na\n\n## Open\n\n[macro: toc]\n\nb');
    expect(sectionMarkdown(page, named('left'))).toBe('## Left\n\nl');
  });

  test('one section is replaced, with or without its heading, all else stays the same object', () => {
    for (const markdown of ['[macro: toc]\n\nchanged', '## Open\n\n[macro: toc]\n\nchanged']) {
      const edited = replaceSection(page, named('open'), markdown);
      expect(edited.content[5]).toEqual(p('changed'));
      expect(
        edited.content
          .filter((_, index) => index !== 5)
          .every((node, index) => node === page.content[index < 5 ? index : index + 1]),
      ).toBe(true);
      expect(sectionNodes(edited, named('notes'))).toEqual(sectionNodes(page, named('notes')));
    }
  });

  test('a section in a layout column is replaced there', () => {
    const edited = replaceSection(page, named('open-1'), 'new\n\n- list');
    expect(validateAdf(edited)).toEqual([]);
    expect(adfToMarkdown(edited).endsWith('## Open\n\nnew\n\n- list')).toBe(true);
    expect(edited.content.slice(0, 7)).toEqual(page.content.slice(0, 7));
  });
});
