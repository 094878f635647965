import fc from 'fast-check';
import type { AdfMark, AdfNode } from '#atlassian/adf/document.ts';

/** Arbitrary Atlassian documents that are valid by the JSON schema, with text that is hard on Markdown. */

const fragment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'release',
      'plan',
      'l’équipe',
      'été',
      'NIM-42',
      'snake_case_name',
      'a',
      '42',
      'Straße',
      '日本語',
      '🙂',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(' ', '  ', ' ', '\u00a0', ', ', '. ', ' - ', ' (', ') ', ': ') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '*',
      '**',
      '_',
      '__',
      '`',
      '``',
      '~~',
      '~',
      '[',
      ']',
      '](',
      '[x] ',
      '[ ] ',
      '<',
      '<b>',
      '</b>',
      '<br>',
      '<!--',
      '&',
      '&amp;',
      '|',
      '||',
      '\\',
      '!',
      '![',
      '#',
      '# ',
      '- ',
      '+ ',
      '1. ',
      '2) ',
      '> ',
      '---',
      '===',
      '***',
      '```',
      '~~~',
      '"',
      '@Paul Martin',
      'https://example.com/a_b(c)',
      '[!NOTE]',
      '[decision] ',
      'javascript:alert(1)',
      'command:x',
      '<details>',
      '</details>',
      '\n',
      '\t',
      '    ',
      ':-',
      '|---|',
      '</summary>',
      '\u2028',
      '^',
      '$x$',
      '[macro: toc]',
    ),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 4, unit: 'grapheme' }) },
);

export const hardText = fc.array(fragment, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''));
const plainText = fc
  .array(fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'), { minLength: 1, maxLength: 6 })
  .map((words) => words.join(' '));
const anyText = fc.oneof({ weight: 3, arbitrary: plainText }, { weight: 2, arbitrary: hardText });

const localId = fc.uuid();
const color = fc.constantFrom('#ff5630', '#36b37e');
const href = fc.constantFrom(
  'https://example.com',
  'http://a.b/c?d=e&f=g',
  'https://en.wikipedia.org/wiki/X_(y)',
  'mailto:a@b.c',
  'javascript:alert(1)',
  'command:foo',
  '#anchor',
  '/wiki/x',
  'https://a.b/<c>|d',
);

function mark(type: string, attrs?: Record<string, unknown>): AdfMark {
  return attrs === undefined ? { type } : { type, attrs };
}

const annotation = fc.uuid().map((id) => mark('annotation', { id, annotationType: 'inlineComment' }));
const formatMarks = fc
  .tuple(
    fc.option(
      href.map((target) => mark('link', { href: target })),
      { freq: 5, nil: undefined },
    ),
    fc.subarray([mark('strong'), mark('em'), mark('strike'), mark('underline')]),
    fc.option(fc.constantFrom(mark('subsup', { type: 'sub' }), mark('subsup', { type: 'sup' })), {
      freq: 6,
      nil: undefined,
    }),
    fc.option(
      color.map((value) => mark('textColor', { color: value })),
      { freq: 5, nil: undefined },
    ),
    fc.option(annotation, { freq: 3, nil: undefined }),
    fc.option(
      color.map((value) => mark('backgroundColor', { color: value })),
      { freq: 6, nil: undefined },
    ),
  )
  .map((marks) => marks.flat().filter((entry) => entry !== undefined));
const codeMarks = fc
  .tuple(
    fc.option(
      href.map((target) => mark('link', { href: target })),
      { freq: 5, nil: undefined },
    ),
    fc.option(annotation, { freq: 4, nil: undefined }),
  )
  .map((marks) => [...marks.filter((entry) => entry !== undefined), mark('code')]);

const text: fc.Arbitrary<AdfNode> = fc
  .tuple(
    anyText,
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: formatMarks },
      { weight: 1, arbitrary: codeMarks },
    ),
  )
  .map(([value, marks]) => ({ type: 'text', text: value, ...(marks.length > 0 ? { marks } : {}) }));

