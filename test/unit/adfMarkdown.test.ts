import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import type { AdfNode } from '#atlassian/adf/document.ts';
import { applyMarkdownEdit } from '#atlassian/adf/editMarkdown.ts';
import { markdownToAdf } from '#atlassian/adf/fromMarkdown.ts';
import { viewsOf } from '#atlassian/adf/mergeContext.ts';
import { parseMarkdown } from '#atlassian/adf/parseMarkdown.ts';
import type { RenderedBlock } from '#atlassian/adf/rendered.ts';
import { adfToMarkdown, render } from '#atlassian/adf/toMarkdown.ts';
import { validateAdf } from '#demo/adf.ts';
import { adfDocument, hardText, inline } from './support/adfArbitrary.ts';

const numRuns = Number(process.env['ADF_RUNS'] ?? 300);

test('arbitrary documents are valid by the schema', () => {
  fc.assert(
    fc.property(adfDocument, (document) => {
      expect(validateAdf(document)).toEqual([]);
    }),
    { numRuns },
  );
});

test('what was read and not edited is written back as the very same document', () => {
  fc.assert(
    fc.property(adfDocument, (document) => {
      expect(applyMarkdownEdit(document, adfToMarkdown(document))).toBe(document);
    }),
    { numRuns },
  );
});

test('every visible block reads as exactly one block of Markdown', () => {
  fc.assert(
    fc.property(adfDocument, (document) => {
      const { markdown, blocks } = render(document, {});
      const check = (own: readonly RenderedBlock[], parsed: ReturnType<typeof parseMarkdown>): void => {
        const flat = own.flatMap(function through(block): readonly RenderedBlock[] {
          return block.role === 'through' ? block.children.flatMap(through) : [block];
        });
        viewsOf(flat, parsed).forEach((views, index) => {
          const block = flat[index];
          const expected = block !== undefined && block.end > block.start ? 1 : 0;
          expect([block?.node.type, views.length, markdown]).toEqual([block?.node.type, expected, markdown]);
          const [view] = views;
          if (block !== undefined && view !== undefined && 'children' in view && view.kind !== 'table') {
            check(block.children, [...view.children]);
          }
        });
      };
      check(blocks, parseMarkdown(markdown));
    }),
    { numRuns },
  );
});

test('the Markdown of a document gives a valid document again', () => {
  fc.assert(
    fc.property(adfDocument, (document) => {
      const again = markdownToAdf(adfToMarkdown(document));
      expect(validateAdf(again)).toEqual([]);
      expect(adfToMarkdown(markdownToAdf(adfToMarkdown(again)))).toBe(adfToMarkdown(again));
    }),
    { numRuns },
  );
});

test('text reads back as the same text with the same formatting', () => {
  fc.assert(
    fc.property(inline, (content) => {
      const document = { type: 'doc', version: 1, content: [{ type: 'paragraph', content }] };
      const words = (nodes: readonly AdfNode[]): string[] =>
        nodes.flatMap((node) => {
          const marks = (node.marks ?? []).filter(
            ({ type }) =>
              type === 'strong' || type === 'em' || type === 'strike' || type === 'code' || type === 'subsup',
          );
          const style = marks.some(({ type }) => type === 'code')
            ? 'code'
            : marks
                .map(({ type, attrs }) => `${type}${JSON.stringify(attrs ?? '')}`)
                .sort()
                .join();
          return node.type === 'text'
            ? [...(node.text ?? '')]
                .filter((character) => character.trim() !== '')
                .map((character) => `${character} ${style}`)
            : [];
        });
      const isText = content.every(({ type }) => type === 'text' || type === 'hardBreak');
      fc.pre(isText);
      const again = markdownToAdf(adfToMarkdown(document));
      expect(words(again.content.flatMap((block) => block.content ?? [])), adfToMarkdown(document)).toEqual(
        words(content),
      );
    }),
    { numRuns: numRuns * 3 },
  );
});

test('any text gives a valid document', () => {
  fc.assert(
    fc.property(
      fc.array(hardText).map((lines) => lines.join('\n')),
      (markdown) => {
        expect(validateAdf(markdownToAdf(markdown))).toEqual([]);
      },
    ),
    { numRuns },
  );
});

test('no document can make a link other than http, https and mailto', () => {
  const careless = new MarkdownIt({ html: true });
  careless.validateLink = () => true;
  fc.assert(
    fc.property(adfDocument, (document) => {
      for (const token of careless.parse(adfToMarkdown(document), {}).flatMap(({ children }) => children ?? [])) {
        const target = token.attrGet('href') ?? token.attrGet('src');
        if (target !== null) {
          expect(target).toMatch(/^(?:https?:\/\/|mailto:)/i);
        }
      }
    }),
    { numRuns },
  );
});
