import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AdfDocument, type AdfNode, checkDocument, contentOf } from '#atlassian/adf/document.ts';
import { outlineOf, sectionMarkdown } from '#atlassian/adf/sections.ts';
import { connect } from '#atlassian/connect.ts';
import { validateAdf } from '#demo/adf.ts';
import type { DemoPage } from '#demo/confluence/model.ts';
import { type RunningDemoSite, startDemoSite } from '#demo/main.ts';
import { sectionText } from '#domain/pageSections.ts';
import type { Connection } from '#domain/ports.ts';
import { writeSection } from '#services/pageWrites.ts';

let demo: RunningDemoSite;
let connection: Connection;

beforeAll(async () => {
  demo = await startDemoSite({ seed: 7 });
  const credential = { origin: demo.url, email: demo.email, token: demo.token };
  connection = await connect({ credential, userAgent: 'Trestle/0.0.0' });
});
afterAll(async () => {
  connection.dispose();
  await demo.close();
});

function documentNow(page: DemoPage): AdfDocument {
  return checkDocument(JSON.stringify(page.versions.at(-1)?.body));
}

it('leaves every block outside the section as it was, whatever is written into it', async () => {
  const { pages } = connection.knowledge;
  const wiki = [...demo.site.wiki.pages.values()].filter(
    ({ status, visibleTo }) => status === 'current' && visibleTo === undefined,
  );
  const target = fc.record({ demoPage: fc.constantFrom(...wiki), nth: fc.nat(70), edit: sectionEdit });
  let writes = 0;
  await fc.assert(
    fc.asyncProperty(target, async ({ demoPage, nth, edit }) => {
      const page = await pages.get(demoPage.id);
      const section = page.sections[nth % page.sections.length];
      const text = section && sectionText(page, section);
      const markdown = edit(text ?? '');
      fc.pre(section !== undefined && text !== undefined && markdown.trim() !== '');
      const before = documentNow(demoPage);
      const count = demoPage.versions.length;
      const change = { baseVersion: page.version, section: String(section.number), markdown };
      const { page: now } = await writeSection(pages, page.id, change);
      const after = documentNow(demoPage);
      demoPage.versions.length = count;
      expect(validateAdf(after)).toEqual([]);
      expectOutsideKept(before, after, text);
      expect(now.version === page.version).toBe(JSON.stringify(after) === JSON.stringify(before));
      writes += now.version - page.version;
    }),
    { numRuns: Number(process.env['WIKI_RUNS'] ?? 100) },
  );
  expect(writes).toBeGreaterThan(30);
}, 120_000);

/** Edits that agents and people make, well-formed or not. */
const sectionEdit: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.constantFrom(
    (text: string) => text,
    (text: string) => `${text}\n\nOne more paragraph.`,
    (text: string) => `${text}\n\n\`\`\`sh\nnever closed`,
    (text: string) => `${text}\n\n<details>\n<summary>never closed</summary>\n\ninside`,
    (text: string) => `${text}\n\n> [!NOTE]\n> noted`,
    (text: string) => `${text}\n\n# A section of its own\n\n| a | b |\n| --- | --- |\n| 1 | 2 |`,
    (text: string) => text.split('\n\n').reverse().join('\n\n'),
    (text: string) => text.slice(0, Math.floor(text.length / 2)),
    () => 'Written anew.\n\n- [decision] with a decision\n- [ ] and a task',
  ),
  fc.nat().map((at) => (text: string) => {
    const words = [...text.matchAll(/[a-z]{4,}/g)];
    const word = words[at % Math.max(1, words.length)];
    return word ? `${text.slice(0, word.index)}edited${text.slice(word.index + word[0].length)}` : text;
  }),
);

/** The section is where its nodes, cut out before and after, leave the same document. */
function expectOutsideKept(before: AdfDocument, after: AdfDocument, sectionMarkdownBefore: string): void {
  const options = { baseUrl: demo.url };
  const places = outlineOf(before, options).filter(
    (place) => sectionMarkdown(before, place, options) === sectionMarkdownBefore,
  );
  expect(places.length).toBeGreaterThan(0);
  const isKept = places.some(({ path, start, end }) => {
    const without = (document: AdfDocument, kept: number) => {
      const cut = (nodes: readonly AdfNode[], depth: number): readonly AdfNode[] => {
        const index = path[depth];
        return index === undefined
          ? [...nodes.slice(0, start), ...nodes.slice(nodes.length - kept)]
          : nodes.map((node, at) => (at === index ? { ...node, content: cut(contentOf(node), depth + 1) } : node));
      };
      return JSON.stringify(cut(document.content, 0));
    };
    let nodes: readonly AdfNode[] = before.content;
    for (const index of path) {
      nodes = contentOf(nodes[index] ?? expect.unreachable());
    }
    const kept = nodes.length - end;
    return without(before, kept) === without(after, kept);
  });
  expect(isKept).toBe(true);
}