const captionAtom: fc.Arbitrary<AdfNode> = fc.oneof(
  fc.constant({ type: 'hardBreak' }),
  fc
    .tuple(fc.constantFrom('@Paul Martin', '@Sofia', 'Zoé', '@a_b*c'), localId)
    .map(([name, id]) => ({ type: 'mention', attrs: { id, text: name, accessLevel: '' } })),
  localId.map((id) => ({ type: 'mention', attrs: { id } })),
  fc
    .constantFrom({ shortName: ':smile:', id: '1f604', text: '😄' }, { shortName: ':custom_one:', id: 'x' })
    .map((attrs) => ({ type: 'emoji', attrs })),
  fc.constantFrom('1700000000000', 'soon').map((timestamp) => ({ type: 'date', attrs: { timestamp } })),
  fc
    .tuple(fc.constantFrom('IN PROGRESS', 'x', 'decision', 'a]b', 'Fait'), localId)
    .map(([value, id]) => ({ type: 'status', attrs: { text: value, color: 'blue', localId: id } })),
  fc.constant({ type: 'placeholder', attrs: { text: 'Write here' } }),
  fc
    .constantFrom(
      'https://nimbus.atlassian.net/browse/NIM-7',
      'https://x.y/z',
      'javascript:x',
      'https://a.b/wiki/spaces/N/pages/12/Some+Title',
    )
    .map((url) => ({ type: 'inlineCard', attrs: { url } })),
  fc.constant({ type: 'inlineCard', attrs: { data: { name: 'A [card]', url: 'https://x.y' } } }),
);
const atom: fc.Arbitrary<AdfNode> = fc.oneof(
  { weight: 6, arbitrary: captionAtom },
  {
    weight: 1,
    arbitrary: localId.map((id) => ({
      type: 'inlineExtension',
      attrs: {
        extensionType: 'com.atlassian.confluence.macro.core',
        extensionKey: 'status_x',
        localId: id,
        parameters: { a: 1 },
      },
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(localId, annotation)
      .map(([id, mark1]) => ({ type: 'mediaInline', attrs: { id, collection: 'c', type: 'file' }, marks: [mark1] })),
  },
);
export const inline = fc.array(fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: atom }), {
  maxLength: 5,
});
const captionInline = fc.array(fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: captionAtom }), {
  maxLength: 4,
});

const maybeId = fc.option(
  localId.map((id) => ({ localId: id })),
  { nil: undefined },
);

function node(
  type: string,
  attrs: Record<string, unknown> | undefined,
  content?: readonly AdfNode[],
  marks?: readonly AdfMark[],
): AdfNode {
  return {
    type,
    ...(attrs === undefined ? {} : { attrs }),
    ...(content === undefined ? {} : { content }),
    ...(marks === undefined ? {} : { marks }),
  };
}

const plainParagraph = fc.tuple(inline, maybeId).map(([content, attrs]) => node('paragraph', attrs, content));
const alignment = fc.constantFrom([mark('alignment', { align: 'center' })], [mark('alignment', { align: 'end' })]);
const paragraphMarks = fc.oneof(alignment, fc.constant([mark('indentation', { level: 2 })]));
const pageParagraph = fc.oneof(
  { weight: 4, arbitrary: plainParagraph },
  {
    weight: 1,
    arbitrary: fc.tuple(inline, paragraphMarks).map(([content, marks]) => node('paragraph', undefined, content, marks)),
  },
);
const heading = fc
  .tuple(fc.integer({ min: 1, max: 6 }), inline)
  .map(([level, content]) => node('heading', { level }, content));
const codeBlock = fc
  .tuple(
    fc.constantFrom('ts', 'c++', 'none of that', undefined),
    fc.array(fc.oneof(hardText, fc.constantFrom('', '```', '  x', '````ts')), { maxLength: 4 }),
    maybeId,
  )
  .map(([language, lines, id]) => {
    const code = lines.join('\n');
    const attrs =
      language === undefined && id === undefined
        ? undefined
        : { ...(language === undefined ? {} : { language }), ...id };
    return node('codeBlock', attrs, code === '' ? undefined : [{ type: 'text', text: code }]);
  });
const rule = fc.constant(node('rule', undefined));
const media = fc.oneof(
  fc
    .tuple(localId, fc.option(plainText, { nil: undefined }))
    .map(([id, alt]) =>
      node('media', { type: 'file', id, collection: 'contentId-1', ...(alt === undefined ? {} : { alt }), width: 200 }),
    ),
  fc
    .constantFrom('https://x.y/i.png', 'javascript:x')
    .map((url) => node('media', { type: 'external', url, alt: 'a [picture]' })),
);
const mediaSingle = fc
  .tuple(media, fc.option(captionInline, { nil: undefined }))
  .map(([file, caption]) =>
    node(
      'mediaSingle',
      { layout: 'center', width: 66 },
      caption === undefined ? [file] : [file, node('caption', undefined, caption)],
    ),
  );
