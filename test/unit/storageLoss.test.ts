import { describe, expect, it } from 'vitest';
import { type AdfDocument, checkDocument } from '#atlassian/adf/document.ts';
import { storageLoss } from '#atlassian/confluence/storageLoss.ts';
import { bodyValue } from '#demo/confluence/body.ts';
import { toAdf } from '#demo/confluence/storage/toAdf.ts';
import type { AdfNode } from '#demo/jira/model.ts';
import { startDemoSite } from '#demo/main.ts';

function converted(storage: string): AdfDocument {
  const options = { fileId: () => undefined, displayName: () => 'Somebody' };
  return checkDocument(JSON.stringify(toAdf(storage, options)));
}

const lossOf = (storage: string) => storageLoss(storage, converted(storage));

it('finds nothing on the pages of the demo site, however they were written', async () => {
  const demo = await startDemoSite({ seed: 3 });
  try {
    let count = 0;
    for (const { versions } of demo.site.wiki.pages.values()) {
      for (const version of versions) {
        const storage = bodyValue(demo.site, version, 'storage');
        expect(storageLoss(storage, checkDocument(bodyValue(demo.site, version, 'atlas_doc_format')))).toEqual([]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(40);
  } finally {
    await demo.close();
  }
});

describe('what a document can say', () => {
  it.each([
    '<p>caf&eacute; &ndash; <strong>foo</strong>bar&nbsp;baz &#39;quoted&#39; &amp; more</p>',
    '<ul><li>one<ol><li>two</li></ol></li></ul><hr /><blockquote><p>said</p></blockquote>',
    '<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">java</ac:parameter><ac:plain-text-body><![CDATA[a < b && "x"]]></ac:plain-text-body></ac:structured-macro>',
    '<ac:structured-macro ac:name="toc"><ac:parameter ac:name="maxLevel">3</ac:parameter></ac:structured-macro>',
    '<ac:structured-macro ac:name="details"><ac:rich-text-body><p>inside</p></ac:rich-text-body></ac:structured-macro>',
    '<ac:layout><ac:layout-section ac:type="single"><ac:layout-cell><p>alone</p></ac:layout-cell></ac:layout-section></ac:layout>',
    '<p><time datetime="2024-11-04" /> <ac:link><ri:user ri:account-id="1" /></ac:link></p>',
    '',
  ])('%s', (storage) => expect(lossOf(storage)).toEqual([]));
});

describe('what it cannot', () => {
  it.each<readonly [string, string]>([
    ['<p><font color="red">old</font></p>', 'element font'],
    ['<p style="font-size: 30px">big</p>', 'style font-size'],
    ['<p><span style="color: red">red</span></p>', 'coloured text'],
    ['<p style="text-align: center">middle</p>', 'alignment'],
    ['<p><ac:link><ri:page ri:content-title="Other page" /></ac:link></p>', 'link'],
    ['<p><ac:image><ri:attachment ri:filename="a.png" /></ac:image></p>', 'image'],
    ['<table><tbody><tr><td><table><tbody><tr><td>x</td></tr></tbody></table></td></tr></tbody></table>', 'table'],
    ['<ul><li><h2>heading in a list</h2></li></ul>', 'heading'],
    [
      '<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[<b>raw</b>]]></ac:plain-text-body></ac:structured-macro>',
      'text "raw"',
    ],
    [
      '<ac:structured-macro ac:name="code"><ac:parameter ac:name="title">Main.java</ac:parameter><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>',
      'macro code: title',
    ],
    [
      '<ac:structured-macro ac:name="details"><ac:rich-text-body><ac:structured-macro ac:name="details"><ac:rich-text-body><p>deep</p></ac:rich-text-body></ac:structured-macro></ac:rich-text-body></ac:structured-macro>',
      'macro details',
    ],
  ])('%s', (storage, part) => expect(lossOf(storage)).toContain(part));

  it('is told about a comment mark that is gone', () => {
    const body: AdfNode = {
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }],
    };
    const storage = '<p><ac:inline-comment-marker ac:ref="1">x</ac:inline-comment-marker></p>';
    expect(storageLoss(storage, checkDocument(JSON.stringify(body)))).toEqual(['inline comment']);
  });

  it('is told within bounds, whatever comes', () => {
    const many = Array.from({ length: 500 }, (_, index) => `<x${index}>word${index}</x${index}>`).join('');
    expect(storageLoss(many, converted('<p>x</p>')).length).toBe(20);
    for (const broken of ['<p', '</p></p>', '<<<', '<p a="', '&#xffffffff;&;', '<__proto__ constructor="1"/>']) {
      expect(() => storageLoss(broken, converted(''))).not.toThrow();
    }
  });
});
