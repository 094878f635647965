import { jiraError } from '../http.ts';
import type { DemoProject, DemoVersion } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

const KNOWN = [
  ...['name', 'description', 'startDate', 'releaseDate', 'released', 'archived', 'project', 'projectId', 'driver'],
  ...['expand', 'moveUnfixedIssuesTo', 'id', 'self', 'operations', 'issuesStatusForFixVersion', 'overdue', 'approvers'],
  ...['userReleaseDate', 'userStartDate'],
];
const LONGEST_NAME = 255;

/** @throws HttpError 400 */
export function newVersion(project: DemoProject, body: Json, id: string): DemoVersion {
  const empty = { id, name: '', description: '', released: false, archived: false, startDate: null, releaseDate: null };
  if (body['name'] === undefined) {
    throw jiraError(400, [], { name: 'You must specify a valid version name' });
  }
  return changedVersion(project, empty, body);
}

/** The version with what the body names; the rest stays as it is. @throws HttpError 400 */
export function changedVersion(project: DemoProject, version: DemoVersion, body: Json): DemoVersion {
  const unknown = Object.keys(body).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw jiraError(400, [`Unrecognized field "${unknown}", not marked as ignorable (known: ${KNOWN.join(', ')})`]);
  }
  const changed: DemoVersion = {
    ...version,
    ...(body['name'] !== undefined && { name: nameOf(project, version, body['name']) }),
    ...(body['description'] !== undefined && { description: String(body['description'] ?? '') }),
    ...(typeof body['released'] === 'boolean' && { released: body['released'] }),
    ...(typeof body['archived'] === 'boolean' && { archived: body['archived'] }),
    ...(body['startDate'] !== undefined && { startDate: dateOf('startDate', body['startDate']) }),
    ...(body['releaseDate'] !== undefined && { releaseDate: dateOf('releaseDate', body['releaseDate']) }),
  };
  const { startDate, releaseDate } = changed;
  if (startDate !== null && releaseDate !== null && startDate > releaseDate) {
    throw jiraError(400, [], { startDate: 'The start date must be before the release date' });
  }
  return changed;
}

function nameOf(project: DemoProject, version: DemoVersion, value: unknown): string {
  const name = typeof value === 'string' ? value.trim() : '';
  if (name === '') {
    throw jiraError(400, [], { name: 'You must specify a valid version name' });
  }
  if (name.length > LONGEST_NAME) {
    throw jiraError(400, [], { name: `Name must be no longer than ${LONGEST_NAME} characters` });
  }
  if (project.versions.some((other) => other.id !== version.id && other.name.toLowerCase() === name.toLowerCase())) {
    throw jiraError(400, [], { name: 'A version with this name already exists in this project.' });
  }
  return name;
}

function dateOf(field: string, value: unknown): string | null {
  if (value === null || value === '') {
    return null;
  }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value))) {
    throw jiraError(400, [], { [field]: 'The date must be of the format yyyy-mm-dd' });
  }
  return value;
}
