import type { FieldChange, StoredField } from '#domain/fieldValue.ts';
import type { Version } from '#domain/version.ts';

/** What differs between two readings of a version. */
export function versionChanges(before: Version | undefined, after: Version): FieldChange[] {
  const was: Partial<ReturnType<typeof versionFields>> = before ? versionFields(before) : {};
  return Object.entries(versionFields(after)).flatMap(([field, to]) => {
    const from = was[field];
    return (from?.text ?? '') === to.text
      ? []
      : [{ field, ...(from && from.text !== '' && { before: from }), ...(to.text !== '' && { after: to }) }];
  });
}

/** What a version holds, by field. */
export function versionFields(version: Version): Record<string, StoredField> {
  const { name, description, startDate, releaseDate, isReleased, isArchived } = version;
  const plain = (text: string | undefined): StoredField => ({ ids: [], text: text ?? '' });
  return {
    name: plain(name),
    description: plain(description),
    startDate: plain(startDate),
    releaseDate: plain(releaseDate),
    released: plain(String(isReleased)),
    archived: plain(String(isArchived)),
  };
}
