import { type Failure, fail, failureOf } from '#domain/errors.ts';
import type { Page } from '#domain/page.ts';
import { findSection, sameSection, sectionText } from '#domain/pageSections.ts';
import type { Call, PageAddition, PageDraft, PageOperations, PageWrite, SectionEdit } from '#domain/ports.ts';

export interface RebasedWrite extends PageWrite {
  /** Others had changed other parts of the page since the version that was edited. */
  readonly isRebased?: true;
}

/**
 * Replaces one section of a page. When the page has changed since `baseVersion` it is read again once: where the
 * section still says what it said then, or what it is to say, the edit goes onto the page as it is now; else nothing is
 * written and `conflict` carries the difference.
 */
export async function writeSection(
  pages: PageOperations,
  pageId: string,
  edit: SectionEdit,
  call: Call = {},
): Promise<RebasedWrite> {
  return onceMore(
    () => pages.updateSection(pageId, edit, call),
    async () => {
      const { base, current } = await readBoth(pages, pageId, edit.baseVersion, call);
      const rebased = rebasedEdit(edit, base, current);
      return {
        write: () => pages.updateSection(pageId, rebased, call),
        explain: async () => {
          rebasedEdit(edit, base, await pages.get(pageId, call));
        },
      };
    },
  );
}

/** Adds to the end of a page or of a section. What others changed meanwhile stays: nothing is replaced. */
export async function appendToPage(
  pages: PageOperations,
  pageId: string,
  addition: PageAddition,
  call: Call = {},
): Promise<RebasedWrite> {
  return onceMore(
    () => pages.append(pageId, addition, call),
    async () => ({
      write: async () => pages.append(pageId, await rebasedAddition(pages, pageId, addition, call), call),
    }),
  );
}

interface SecondAttempt {
  readonly write: () => Promise<PageWrite>;
  /** Rejects when it can tell more about the conflict than that there is one. */
  readonly explain?: () => Promise<void>;
}

async function onceMore(first: () => Promise<PageWrite>, again: () => Promise<SecondAttempt>): Promise<RebasedWrite> {
  try {
    return await first();
  } catch (error) {
    if (!isConflict(error)) {
      throw error;
    }
  }
  const second = await again();
  try {
    return { ...(await second.write()), isRebased: true };
  } catch (error) {
    if (isConflict(error)) {
      await second.explain?.();
    }
    throw error;
  }
}

function isConflict(error: unknown): boolean {
  return failureOf(error)?.code === 'conflict';
}

async function readBoth(
  pages: PageOperations,
  pageId: string,
  baseVersion: number,
  call: Call,
): Promise<{ readonly base: Page; readonly current: Page }> {
  const current = await pages.get(pageId, call);
  if (baseVersion > current.version) {
    fail({ code: 'invalidArgument', argument: 'baseVersion', reason: `the page has ${current.version} versions` });
  }
  const isSame = baseVersion === current.version;
  return { base: isSame ? current : await pages.get(pageId, { ...call, version: baseVersion }), current };
}

/** The same edit of the current version. @throws conflict with the difference when both sides changed the section */
function rebasedEdit(edit: SectionEdit, base: Page, current: Page): SectionEdit {
  const section = findSection(base.sections, edit.section);
  const now = sameSection(section, base, current);
  const before = sectionText(base, section);
  const theirs = now && sectionText(current, now);
  if (now === undefined || (theirs !== before && theirs?.trim() !== edit.markdown.trim())) {
    const difference = {
      path: section.path,
      base: before,
      ours: edit.markdown,
      ...(theirs !== undefined && { theirs }),
    };
    return fail({ code: 'conflict', entity: 'page', id: current.id, currentVersion: current.version, difference });
  }
  return { ...edit, baseVersion: current.version, section: String(now.number) };
}

async function rebasedAddition(
  pages: PageOperations,
  pageId: string,
  addition: PageAddition,
  call: Call,
): Promise<PageAddition> {
  const { section, baseVersion, ...rest } = addition;
  if (section === undefined || baseVersion === undefined) {
    return section === undefined ? rest : { ...rest, section };
  }
  const { base, current } = await readBoth(pages, pageId, baseVersion, call);
  const now = sameSection(findSection(base.sections, section), base, current);
  return now
    ? { ...rest, section: String(now.number), baseVersion: current.version }
    : fail({ code: 'conflict', entity: 'page', id: pageId, currentVersion: current.version });
}

export interface CreatedPage {
  readonly page: Page;
  readonly labels: { readonly outcome: 'none' | 'done' } | { readonly outcome: 'failed'; readonly failure: Failure };
}

/** Creates a page, then labels it; a failure to label is reported and takes nothing back. */
export async function createPage(
  pages: PageOperations,
  request: PageDraft & { readonly labels?: readonly string[] },
  call: Call = {},
): Promise<CreatedPage> {
  const { labels = [], ...draft } = request;
  const page = await pages.create(draft, call);
  if (labels.length === 0) {
    return { page, labels: { outcome: 'none' } };
  }
  try {
    return { page: { ...page, labels: await pages.addLabels(page.id, labels, call) }, labels: { outcome: 'done' } };
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) {
      throw error;
    }
    return { page, labels: { outcome: 'failed', failure } };
  }
}