const mediaGroup = fc
  .array(media, { minLength: 1, maxLength: 3 })
  .map((content) => node('mediaGroup', undefined, content));
const macroName = fc.constantFrom('toc', 'jira', 'recently-updated', 'odd*name]');
const extension = fc.tuple(macroName, localId).map(([extensionKey, id]) =>
  node('extension', {
    extensionType: 'com.atlassian.confluence.macro.core',
    extensionKey,
    localId: id,
    layout: 'default',
    parameters: { macroParams: {} },
  }),
);
const blockCard = fc
  .constantFrom(
    { url: 'https://x.y/z' },
    { url: 'command:x' },
    { datasource: { id: 'd', parameters: {}, views: [{ type: 'table' }] } },
  )
  .map((attrs) => node('blockCard', attrs));
const embedCard = fc.constant(node('embedCard', { url: 'https://www.figma.com/x', layout: 'center' }));
const decisionList = fc
  .tuple(
    localId,
    fc.array(fc.tuple(inline, localId, fc.constantFrom('DECIDED', 'UNDECIDED')), { minLength: 1, maxLength: 3 }),
  )
  .map(([id, items]) =>
    node(
      'decisionList',
      { localId: id },
      items.map(([content, itemId, state]) => node('decisionItem', { localId: itemId, state }, content)),
    ),
  );
const taskItem = fc
  .tuple(inline, localId, fc.constantFrom('TODO', 'DONE'))
  .map(([content, id, state]) => node('taskItem', { localId: id, state }, content));

