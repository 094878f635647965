import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AdfDocument, type AdfNode, contentOf } from '#atlassian/adf/document.ts';
import { applyMarkdownEdit } from '#atlassian/adf/editMarkdown.ts';
import { adfToMarkdown, render } from '#atlassian/adf/toMarkdown.ts';
import { validateAdf } from '#demo/adf.ts';
import { adfDocument, hardText } from './support/adfArbitrary.ts';

const numRuns = Number(process.env['ADF_RUNS'] ?? 300);

/** The document with `edit` done to the text of its nth text node (counted round), which is told to have been found. */
function withText(document: AdfDocument, nth: number, edit: (text: string) => string): AdfDocument | undefined {
  const texts = (node: AdfNode): number =>
    node.type === 'text' ? 1 : contentOf(node).reduce((sum, child) => sum + texts(child), 0);
  const total = document.content.reduce((sum, child) => sum + texts(child), 0);
  let index = total === 0 ? -1 : nth % total;
  const visit = (node: AdfNode): AdfNode => {
    if (node.type === 'text') {
      index -= 1;
      return index === -1 ? { ...node, text: edit(node.text ?? '') } : node;
    }
    return node.content === undefined ? node : { ...node, content: node.content.map(visit) };
  };
  return total === 0 ? undefined : { ...document, content: document.content.map(visit) };
}

/** Joins neighbouring texts with equal marks, in blocks that hold the word only: others must stay to the letter. */
function joinTexts(node: AdfNode, word: string): AdfNode {
  if (node.content === undefined) {
    return node;
  }
  if (!node.content.some((child) => child.text?.includes(word) === true)) {
    return { ...node, content: node.content.map((child) => joinTexts(child, word)) };
  }
  const content: AdfNode[] = [];
  for (const child of node.content) {
    const last = content.at(-1);
    if (last?.type === 'text' && child.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(child.marks)) {
      content[content.length - 1] = { ...last, text: `${last.text ?? ''}${child.text ?? ''}` };
    } else {
      content.push(child);
    }
  }
  return { ...node, content };
}

test('editing one word changes that word and nothing else', () => {
  fc.assert(
    fc.property(adfDocument, fc.nat(), fc.nat(), (base, nth, at) => {
      const document = withText(base, nth, (text) => {
        const characters = [...text];
        const cut = at % (characters.length + 1);
        return `${characters.slice(0, cut).join('')} sentinel ${characters.slice(cut).join('')}`;
      });
      fc.pre(document !== undefined);
      if (document === undefined) {
        return;
      }
      const markdown = adfToMarkdown(document);
      expect(markdown.split('sentinel').length).toBe(2);
      const edited = applyMarkdownEdit(document, markdown.replace('sentinel', 'changed'));
      const expected = withText(base, nth, (text) => {
        const characters = [...text];
        const cut = at % (characters.length + 1);
        return `${characters.slice(0, cut).join('')} changed ${characters.slice(cut).join('')}`;
      });
      expect(validateAdf(edited)).toEqual([]);
      expect(
        edited.content.map((node) => joinTexts(node, 'changed')),
        markdown,
      ).toEqual(expected?.content.map((node) => joinTexts(node, 'changed')));
    }),
    { numRuns: numRuns * 2 },
  );
});

test('taking out one block takes out that block and nothing else', () => {
  fc.assert(
    fc.property(adfDocument, fc.nat(), (document, nth) => {
      const { markdown, blocks } = render(document, {});
      const visible = blocks.filter((block) => block.end > block.start);
      const index = nth % Math.max(1, visible.length);
      const block = visible[index];
      // Of several that read the same, nobody can tell which was meant; two lists that come to stand side by side are one.
      const flat = visible.flatMap(function inside(other): typeof visible {
        return other.role === 'through' ? other.children.flatMap(inside) : [other];
      });
      const source = markdown.split('\n');
      const read = (other: (typeof visible)[number]): string =>
        source
          .slice(other.start, other.end)
          .map((line) => line.replace(/^\*(?= |$)/, '-').replace(/^(\d+)\)/, '$1.')) // neighbouring lists alternate
          .join('\n');
      const isUnique = block !== undefined && flat.filter((other) => read(other) === read(block)).length === 1;
      const place = block === undefined ? -1 : flat.indexOf(block);
      const isBetweenLists = [flat[place - 1], flat[place + 1]].every((other) => other?.node.type.endsWith('List'));
      fc.pre(block !== undefined && block.role === 'own' && isUnique && !isBetweenLists);
      if (block !== undefined) {
        const lines = markdown.split('\n');
        lines.splice(block.start, block.end - block.start);
        const edited = applyMarkdownEdit(document, lines.join('\n'));
        const expected = document.content.filter((node) => node !== block.node);
        expect(edited.content, markdown).toEqual(expected);
        expect(edited.content.every((node, position) => node === expected[position])).toBe(true);
      }
    }),
    { numRuns },
  );
});

test('a new block leaves all others as they are', () => {
  fc.assert(
    fc.property(adfDocument, fc.nat(), (document, nth) => {
      const { markdown, blocks } = render(document, {});
      const visible = blocks.filter((block) => block.end > block.start);
      const block = visible[nth % Math.max(1, visible.length)];
      const lines = markdown.split('\n');
      lines.splice(block?.end ?? 0, 0, '', 'A new paragraph.', '');
      const edited = applyMarkdownEdit(document, lines.join('\n'));
      expect(validateAdf(edited)).toEqual([]);
      const added: AdfNode = { type: 'paragraph', content: [{ type: 'text', text: 'A new paragraph.' }] };
      const without = (nodes: readonly AdfNode[]): AdfNode[] =>
        nodes
          .filter((node) => JSON.stringify(node) !== JSON.stringify(added))
          .map((node) => (node.content === undefined ? node : { ...node, content: without(node.content) }));
      expect(without(edited.content)).toEqual(document.content);
      expect(JSON.stringify(edited)).toContain(JSON.stringify(added));
    }),
    { numRuns },
  );
});

test('whatever is made of the text, the result is valid', () => {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.array(hardText, { maxLength: 3 }));
  fc.assert(
    fc.property(adfDocument, fc.array(edit, { minLength: 1, maxLength: 4 }), (document, edits) => {
      const lines = adfToMarkdown(document).split('\n');
      for (const [at, remove, insert] of edits) {
        lines.splice(at % (lines.length + 1), remove, ...insert);
      }
      expect(validateAdf(applyMarkdownEdit(document, lines.join('\n')))).toEqual([]);
    }),
    { numRuns },
  );
});
