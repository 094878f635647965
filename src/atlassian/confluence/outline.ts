import type { PageSection } from '#domain/page.ts';
import { type AdfDocument, type AdfNode, contentOf, stringAttribute } from '../adf/document.ts';
import type { EditOptions } from '../adf/editMarkdown.ts';
import type { MarkdownOptions } from '../adf/inlineText.ts';
import { parseMarkdown } from '../adf/parseMarkdown.ts';
import type { RenderedBlock } from '../adf/rendered.ts';
import { outlineOf, type Section } from '../adf/sections.ts';
import { render } from '../adf/toMarkdown.ts';
import { NodeWriter } from '../adf/writeNodes.ts';

/** A section as the page shows it, and where its nodes are. */
export interface PlacedSection {
  readonly shown: PageSection;
  readonly place: Section;
}

export interface Outline {
  readonly markdown: string;
  readonly sections: readonly PlacedSection[];
}

/** The document as Markdown, with its sections and where in it they stand. Headings without text are left out. */
export function readOutline(document: AdfDocument, options: MarkdownOptions): Outline {
  const { markdown, blocks } = render(document, options);
  const lineStarts = startsOfLines(markdown);
  const sections: PlacedSection[] = [];
  for (const place of outlineOf(document, options)) {
    const level = levelAt(blocks, place.path);
    const lines = level.slice(place.start, place.end).filter(isShown);
    const [first] = lines;
    const last = lines.at(-1);
    if (first && last && (place.level === 0 || first === level[place.start])) {
      const id = place.level === 0 ? undefined : stringAttribute(nodeAt(document, place), 'localId');
      const shown = {
        number: sections.length + 1,
        level: Math.max(1, place.level),
        title: place.title,
        path: place.level === 0 ? [] : [...titlesAbove(sections, place), place.title],
        start: lineStarts[first.start] ?? 0,
        end: (lineStarts[last.end] ?? 1) - 1,
        ...(id !== undefined && { id }),
      };
      sections.push({ shown, place });
    }
  }
  return { markdown, sections };
}

/** Offset of each line, and of the line that would follow the last. */
function startsOfLines(markdown: string): number[] {
  const starts = [0];
  for (let at = markdown.indexOf('\n'); at >= 0; at = markdown.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return [...starts, markdown.length + 1];
}

/** The blocks of a container, one for each of its nodes. */
function levelAt(blocks: readonly RenderedBlock[], path: readonly number[]): readonly RenderedBlock[] {
  let level = blocks;
  for (const index of path) {
    // The lines that name a macro are blocks too, but no nodes in it.
    level = level[index]?.children.filter(({ role }) => role === 'own' || role === 'through') ?? [];
  }
  return level;
}

function nodeAt(document: AdfDocument, { path, start }: Section): AdfNode {
  let nodes = document.content;
  for (const index of path) {
    nodes = contentOf(nodes[index] ?? { type: '' });
  }
  return nodes[start] ?? { type: '' };
}

function isShown({ start, end }: RenderedBlock): boolean {
  return end > start;
}

/** Titles of the sections that hold this one: in its own container, or in those around it. */
function titlesAbove(sections: readonly PlacedSection[], inner: Section): string[] {
  return sections.flatMap(({ place, shown }) => {
    const isAround = place.path.every((index, depth) => index === inner.path[depth]);
    const position = inner.path[place.path.length] ?? inner.start;
    return place.level > 0 && isAround && place.start <= position && position < place.end ? [shown.title] : [];
  });
}

/** The document with more at its end, or at the end of the section. All else stays the same objects. */
export function appendBlocks(
  document: AdfDocument,
  place: Section | undefined,
  markdown: string,
  options: EditOptions,
): AdfDocument {
  const { path = [], end } = place ?? {};
  const put = (nodes: readonly AdfNode[], container: string, depth: number): readonly AdfNode[] => {
    const index = path[depth];
    if (index === undefined) {
      const added = new NodeWriter(options.newLocalId).blocks(parseMarkdown(markdown, options), container);
      return [...nodes.slice(0, end), ...added, ...nodes.slice(end ?? nodes.length)];
    }
    return nodes.map((node, at) =>
      at === index ? { ...node, content: put(contentOf(node), node.type, depth + 1) } : node,
    );
  };
  return { ...document, content: put(document.content, 'doc', 0) };
}