export const { taskList, blocksIn } = ((): {
  taskList: fc.Arbitrary<AdfNode>;
  blocksIn: (container: string, depth: number) => fc.Arbitrary<AdfNode[]>;
} => {
  const tasks = (depth: number): fc.Arbitrary<AdfNode> =>
    fc
      .tuple(
        localId,
        taskItem,
        fc.array(
          depth > 0
            ? fc.oneof(
                { weight: 3, arbitrary: taskItem },
                { weight: 1, arbitrary: fc.constant(null).chain(() => tasks(depth - 1)) },
              )
            : taskItem,
          { maxLength: 3 },
        ),
      )
      .map(([id, first, rest]) => node('taskList', { localId: id }, [first, ...rest]));
  const filled = (container: string, depth: number): fc.Arbitrary<AdfNode[]> =>
    fc.array(block(container, depth), { minLength: 1, maxLength: 3 });
  const list = (type: string, depth: number): fc.Arbitrary<AdfNode> =>
    fc
      .tuple(
        fc.array(
          filled('listItem', depth).map((content) => node('listItem', undefined, content)),
          { minLength: 1, maxLength: 3 },
        ),
        fc.constantFrom(undefined, 1, 3, 0),
        maybeId,
      )
      .map(([items, order, id]) =>
        node(type, type === 'orderedList' && order !== undefined ? { order, ...id } : id, items),
      );
  const cell = (type: string, depth: number): fc.Arbitrary<AdfNode> =>
    fc
      .tuple(
        fc.oneof(
          { weight: 2, arbitrary: plainParagraph.map((one) => [one]) },
          { weight: 1, arbitrary: filled('tableCell', depth) },
        ),
        fc.constantFrom(undefined, { background: '#deebff', colwidth: [120] }, { colspan: 2 }, { rowspan: 2 }),
      )
      .map(([content, attrs]) => node(type, attrs, content));
  const table = (depth: number): fc.Arbitrary<AdfNode> =>
    fc
      .tuple(fc.boolean(), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), localId)
      .chain(([hasHeader, width, height, id]) => {
        const row = (type: string): fc.Arbitrary<AdfNode> =>
          fc
            .array(cell(type, depth), { minLength: width, maxLength: width })
            .map((cells) => node('tableRow', undefined, cells));
        return fc
          .tuple(
            ...Array.from({ length: height }, (_, index) =>
              row(hasHeader && index === 0 ? 'tableHeader' : 'tableCell'),
            ),
          )
          .map((rows) => node('table', { localId: id, layout: 'default', isNumberColumnEnabled: false }, rows));
      });
  const leaves: Record<string, fc.Arbitrary<AdfNode>> = {
    heading,
    codeBlock,
    rule,
    mediaSingle,
    mediaGroup,
    extension,
    blockCard,
    embedCard,
    decisionList,
  };
  const kinds: Record<string, readonly string[]> = {
    doc: [
      'heading',
      'codeBlock',
      'rule',
      'mediaSingle',
      'mediaGroup',
      'extension',
      'blockCard',
      'embedCard',
      'decisionList',
      'taskList',
      'bulletList',
      'orderedList',
      'blockquote',
      'panel',
      'expand',
      'table',
      'bodiedExtension',
      'layoutSection',
    ],
    layoutColumn: [
      'heading',
      'codeBlock',
      'rule',
      'mediaSingle',
      'extension',
      'decisionList',
      'taskList',
      'bulletList',
      'panel',
      'expand',
      'table',
      'bodiedExtension',
    ],
    bodiedExtension: ['heading', 'codeBlock', 'mediaSingle', 'extension', 'bulletList', 'panel', 'table'],
    expand: [
      'heading',
      'codeBlock',
      'rule',
      'mediaSingle',
      'extension',
      'decisionList',
      'taskList',
      'bulletList',
      'orderedList',
      'blockquote',
      'panel',
      'table',
      'nestedExpand',
    ],
    nestedExpand: ['heading', 'codeBlock', 'bulletList', 'panel', 'rule', 'taskList'],
    panel: [
      'heading',
      'codeBlock',
      'bulletList',
      'orderedList',
      'rule',
      'taskList',
      'decisionList',
      'mediaSingle',
      'extension',
      'blockCard',
    ],
    blockquote: ['codeBlock', 'bulletList', 'orderedList', 'mediaSingle', 'mediaGroup', 'extension'],
    listItem: ['codeBlock', 'bulletList', 'orderedList', 'taskList', 'mediaSingle', 'extension'],
    tableCell: [
      'heading',
      'codeBlock',
      'bulletList',
      'orderedList',
      'panel',
      'blockquote',
      'rule',
      'mediaSingle',
      'mediaGroup',
      'decisionList',
      'taskList',
      'blockCard',
      'extension',
      'nestedExpand',
    ],
  };
  const inner = (type: string, depth: number): fc.Arbitrary<AdfNode> => {
    switch (type) {
      case 'bulletList':
      case 'orderedList':
        return list(type, depth);
      case 'taskList':
        return tasks(Math.min(depth, 2));
      case 'table':
        return table(depth);
      case 'panel':
        return fc
          .tuple(
            filled('panel', depth),
            fc.constantFrom('info', 'note', 'tip', 'success', 'warning', 'error', 'custom'),
          )
          .map(([content, panelType]) =>
            node(
              'panel',
              { panelType, ...(panelType === 'custom' ? { panelIcon: ':rainbow:', panelColor: '#abc' } : {}) },
              content,
            ),
          );
      case 'expand':
      case 'nestedExpand':
        return fc
          .tuple(filled(type, depth), fc.oneof(anyText, fc.constant('')))
          .map(([content, title]) => node(type, { title }, content));
      case 'bodiedExtension':
        return fc
          .tuple(filled(type, depth), macroName)
          .map(([content, extensionKey]) => node(type, { extensionType: 'x', extensionKey, localId: 'l' }, content));
      case 'layoutSection':
        return fc
          .array(
            filled('layoutColumn', depth).map((content) => node('layoutColumn', { width: 50 }, content)),
            { minLength: 2, maxLength: 3 },
          )
          .map((columns) => node('layoutSection', undefined, columns, [mark('breakout', { mode: 'wide' })]));
      default:
        return filled(type, depth).map((content) => node(type, undefined, content));
    }
  };
  const block = (container: string, depth: number): fc.Arbitrary<AdfNode> => {
    const isPage = container === 'doc' || container === 'layoutColumn';
    const others = (kinds[container] ?? []).filter((kind) => depth > 0 || leaves[kind] !== undefined);
    const other = fc.constantFrom(...others).chain((kind) => leaves[kind] ?? inner(kind, depth - 1));
    return fc.oneof({ weight: 2, arbitrary: isPage ? pageParagraph : plainParagraph }, { weight: 3, arbitrary: other });
  };
  return { taskList: tasks(1), blocksIn: (container, depth) => fc.array(block(container, depth), { maxLength: 6 }) };
})();

export const adfDocument = blocksIn('doc', 3).map((content) => ({ type: 'doc' as const, version: 1, content }));
