import { fail } from '#domain/errors.ts';
import { type AdfDocument, type AdfNode, checkDocument, contentOf } from './document.ts';
import { type EditOptions, editBlocks } from './editMarkdown.ts';
import { inlineText, type MarkdownOptions } from './inlineText.ts';
import { headingLevel, isThrough, renderSequence } from './renderBlocks.ts';

/**
 * A heading and what follows it, up to the next heading that is not below it. Sections inside a layout column or a
 * macro end with it at the latest. What stands before the first heading is a section too, with level 0 and no title.
 */
export interface Section {
  /** Place in the outline, from 0. */
  readonly index: number;
  readonly level: number;
  readonly title: string;
  /** Unique in the document: the title in lower case with hyphens, as in links to headings. */
  readonly anchor: string;
  /** Way to the node that holds it, by indexes of `content`; empty for the document itself. */
  readonly path: readonly number[];
  /** Its nodes in there: from `start`, before `end`. */
  readonly start: number;
  readonly end: number;
}

/** The sections of a document in reading order; those below another are part of it and follow it. */
export function outlineOf(document: AdfDocument, options: MarkdownOptions = {}): Section[] {
  const sections: Section[] = [];
  const anchors = new Map<string, number>();
  const add = (section: Pick<Section, 'level' | 'title' | 'path' | 'start' | 'end'>): void => {
    const slug = slugOf(section.title);
    const count = anchors.get(slug) ?? 0;
    anchors.set(slug, count + 1);
    sections.push({ ...section, index: sections.length, anchor: count === 0 ? slug : `${slug}-${count}` });
  };
  const visit = (nodes: readonly AdfNode[], path: readonly number[]): void => {
    const ends = sectionEnds(nodes);
    const first = nodes.findIndex(isHeading);
    const intro = first < 0 ? nodes.length : first;
    if (
      path.length === 0 &&
      renderSequence(
        nodes.slice(0, intro).filter((node) => !isThrough(node)),
        options,
      ).lines.length > 0
    ) {
      add({ level: 0, title: '', path, start: 0, end: intro });
    }
    nodes.forEach((node, start) => {
      if (isHeading(node)) {
        add({
          level: headingLevel(node),
          title: titleOf(node, options),
          path,
          start,
          end: ends[start] ?? nodes.length,
        });
      } else if (isThrough(node)) {
        visit(contentOf(node), [...path, start]);
      }
    });
  };
  visit(document.content, []);
  return sections;
}

/** For every heading the index of the next one that is not below it. */
function sectionEnds(nodes: readonly AdfNode[]): number[] {
  const ends: number[] = new Array(nodes.length).fill(nodes.length);
  const open: number[] = [];
  nodes.forEach((node, index) => {
    if (isHeading(node)) {
      while (open.length > 0 && headingLevel(nodes[open.at(-1) ?? 0] ?? node) >= headingLevel(node)) {
        ends[open.pop() ?? 0] = index;
      }
      open.push(index);
    }
  });
  return ends;
}

/** Sections that `name` may mean: by anchor (with or without `#`), else by title whatever its case and accents. */
export function sectionsNamed(outline: readonly Section[], name: string): Section[] {
  const wanted = name.trim();
  const byAnchor = outline.filter(({ anchor }) => anchor === wanted.replace(/^#+\s*/, ''));
  return byAnchor.length > 0 ? byAnchor : outline.filter(({ title }) => slugOf(title) === slugOf(wanted));
}

/** The nodes of a section; equal (as JSON) in two versions of a page when the section did not change between them. */
export function sectionNodes(document: AdfDocument, section: Section): readonly AdfNode[] {
  return contentOf(holderOf(document, section)).slice(section.start, section.end);
}

export function sectionMarkdown(document: AdfDocument, section: Section, options: MarkdownOptions = {}): string {
  return renderSequence(sectionNodes(document, section), options).lines.join('\n');
}

/**
 * Puts an edited reading of one section back; all other nodes of the document stay the same objects. When the text
 * does not begin with a heading of the section's level or above, it is what stands below the heading, which stays.
 */
export function replaceSection(
  original: unknown,
  section: Section,
  editedMarkdown: string,
  options: EditOptions = {},
): AdfDocument {
  const document = checkDocument(original);
  const holder = holderOf(document, section);
  const nodes = contentOf(holder).slice(section.start, section.end);
  const given = /^\s*(#{1,6})\s/.exec(editedMarkdown)?.[1]?.length;
  const heading = section.level > 0 && (given === undefined || given > section.level) ? nodes.slice(0, 1) : [];
  const edited = [...heading, ...editBlocks(nodes.slice(heading.length), editedMarkdown, holder.type, options)];
  const put = (node: AdfNode | AdfDocument, path: readonly number[]): readonly AdfNode[] => {
    const content = contentOf(node);
    const [index, ...rest] = path;
    if (index === undefined) {
      return [...content.slice(0, section.start), ...edited, ...content.slice(section.end)];
    }
    return content.map((child, position) => (position === index ? { ...child, content: put(child, rest) } : child));
  };
  const content = put(document, section.path);
  return { ...document, content };
}

function holderOf(document: AdfDocument, section: Section): AdfNode | AdfDocument {
  let holder: AdfNode | AdfDocument = document;
  for (const index of section.path) {
    const next: AdfNode | undefined = contentOf(holder)[index];
    if (next === undefined) {
      return fail({ code: 'invalidArgument', argument: 'section', reason: 'is not of this version of the document' });
    }
    holder = next;
  }
  return holder;
}

function isHeading(node: AdfNode): boolean {
  return node.type === 'heading';
}

function titleOf(heading: AdfNode, options: MarkdownOptions): string {
  const parts = contentOf(heading).map((node) => {
    if (node.type === 'hardBreak') {
      return ' ';
    }
    return node.type === 'text' ? (node.text ?? '') : inlineText(node, options).text;
  });
  return parts.join('').replace(/\s+/g, ' ').trim();
}

function slugOf(title: string): string {
  const letters = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return letters.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
}
