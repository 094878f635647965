import { foldText } from '#shared/text.ts';
import { fail } from './errors.ts';
import type { Markdown } from './issue.ts';
import type { Page, PageSection } from './page.ts';

export function sectionText(page: Pick<Page, 'body'>, section: PageSection): Markdown {
  return page.body.slice(section.start, section.end);
}

/**
 * The section a person or agent means: by number, by title, or by titles from the outermost joined with " > ".
 * @throws unknownName, invalidArgument when several have the title
 */
export function findSection(sections: readonly PageSection[], wanted: string): PageSection {
  const byNumber = sections.find(({ number }) => String(number) === wanted.trim());
  if (byNumber) {
    return byNumber;
  }
  const name = foldText(wanted);
  const byTitle = sections.filter(({ title }) => title !== '' && foldText(title) === name);
  const found = byTitle.length > 0 ? byTitle : sections.filter(({ path }) => foldText(path.join(' > ')) === name);
  const [first] = found;
  if (first === undefined || name === '') {
    const allowedValues = sections.map(({ number, title }) => ({ id: String(number), name: title || String(number) }));
    return fail({ code: 'unknownName', argument: 'section', name: wanted, allowedValues });
  }
  if (found.length > 1) {
    const places = found.map(({ number, path }) => `${number} (${path.join(' > ')})`).join(', ');
    fail({ code: 'invalidArgument', argument: 'section', reason: `several sections have this title: ${places}` });
  }
  return first;
}

/** The same section in another version of the page: by its id where both versions have one, else by its titles. */
export function sameSection(section: PageSection, before: Page, after: Page): PageSection | undefined {
  const byId = section.id === undefined ? undefined : after.sections.find(({ id }) => id === section.id);
  if (byId) {
    return byId;
  }
  const hasTitles = ({ path, id }: PageSection) =>
    JSON.stringify(path) === JSON.stringify(section.path) && (id === undefined || section.id === undefined);
  // Twins are told apart by their order, which holds only while there are as many of them.
  const [twins, candidates] = [before.sections.filter(hasTitles), after.sections.filter(hasTitles)];
  return twins.length === candidates.length ? candidates[twins.indexOf(section)] : undefined;
}
