import { fail } from '#domain/errors.ts';
import type { FieldChange } from '#domain/fieldValue.ts';
import type { OperationTarget } from '#domain/operation.ts';
import type { Call, Connection, VersionOperations } from '#domain/ports.ts';
import { readWritten } from '#domain/readWritten.ts';
import type { Version, VersionChange, VersionDraft } from '#domain/version.ts';
import type { PlannedWrite, RecordWrite } from './journal/recordWrite.ts';
import { resolveName } from './resolve/names.ts';
import { settledWrite } from './settledWrite.ts';
import { versionChanges, versionFields } from './versionFields.ts';

const mostPages = 20;

/** The version of the project that a name or id means, archived ones too. @throws unknownName */
export async function resolveVersion(
  versions: VersionOperations,
  projectKey: string,
  name: string,
  call: Call = {},
): Promise<Version> {
  const all = await allVersions(versions, projectKey, call);
  const { id } = resolveName('version', name, all).value;
  return all.find((version) => version.id === id) ?? fail({ code: 'notFound', entity: 'version', id });
}

/** @throws invalidArgument when the project has a version of this name, in whatever case */
export async function checkNewName(
  versions: VersionOperations,
  projectKey: string,
  name: string,
  call: Call = {},
): Promise<void> {
  const taken = (await allVersions(versions, projectKey, call)).find(
    (version) => version.name.toLowerCase() === name.trim().toLowerCase(),
  );
  if (taken) {
    const reason = `a version with this name already exists in ${projectKey} (id ${taken.id})`;
    fail({ code: 'invalidArgument', argument: 'name', reason });
  }
}

async function allVersions(versions: VersionOperations, projectKey: string, call: Call): Promise<readonly Version[]> {
  const all: Version[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { items, cursor: next } = await versions.list(projectKey, {
      ...call,
      ...(cursor !== undefined && { cursor }),
    });
    all.push(...items);
    cursor = next;
    if (cursor === undefined) break;
  }
  return all;
}

/** Names are unique in a project, so that a version whose answer was lost is known by its name. */
export async function createVersion(
  { tracker, ...connection }: Connection,
  projectKey: string,
  draft: VersionDraft,
  record: RecordWrite,
): Promise<Version> {
  const { versions } = tracker;
  await checkNewName(versions, projectKey, draft.name); // else one that was there would pass for the new one
  const plan = { kind: 'createVersion', projectKey, summary: draft.name } as const;
  return record(
    { tracker, ...connection },
    plan,
    async () => {
      let version: Version | undefined;
      const create = async () => {
        version = await versions.create(projectKey, draft);
      };
      const find = async () => {
        const { items } = await versions.list(projectKey, { limit: 50 });
        version = items.find(({ name }) => name === draft.name.trim());
        return version !== undefined;
      };
      await settledWrite(connection, create, find);
      return version ?? fail({ code: 'unexpectedAnswer', detail: 'the site did not keep the version' });
    },
    (version) => ({ target: targetOf(version), changes: versionChanges(undefined, version) }),
  );
}

export interface UpdatedVersion {
  readonly version: Version;
  readonly changes: readonly FieldChange[];
}

export async function updateVersion(
  connection: Connection,
  { projectKey, before }: { readonly projectKey: string; readonly before: Version },
  change: VersionChange,
  record: RecordWrite,
): Promise<UpdatedVersion> {
  const { versions } = connection.tracker;
  const asked = Object.entries(versionFields({ ...before, ...change }));
  const plan: PlannedWrite = { kind: 'updateVersion', projectKey, summary: before.name, target: targetOf(before) };
  const read = () => versions.get(projectKey, before.id);
  const isStored = async () => {
    const fields = versionFields(await read());
    return asked.every(([field, { text }]) => fields[field]?.text === text);
  };
  return record(
    connection,
    plan,
    async () => {
      await settledWrite(connection, async () => void (await versions.update(projectKey, before.id, change)), isStored);
      const version = await readWritten(before.name, read);
      return { version, changes: versionChanges(before, version) };
    },
    ({ changes }) => ({ changes }),
  );
}

function targetOf({ id, name, url }: Version): OperationTarget {
  return { entity: 'version', id, title: name, url };
}
