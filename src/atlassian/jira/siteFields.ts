import { object, objects, text, type WireObject } from '../wire.ts';

/** Ids of the fields that every site numbers differently. Several ids: team-managed projects each have their own. */
export interface SiteFields {
  readonly sprint?: string;
  readonly rank?: string;
  readonly flagged: readonly string[];
  /** Best guess first, for where no board says which field holds the estimate. */
  readonly storyPoints: readonly string[];
}

const agile = 'com.pyxis.greenhopper.jira';

/**
 * Found by the type of the field, which no admin can change. "Flagged" and the classic "Story Points" have no type of
 * their own: they are known by their untranslated name together with their type.
 */
export function siteFieldsFrom(fields: readonly unknown[]): SiteFields {
  const custom = objects(fields).flatMap(fieldFrom);
  const ofType = (type: string) => custom.filter((field) => field.type === type).map(({ id }) => id);
  const [sprint] = ofType(`${agile}:gh-sprint`);
  const [rank] = ofType(`${agile}:gh-lexo-rank`);
  const flagged = custom.filter(({ type, names }) => type.endsWith(':multicheckboxes') && names.includes('flagged'));
  const points = custom.filter(({ type, names }) => type.endsWith(':float') && names.includes('story points'));
  return {
    ...(sprint !== undefined && { sprint }),
    ...(rank !== undefined && { rank }),
    flagged: globalFirst(flagged),
    storyPoints: [...ofType(`${agile}:jsw-story-points`), ...globalFirst(points)],
  };
}

interface CustomField {
  readonly id: string;
  readonly type: string;
  readonly names: readonly string[];
  readonly isScoped: boolean;
}

function fieldFrom(field: WireObject): CustomField[] {
  const id = text(field['id']) ?? text(field['key']);
  const type = text(object(field['schema'])['custom']);
  if (id === undefined || type === undefined) {
    return [];
  }
  const names = [field['untranslatedName'], field['name']].flatMap((name) => text(name)?.toLowerCase() ?? []);
  return [{ id, type, names, isScoped: text(object(field['scope'])['type']) !== undefined }];
}

/** At most ten: a site may have a hundred fields of one name, and each is asked for with every issue. */
function globalFirst(fields: readonly CustomField[]): string[] {
  return [...fields]
    .sort((a, b) => Number(a.isScoped) - Number(b.isScoped))
    .slice(0, 10)
    .map(({ id }) => id);
}
