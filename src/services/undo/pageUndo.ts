import { fail } from '#domain/errors.ts';
import type { OperationRecord } from '#domain/operation.ts';
import { findSection, sectionText } from '#domain/pageSections.ts';
import type { Call, Connection } from '#domain/ports.ts';
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
