import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AdfDocument, type AdfNode, contentOf, isRecord } from '#atlassian/adf/document.ts';
import { applyMarkdownEdit } from '#atlassian/adf/editMarkdown.ts';
import { markdownToAdf } from '#atlassian/adf/fromMarkdown.ts';
import { outlineOf, sectionMarkdown } from '#atlassian/adf/sections.ts';
import { adfToMarkdown, render } from '#atlassian/adf/toMarkdown.ts';
import { validateAdf } from '#demo/adf.ts';
import { contractsFolder } from './support/openapi.ts';

interface Found {
  readonly name: string;
  readonly document: AdfDocument;
}

/** Every Atlassian document in the recorded answers and the vendor's examples, those in JSON strings too. */
function findDocuments(folder: string): Found[] {
  const found: Found[] = [];
  const files = readdirSync(join(folder, 'recorded'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, 'recorded', name),
  );
  for (const file of [...files, join(folder, 'vendor-examples.json')].filter((name) => name.endsWith('.json')).sort()) {
    const pending: unknown[] = [JSON.parse(readFileSync(file, 'utf8'))];
    for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
      if (isDocument(value)) {
        found.push({ name: `${relative(folder, file)} #${found.length}`, document: value });
      } else if (typeof value === 'string' && value.trimStart().startsWith('{') && value.includes('"doc"')) {
        pending.push(parsed(value));
      } else if (Array.isArray(value)) {
        pending.push(...value.filter((item) => item !== undefined));
      } else if (isRecord(value)) {
        pending.push(...Object.values(value));
      }
    }
  }
  return found;
}

function isDocument(value: unknown): value is AdfDocument {
  return isRecord(value) && value['type'] === 'doc' && Array.isArray(value['content']);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // a string that only looks like a document
  }
}

const folder = contractsFolder();
const documents = folder === undefined ? [] : findDocuments(folder);

describe.skipIf(folder === undefined)(
  `recorded Atlassian documents (${documents.length} found; none without ../shared/contracts or CONTRACTS_DIR)`,
  () => {
    test('there are as many as there were', () => {
      expect(documents.length).toBeGreaterThanOrEqual(60);
    });

    test.each(documents)('$name', ({ document }) => {
      const markdown = adfToMarkdown(document);
      expect(applyMarkdownEdit(document, markdown)).toBe(document);
      expect(applyMarkdownEdit(document, `\n${markdown}\r\n\n`)).toBe(document);
      expect(validateAdf(markdownToAdf(markdown))).toEqual([]);
      for (const section of outlineOf(document)) {
        expect(markdown).toContain(sectionMarkdown(document, section).split('\n')[0]);
      }
      const isValid = validateAdf(document).length === 0;
      const lines = markdown.split('\n');
      for (const [at, line] of lines.entries()) {
        const paragraph = paragraphAt(document, at);
        if (paragraph !== undefined && !line.includes('![') && /\p{L}{3}/u.test(line)) {
          const changed = lines.with(at, line.replace(/\p{L}{3,}/u, 'changedword')).join('\n');
          const edited = applyMarkdownEdit(document, changed);
          expect(adfToMarkdown(edited)).toBe(changed);
          expect(without(edited, adfToMarkdown(edited), at)).toEqual(without(document, markdown, at));
          expect(isValid ? validateAdf(edited) : []).toEqual([]);
        }
      }
    });
  },
);

/** The paragraph that stands in a line, wherever it is nested. */
function paragraphAt(document: AdfDocument, line: number): AdfNode | undefined {
  let blocks = render(document, {}).blocks;
  for (;;) {
    const block = blocks.find(({ start, end }) => start <= line && line < end);
    if (block === undefined || block.node.type === 'paragraph') {
      return block?.node;
    }
    blocks = block.children;
  }
}

/** The document with an empty place where the paragraph in a line is: all else must be equal to the letter. */
function without(document: AdfDocument, markdown: string, line: number): unknown {
  const gone = paragraphAt(document, line);
  const visit = (node: AdfNode): AdfNode =>
    node === gone
      ? { type: 'gone' }
      : { ...node, ...(node.content === undefined ? {} : { content: contentOf(node).map(visit) }) };
  expect(gone, markdown).toBeDefined();
  return document.content.map(visit);
}
