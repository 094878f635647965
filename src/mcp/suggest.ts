import type { Call, Connection, WorkspaceDefaults } from '#domain/ports.ts';
import { resolveBoard } from '#services/boards.ts';
import { foldText } from '#shared/text.ts';
import type { Completion } from './promptDefinition.ts';

/** What a completion may use; `others` are the arguments already filled in. */
export interface CompletionContext extends Call {
  connection(): Promise<Connection>;
  readonly defaults: WorkspaceDefaults;
  readonly others: Readonly<Partial<Record<string, string>>>;
}

type Suggest = (typed: string, context: CompletionContext) => Promise<readonly string[]>;

const many = 20;

/** One way of suggesting values for each kind of argument. They may reject: then there is nothing to suggest. */
const ways: Readonly<Record<Completion, Suggest>> = {
  async project(typed, { connection, signal }) {
    const { tracker } = await connection();
    const { items } = await tracker.projects.list({ ...signalOf(signal), limit: many, text: typed });
    return items.map(({ key }) => key);
  },

  async person(typed, { connection, signal, ...where }) {
    const { people } = (await connection()).tracker;
    const project = projectOf(where);
    const request = { ...signalOf(signal), limit: many };
    const found =
      project === undefined
        ? await people.search(typed, request)
        : typed === ''
          ? await people.recentlyAssigned(project, signalOf(signal))
          : await people.searchAssignable(project, typed, request);
    return found.map(({ displayName }) => displayName);
  },

  async sprint(typed, { connection, signal, ...where }) {
    const { tracker } = await connection();
    const project = projectOf(where);
    const boardId = project === where.defaults.projectKey ? where.defaults.boardId : undefined;
    const board = await resolveBoard(
      tracker,
      { ...(project !== undefined && { projectKey: project }), ...(boardId !== undefined && { boardId }) },
      signalOf(signal),
    );
    const sprints = await tracker.boards.sprints(board.id, ['active', 'closed'], signalOf(signal));
    // The newest first: a review is of the sprint that ends or has just ended.
    return [...sprints].reverse().flatMap(({ name }) => (isNear(name, typed) ? [name] : []));
  },

  async issue(typed, { connection, signal, ...where }) {
    const { issues } = (await connection()).tracker;
    const project = projectOf(where);
    const scope = { ...(project !== undefined && { projectKeys: [project] }), orderBy: 'updated' } as const;
    const looksLikeKey = /^[A-Za-z][A-Za-z0-9_]*(-\d*)?$/.test(typed);
    const filter = typed === '' || looksLikeKey ? scope : { ...scope, text: typed };
    const limit = looksLikeKey ? 100 : many;
    const { items } = await issues.search({ filter }, { ...signalOf(signal), limit, fields: [] });
    const keys = items.map(({ key }) => key);
    return looksLikeKey ? keys.filter((key) => key.startsWith(typed.toUpperCase())) : keys;
  },

  async page(typed, { connection, signal, defaults: { spaceKey } }) {
    const { pages } = (await connection()).knowledge;
    const filter = {
      ...(spaceKey !== undefined && { spaceKeys: [spaceKey] }),
      ...(typed !== '' && !/^\d+$/.test(typed) && { text: typed }),
      kinds: ['page'] as const,
    };
    const { items } = await pages.search({ filter }, { ...signalOf(signal), limit: many });
    return items.map(({ id }) => id).filter((id) => !/^\d+$/.test(typed) || id.startsWith(typed));
  },

  async space(typed, { connection, signal }) {
    const { items } = await (await connection()).knowledge.spaces.list({ ...signalOf(signal), limit: 100 });
    return items.filter(({ key, name }) => isNear(`${key} ${name}`, typed)).map(({ key }) => key);
  },

  period: async (typed) => ['thisWeek', 'lastWeek', 'today'].filter((period) => isNear(period, typed)),

  language: async (typed) => languages.filter((language) => isNear(language, typed)),
};

/** At most 100 values, as the protocol wants; none where the site cannot be asked. */
export async function suggest(kind: Completion, typed: string, context: CompletionContext): Promise<readonly string[]> {
  try {
    return [...new Set(await ways[kind](typed.trim(), context))].slice(0, 100);
  } catch {
    return []; // a menu without entries is all a completion has for an error
  }
}

const languages = ['English', 'French', 'German', 'Spanish', 'Italian', 'Portuguese', 'Dutch', 'Polish', 'Japanese'];

function projectOf({ others, defaults }: Pick<CompletionContext, 'others' | 'defaults'>): string | undefined {
  return others['project']?.trim() || defaults.projectKey;
}

function isNear(name: string, typed: string): boolean {
  return foldText(name).includes(foldText(typed));
}

function signalOf(signal: AbortSignal | undefined): Call {
  return signal ? { signal } : {};
}
