import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdfDocument, AdfNode } from '#atlassian/adf/document.ts';
import { markdownToAdf } from '#atlassian/adf/fromMarkdown.ts';
import { blocksOf } from '#atlassian/confluence/blocks.ts';
import { readOutline } from '#atlassian/confluence/outline.ts';
import type { PageBlock } from '#domain/page.ts';
import { type BlockChange, comparePages } from '#services/pageDiff.ts';
import { adfDocument } from './support/adfArbitrary.ts';

function partsOf(document: AdfDocument): PageBlock[] {
  return blocksOf(document, readOutline(document, {}).sections, {});
}

function compare(before: string, after: string): string[] {
  const changes = comparePages(partsOf(markdownToAdf(before)), partsOf(markdownToAdf(after)));
  return changes.map(said);
}

function said(change: BlockChange): string {
  const path = (change.kind === 'removed' ? change.before : change.after).path.join(' > ');
  const texts = [
    ...(change.kind === 'added' ? [] : [change.before.markdown]),
    ...(change.kind === 'removed' ? [] : [change.after.markdown]),
  ];
  return `${change.kind} in ${path}: ${texts.join(' => ')}`;
}

const page = ['# Plan', 'Intro to it.', '## Decisions', '- one thing', '- another thing', '## Rest', 'The end.'].join(
  '\n\n',
);

describe('what counts as a change', () => {
  it('added, removed and changed parts, with their section, in the order of the page', () => {
    const after = page
      .replace('Intro to it.', 'Intro to it, with more words.')
      .replace('- one thing', '- one thing\n- a decision of today')
      .replace('The end.', '');
    expect(compare(page, after)).toEqual([
      'changed in Plan: Intro to it. => Intro to it, with more words.',
      'added in Plan > Decisions: - a decision of today',
      'removed in Plan > Rest: The end.',
    ]);
  });

  it('nothing that was only moved or looks different', () => {
    expect(compare(page, page)).toEqual([]);
    expect(compare(page, page.replace('- one thing\n\n- another thing', '- another thing\n- one thing'))).toEqual([]);
    expect(compare(page, page.replace('Intro to it.', '**Intro** *to* it.'))).toEqual([]);
    expect(compare(page, page.replace('## Rest', '### Rest').replace('- one', '1. one'))).toEqual([]);
    expect(compare(page, `The end.\n\n${page.replace('\n\nThe end.', '')}`)).toEqual([]);
  });

  it('a renamed section is the change of its heading', () => {
    expect(compare(page, page.replace('## Decisions', '## Decisions taken'))).toEqual([
      'changed in Plan > Decisions taken: ## Decisions => ## Decisions taken',
    ]);
  });

  it('a state, a link and a cell', () => {
    expect(compare('- [ ] do it', '- [x] do it')).toEqual(['changed in : - [ ] do it => - [x] do it']);
    expect(compare('- [undecided] so be it', '- [decision] so be it')).toEqual([
      'changed in : - [undecided] so be it => - [decision] so be it',
    ]);
    expect(compare('[spec](https://a.example)', '[spec](https://b.example)')).toHaveLength(1);
    const table = '| Topic | Outcome |\n| --- | --- |\n| Tax | open |\n| Stock | done |';
    expect(compare(table, table.replace('open', 'settled'))).toEqual([
      'changed in : | Tax | open | => | Tax | settled |',
    ]);
    expect(compare(table, `${table}\n| New | row |`)).toEqual(['added in : | New | row |']);
  });

  it('one of several equal parts', () => {
    expect(compare('- same\n- same', '- same\n- same\n- same')).toEqual(['added in : - same']);
    expect(compare('- same\n- same', '- same')).toEqual(['removed in : - same']);
  });

  it('a text written anew is no edit of the old one', () => {
    expect(compare('Cats sleep all day long.', 'Nothing here resembles that.')).toEqual([
      'removed in : Cats sleep all day long.',
      'added in : Nothing here resembles that.',
    ]);
  });

  it('pages of thousands of parts, in good time', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `Paragraph ${index} about thing ${index * 7}.`);
    const other = lines.map((line, index) => (index % 2 === 0 ? line : `Other ${index} words ${index * 3}.`));
    expect(compare(lines.join('\n\n'), other.join('\n\n')).length).toBeGreaterThanOrEqual(1500);
  });
});

it('turns the parts of one document into those of another, for any two', () => {
  fc.assert(
    fc.property(adfDocument, adfDocument, (a, b) => {
      const [before, after] = [partsOf(a), partsOf(b)];
      const changes = comparePages(before, after);
      const ups = changes.filter(({ kind }) => kind === 'added').length;
      const downs = changes.filter(({ kind }) => kind === 'removed').length;
      expect(before.length + ups - downs).toBe(after.length);
      expect(comparePages(before, before)).toEqual([]);
      expect(comparePages(before, [...before].reverse())).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

it('has the outline agree with the text of any document', () => {
  fc.assert(
    fc.property(adfDocument, (document) => {
      const { markdown, sections } = readOutline(document, {});
      for (const { shown } of sections) {
        const text = markdown.slice(shown.start, shown.end);
        expect(text).not.toBe('');
        expect(text.startsWith('\n') || text.endsWith('\n')).toBe(false);
        expect(shown.title === '' || /^#{1,6} /.test(text)).toBe(true);
      }
      const numbers = sections.map(({ shown }) => shown.number);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      const inDocument = document.content.flatMap(function headings(node: AdfNode): AdfNode[] {
        return node.type === 'heading' ? [node] : [];
      });
      expect(sections.length).toBeGreaterThanOrEqual(
        inDocument.filter((node) => readOutline({ ...document, content: [node] }, {}).markdown !== '').length,
      );
    }),
    { numRuns: 150 },
  );
});
