import { fail } from '#domain/errors.ts';
import type { StoredField } from '#domain/fieldValue.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { PageComment } from '#domain/page.ts';
import { findSection, sectionText } from '#domain/pageSections.ts';
import type { Call, Connection } from '#domain/ports.ts';
import { truncate } from '#shared/text.ts';
import { noWayBack, type WayBack } from './wayBack.ts';

/**
 * Puts a page back: the whole version before where nobody has written since, else the one section that was written, if
 * it still says what was written.
 */
export async function pageBack(
  { knowledge: { pages } }: Connection,
  record: OperationRecord,
  call: Call,
): Promise<WayBack> {
  const { versions, target } = record;
  const pageId = target?.id;
  if (pageId === undefined || versions === undefined) {
    return noWayBack(record);
  }
  const current = await pages.get(pageId, call);
  const section = record.changes?.find(({ field }) => field === 'section');
  if (current.version === versions.after) {
    const { before, after } = section ?? {};
    return {
      changes: [
        {
          field: section ? 'section' : 'page',
          ...(section?.name !== undefined && { name: section.name }),
          before: after ?? { ids: [], text: `version ${versions.after}` },
          after: before ?? { ids: [], text: `version ${versions.before}` },
        },
      ],
      carryOut: () => pages.restore(pageId, { version: versions.before, baseVersion: current.version }),
    };
  }
  const { name, before, after } = section ?? {};
  if (name === undefined || before === undefined || after === undefined) {
    const difference = { field: 'version', after: { ids: [], text: String(versions.after) } };
    const differences = [{ ...difference, now: String(current.version) }];
    return fail({ code: 'changedSince', entity: 'page', id: pageId, differences });
  }
  const now = sectionText(current, findSection(current.sections, name));
  if (now.trim() !== after.text.trim()) {
    fail({ code: 'changedSince', entity: 'page', id: pageId, differences: [{ field: 'section', name, after, now }] });
  }
  return {
    changes: [{ field: 'section', name, before: { ids: [], text: now }, after: before }],
    carryOut: () => pages.updateSection(pageId, { section: name, baseVersion: current.version, markdown: before.text }),
  };
}

/** Takes out the labels that were put in, and puts in those that were taken out. */
export async function labelsBack(
  { knowledge: { pages } }: Connection,
  record: OperationRecord,
  call: Call,
): Promise<WayBack> {
  const pageId = record.target?.id ?? noWayBack(record);
  const change = record.changes?.find(({ field }) => field === 'labels') ?? noWayBack(record);
  const [old, written] = [change.before?.ids ?? [], change.after?.ids ?? []];
  const { labels } = await pages.get(pageId, call);
  const added = written.filter((label) => !old.includes(label) && labels.includes(label));
  const removed = old.filter((label) => !written.includes(label) && !labels.includes(label));
  const restored = [...labels.filter((label) => !added.includes(label)), ...removed];
  return {
    changes: [
      {
        field: 'labels',
        before: { ids: labels, text: labels.join(', ') },
        after: { ids: restored, text: restored.join(', ') },
      },
    ],
    async carryOut() {
      for (const label of added) await pages.removeLabel(pageId, label);
      if (removed.length > 0) await pages.addLabels(pageId, removed);
    },
  };
}

/** Moves a page that nobody has touched since it was created to the trash. */
export async function newPageBack(
  { knowledge: { pages } }: Connection,
  record: OperationRecord,
  call: Call,
): Promise<WayBack> {
  const { target, versions } = record;
  if (target === undefined || versions === undefined) {
    return noWayBack(record);
  }
  const { id } = target;
  const page = await pages.get(id, { ...call, withTrashed: true });
  const [comments, children] = page.isTrashed
    ? [{ items: [] }, { items: [] }]
    : await Promise.all([pages.comments(id, call), pages.children(id, { ...call, limit: 5 })]);
  const touched = [
    ...(page.isTrashed ? [{ field: 'page', after: text(page.title), now: 'in the trash' }] : []),
    ...(page.version === versions.after
      ? []
      : [{ field: 'version', after: text(String(versions.after)), now: String(page.version) }]),
    ...(comments.items.length === 0 ? [] : [{ field: 'comments', now: comments.items.map(summaryOf).join(', ') }]),
    ...(children.items.length === 0
      ? []
      : [{ field: 'pages below it', now: children.items.map(({ title }) => title).join(', ') }]),
  ];
  if (touched.length > 0) {
    fail({ code: 'changedSince', entity: 'page', id, differences: touched });
  }
  return {
    changes: [{ field: 'page', before: { ids: [id], text: page.title } }],
    isDeletion: true,
    isToTrash: true,
    carryOut: () => pages.trash(id),
  };
}

/** Takes a page out of the trash. */
export async function deletedPageBack(
  { knowledge: { pages } }: Connection,
  record: OperationRecord,
  call: Call,
): Promise<WayBack> {
  const id = record.target?.id ?? noWayBack(record);
  const { title, isTrashed } = await pages.get(id, { ...call, withTrashed: true });
  if (!isTrashed) {
    const differences = [{ field: 'page', after: text('in the trash'), now: title }];
    fail({ code: 'changedSince', entity: 'page', id, differences });
  }
  return {
    changes: [{ field: 'page', after: { ids: [id], text: title } }],
    carryOut: () => pages.restoreFromTrash(id),
  };
}

/** Deletes a comment of ours that still says what was written and that nobody answered. */
export async function pageCommentBack(
  { knowledge: { pages } }: Connection,
  record: OperationRecord,
  call: Call,
): Promise<WayBack> {
  const id = record.createdId ?? noWayBack(record);
  const comment = await pages.getComment(id, call);
  const replies = await pages.replies(comment, call);
  const written = record.changes?.find(({ field }) => field === 'comment')?.after;
  const isEdited = comment.version > 1 || (written && written.text.trim() !== comment.body.trim());
  const touched = [
    ...(isEdited ? [{ field: 'comment', ...(written && { after: written }), now: comment.body }] : []),
    ...(replies.length === 0 ? [] : [{ field: 'replies', now: replies.map(summaryOf).join(', ') }]),
  ];
  if (touched.length > 0) {
    fail({ code: 'changedSince', entity: 'comment', id, differences: touched });
  }
  return {
    changes: [{ field: 'comment', before: { ids: [id], text: comment.body } }],
    isDeletion: true,
    carryOut: () => pages.removeComment(comment),
  };
}

function text(value: string): StoredField {
  return { ids: [], text: value };
}

function summaryOf({ author, body }: PageComment): string {
  return `${author?.displayName ?? '?'}: ${truncate(body.replace(/\s+/g, ' '), 60)}`;
}
