import { fail } from '#domain/errors.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { OperationRecord } from '#domain/operation.ts';
import type { Call, Connection } from '#domain/ports.ts';
import type { Version, VersionChange } from '#domain/version.ts';
import { versionFields } from '../versionFields.ts';
import { noWayBack, type WayBack } from './wayBack.ts';

/** Deletes a version that was created, as long as it is as it was then and no issue has it. */
export async function versionCreationBack(
  { tracker }: Connection,
  record: OperationRecord,
  call: Call,
): Promise<WayBack> {
  const { projectKey } = record;
  const id = record.target?.id ?? noWayBack(record);
  const [version, { total }] = await Promise.all([
    tracker.versions.get(projectKey, id, call),
    tracker.versions.issueCounts(projectKey, id, call),
  ]);
  const inUse = total === 0 ? [] : [{ field: 'issues', after: { ids: [], text: '0' }, now: String(total) }];
  checkUnchanged(version, record.changes ?? [], inUse);
  return {
    changes: [{ field: 'version', before: { ids: [id], text: version.name } }],
    isDeletion: true,
    carryOut: () => tracker.versions.remove(projectKey, id),
  };
}

/** Puts the version's members back to what they held before. */
export async function versionBack({ tracker }: Connection, record: OperationRecord, call: Call): Promise<WayBack> {
  const { projectKey, changes = [] } = record;
  const id = record.target?.id ?? noWayBack(record);
  if (changes.length === 0) {
    return noWayBack(record);
  }
  checkUnchanged(await tracker.versions.get(projectKey, id, call), changes, []);
  return {
    changes: changes.map(({ field, before, after }) => ({
      field,
      ...(after && { before: after }),
      ...(before && { after: before }),
    })),
    carryOut: () => tracker.versions.update(projectKey, id, changeBack(changes)),
    async notRestored() {
      const fields = versionFields(await tracker.versions.get(projectKey, id));
      return changes
        .filter(({ field, before }) => (fields[field]?.text ?? '') !== (before?.text ?? ''))
        .map(({ field }) => field);
    },
  };
}

function changeBack(changes: readonly FieldChange[]): VersionChange {
  const textOf = (name: string) => {
    const change = changes.find(({ field }) => field === name);
    return change && (change.before?.text ?? '');
  };
  const [name, description, released, archived] = [
    ...[textOf('name'), textOf('description'), textOf('released'), textOf('archived')],
  ];
  // A date where there was none stays: the site documents no way to empty one.
  const [startDate, releaseDate] = [textOf('startDate'), textOf('releaseDate')];
  return {
    ...(name && { name }),
    ...(description !== undefined && { description }),
    ...(startDate && { startDate }),
    ...(releaseDate && { releaseDate }),
    ...(released !== undefined && { isReleased: released === 'true' }),
    ...(archived !== undefined && { isArchived: archived === 'true' }),
  };
}

function checkUnchanged(
  version: Version,
  changes: readonly FieldChange[],
  others: readonly (FieldChange & { readonly now: string })[],
): void {
  const fields = versionFields(version);
  const changed = changes.flatMap((change) => {
    const now = fields[change.field]?.text ?? '';
    return now === (change.after?.text ?? '') ? [] : [{ ...change, now }];
  });
  const differences = [...changed, ...others];
  if (differences.length > 0) {
    fail({ code: 'changedSince', entity: 'version', id: version.name, differences });
  }
}
