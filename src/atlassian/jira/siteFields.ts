import { foldText } from '#shared/text.ts';
import { object, objects, text, type WireObject } from '../wire.ts';
import { developmentFieldType } from './development.ts';

/** Ids of the fields that every site numbers differently. Several ids: team-managed projects each have their own. */
export interface SiteFields {
  readonly sprint?: string;
  readonly rank?: string;
  /** Holds the epic's key on sites whose issues have no `parent` for it. */
  readonly epicLink?: string;
  /** Counts of branches, commits and pull requests, where a code host is connected. */
  readonly development?: string;
  readonly flagged: readonly string[];
  /** Best guess first, for where no board says which field holds the estimate. */
  readonly storyPoints: readonly string[];
  /** Why, by field id: its type alone tells, or its untranslated name together with its type. */
  readonly because: Readonly<Record<string, 'type' | 'untranslatedName'>>;
}

const agile = 'com.pyxis.greenhopper.jira';

/**
 * Found by the type of the field, which no admin can change. "Flagged" and the classic "Story Points" have no type of
 * their own: they are known by their untranslated name together with their type. Never by a name alone: a site may
 * have a hundred fields of one name.
 */
export function siteFieldsFrom(fields: readonly unknown[]): SiteFields {
  const custom = objects(fields).flatMap(fieldFrom);
  const ofType = (type: string) => globalFirst(custom.filter((field) => field.type === `${agile}:${type}`));
  const named = (type: string, name: string) =>
    globalFirst(custom.filter((field) => field.type.endsWith(`:${type}`) && field.names.includes(name)));
  const [sprint] = ofType('gh-sprint');
  const [rank] = ofType('gh-lexo-rank');
  const [epicLink] = ofType('gh-epic-link');
  const development = custom.find(({ type }) => type === developmentFieldType)?.id;
  const flagged = named('multicheckboxes', 'flagged');
  const points = ofType('jsw-story-points');
  const classicPoints = named('float', 'story points');
  const byType = [sprint, rank, epicLink, development, ...points].flatMap((id) =>
    id === undefined ? [] : [[id, 'type'] as const],
  );
  const byName = [...flagged, ...classicPoints].map((id) => [id, 'untranslatedName'] as const);
  return {
    ...(sprint !== undefined && { sprint }),
    ...(rank !== undefined && { rank }),
    ...(epicLink !== undefined && { epicLink }),
    ...(development !== undefined && { development }),
    flagged,
    storyPoints: [...points, ...classicPoints],
    because: Object.fromEntries([...byType, ...byName]),
  };
}

/** For the log: where a site shows no story points, or the wrong sprint, this tells why. */
export function describeSiteFields({ because, ...roles }: SiteFields): string {
  const parts = Object.entries(roles).map(([role, ids]) => {
    const choices = [ids].flat().map((id) => `${id} (by ${because[id] ?? 'type'})`);
    return `${role} = ${choices.join(', ') || 'none'}`;
  });
  return `fields: ${parts.join('; ')}`;
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
  // Where the site tells the untranslated name, the shown one is anybody's.
  const name = text(field['untranslatedName']) ?? text(field['name']) ?? '';
  return [{ id, type, names: [foldText(name)], isScoped: text(object(field['scope'])['type']) !== undefined }];
}

/** At most ten: a site may have a hundred fields of one name, and each is asked for with every issue. */
function globalFirst(fields: readonly CustomField[]): string[] {
  return [...fields]
    .sort((a, b) => Number(a.isScoped) - Number(b.isScoped))
    .slice(0, 10)
    .map(({ id }) => id);
}
