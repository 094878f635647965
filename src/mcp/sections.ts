/** A heading of a Markdown text with what belongs to it, sub-sections included. */
export interface MarkdownSection {
  /** 1, 2, 3 … in the order of the text. */
  readonly number: number;
  /** 1 to 6; 1 for text before the first heading. */
  readonly level: number;
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

/** Sections by ATX headings (`## Title`); lines inside fenced code are no headings. */
export function splitSections(markdown: string): MarkdownSection[] {
  const headings = findHeadings(markdown);
  const firstStart = headings[0]?.start ?? markdown.length;
  const introduction = { level: 1, title: 'Introduction', start: 0, end: firstStart };
  const sections = headings.map((heading, index) => ({
    ...heading,
    end: headings.slice(index + 1).find(({ level }) => level <= heading.level)?.start ?? markdown.length,
  }));
  const hasIntroduction = markdown.slice(0, firstStart).trim() !== '';
  return (hasIntroduction ? [introduction, ...sections] : sections).map((section, index) => ({
    number: index + 1,
    ...section,
  }));
}

function findHeadings(markdown: string): Array<{ level: number; title: string; start: number }> {
  const headings: Array<{ level: number; title: string; start: number }> = [];
  let fence: string | undefined;
  let start = 0;
  for (const line of markdown.split('\n')) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (marker !== undefined && fence === undefined) {
      fence = marker;
    } else if (fence !== undefined && marker?.startsWith(fence) && line.trim() === marker) {
      fence = undefined;
    } else if (fence === undefined) {
      const [, hashes, title] = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line) ?? [];
      if (hashes !== undefined && title !== undefined) {
        headings.push({ level: hashes.length, title: plainTitle(title), start });
      }
    }
    start += line.length + 1;
  }
  return headings;
}

function plainTitle(title: string): string {
  return title
    .replace(/\\([\\`*_{}[\]()#+.!|~<>-])/g, '$1')
    .replace(/[*`]/g, '')
    .trim();
}
