import type { Facts, Statement } from './facts.ts';
import { markdownLink, plainLine } from './markdownText.ts';
import type { Source } from './sources.ts';

/** The facts as they are, in Markdown, each with links to its sources: what is shown where no model words them. */
export function wordFacts(facts: Facts): string {
  const groups = facts.groups.map(({ heading, statements }) => {
    const items = statements.map((statement) => `- ${wordStatement(statement, facts.sources)}`);
    return [...(heading === undefined ? [] : [`**${plainLine(heading)}**\n`]), ...items].join('\n');
  });
  return [`### ${plainLine(facts.title)}`, ...groups, wordNotes(facts.notes)]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function wordNotes(notes: readonly string[]): string {
  return notes.map((note) => `*${plainLine(note)}*`).join('\\\n');
}

function wordStatement({ text, sources }: Statement, given: readonly Source[]): string {
  const links = sources.flatMap((id) => {
    const source = given[id - 1];
    return source ? [markdownLink(`\\[${id}\\]`, source.url, source.title)] : [];
  });
  return [plainLine(text), ...links].join(' ');
}
