import { describe, expect, test } from 'vitest';
import * as adf from '#demo/adf.ts';
import { pageIds } from '#demo/confluence/seed/ids.ts';
import { seedWiki } from '#demo/confluence/seed.ts';
import { fromAdf } from '#demo/confluence/storage/fromAdf.ts';
import { toAdf } from '#demo/confluence/storage/toAdf.ts';
import { XmlError } from '#demo/confluence/storage/xml.ts';
import { plainText } from '#demo/confluence/walk.ts';
import { seedUsers } from '#demo/jira/seed/people.ts';
import { Random } from '#demo/random.ts';

const users = seedUsers().all;
const fileName = (fileId: string) => fileId;
const importOptions = {
  fileId: (name: string) => name,
  displayName: (id: string) => users.find(({ accountId }) => accountId === id)?.displayName ?? '?',
};
const seeded = (now: string) => seedWiki({ users, now: Date.parse(now), random: new Random(3) });

describe('the seeded wiki', () => {
  const wiki = seeded('2026-11-18T15:00:00Z');
  const versions = [...wiki.pages.values()].flatMap((page) => page.versions.map((version) => ({ page, version })));

  test('every body is valid by the vendor’s schema', () => {
    const problems = [...versions.map(({ version }) => version.body), ...wiki.comments.map(({ body }) => body)].flatMap(
      adf.validateAdf,
    );
    expect(problems).toEqual([]);
    expect(versions.length).toBeGreaterThan(50);
  });

  test('every body survives the way to storage format and back, text and validity', () => {
    for (const { version } of versions) {
      const back = toAdf(fromAdf(version.body, { format: 'storage', fileName }), importOptions);
      expect(adf.validateAdf(back)).toEqual([]);
      expect(plainText(back).replace(/\s+/g, ' ')).toBe(plainText(version.body).replace(/\s+/g, ' '));
    }
  });

  test('the handbook is about 100 KB', () => {
    const body = wiki.pages.get(pageIds.checkoutHandbook)?.versions.at(-1)?.body;
    expect(JSON.stringify(body).length).toBeGreaterThan(90_000);
  });

  test('the same seed and time give the same wiki', () => {
    expect(JSON.stringify([...seeded('2026-11-18T15:00:00Z').pages])).toBe(JSON.stringify([...wiki.pages]));
  });

  test.each([
    '2026-11-16T00:30:00+01:00', // half an hour into Monday
    '2026-11-16T09:05:00+01:00',
    '2026-11-18T12:00:00Z',
    '2026-11-22T23:30:00+01:00', // the last half hour of Sunday
    '2026-03-30T08:00:00+02:00', // the Monday after the clocks changed
    '2027-01-01T10:00:00+01:00',
  ])('started at %s, versions are in order, past, and of this week where they should be', (now) => {
    for (const page of seeded(now).pages.values()) {
      const instants = page.versions.map(({ created }) => created);
      expect([page.id, instants]).toEqual([page.id, [...instants].sort((a, b) => a - b)]);
      expect(Math.max(...instants)).toBeLessThanOrEqual(Date.parse(now));
    }
    const edited = seeded(now).pages.get(pageIds.decisionRegister)?.versions.at(-1)?.created ?? 0;
    expect(Date.parse(now) - edited).toBeLessThan(7 * 86_400_000);
  });
});

describe('storage format', () => {
  const back = (storage: string) => toAdf(storage, importOptions);

  test('what people write by hand becomes valid ADF', () => {
    const storage = `Bare text <b>bold <i>both</i></b><br/><div><p>In a div</p></div>
      <p><ac:image><ri:url ri:value="https://example.org/a.png"/></ac:image> beside</p>
      <ul><li>one</li><li><p>two</p><ol><li>deep</li></ol></li></ul>
      <table><thead><tr><th>A</th></tr></thead><tbody><tr><td><table><tbody><tr><td>inner</td></tr></tbody></table></td></tr></tbody></table>
      <ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">More</ac:parameter><ac:rich-text-body><p>hidden</p></ac:rich-text-body></ac:structured-macro>
      <ac:structured-macro ac:name="unknown-thing"><ac:parameter ac:name="x">1</ac:parameter></ac:structured-macro>
      <ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>l</p></ac:layout-cell><ac:layout-cell><p>r</p></ac:layout-cell></ac:layout-section></ac:layout>
      <p><code><strong>code</strong></code> <ac:link><ri:page ri:content-title="Other page"/></ac:link></p>`;
    const document = back(storage);
    expect(adf.validateAdf(document)).toEqual([]);
    for (const words of ['Bare text', 'both', 'In a div', 'deep', 'inner', 'hidden', 'Other page']) {
      expect(plainText(document)).toContain(words);
    }
  });

  test('code may hold the end of its own wrapping', () => {
    const document = adf.doc(adf.codeBlock('xml', '<![CDATA[x]]> & <b>'));
    expect(back(fromAdf(document, { format: 'storage', fileName }))).toEqual(document);
  });

  test.each([
    '<p>open',
    '</p>',
    '<p></b></p>',
    '<p>&bogus;</p>',
    '<p attr=1>x</p>',
    '<'.repeat(10),
    '<p>'.repeat(5000),
  ])('%s is refused', (storage) => expect(() => back(storage)).toThrow(XmlError));
});

describe('validateAdf', () => {
  const nested = (depth: number) => {
    let node = adf.p('x');
    for (let level = 0; level < depth; level++) node = adf.bulletList([node]);
    return adf.doc(node);
  };
  const cyclic = { type: 'doc', version: 1, content: [] as unknown[] };
  cyclic.content.push(cyclic);

  test('says where the mistake is', () => {
    expect(adf.validateAdf(adf.doc(adf.bulletList([adf.p('a'), adf.heading(2, 'no heading here')])))[0]).toContain(
      '/content/0',
    );
    expect(adf.validateAdf('text')).toEqual(['/ must be object']);
    expect(adf.validateAdf(adf.doc('fine'))).toEqual([]);
  });

  test.each([
    ['deep', nested(10_000)],
    ['cyclic', cyclic],
    ['wide', { type: 'doc', version: 1, content: Array.from({ length: 60_000 }, () => adf.p()) }],
    ['long', adf.doc('x'.repeat(6_000_000))],
    ['no JSON', { type: 'doc', version: 1, content: [Symbol('x'), () => 1, 10n] }],
  ])('a hostile document is an error, not a crash: %s', (_, document) => {
    expect(adf.validateAdf(document).length).toBeGreaterThan(0);
  });
});
