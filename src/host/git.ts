import { type Disposable, type Event, extensions, type Uri } from 'vscode';
import type { GitPlace } from '#domain/codeSelection.ts';

/**
 * The parts used of the built-in git extension's API, version 1 (`extensions/git/src/api/git.d.ts` in microsoft/vscode).
 * Git is never spawned by us: a repository's own configuration could make it run anything.
 */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

export interface GitApi {
  readonly repositories: readonly Repository[];
  readonly onDidOpenRepository: Event<Repository>;
  getRepository(uri: Uri): Repository | null;
}

export interface Repository {
  readonly rootUri: Uri;
  readonly state: {
    onDidChange(listener: () => void): Disposable;
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined;
    readonly remotes: readonly { readonly name: string; readonly fetchUrl?: string; readonly pushUrl?: string }[];
  };
  /** The file's text at a commit. Rejects when it is not in it. */
  show(ref: string, path: string): Promise<string>;
  /** The latest commits, newest first. Rejects when there are none. */
  log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

export interface FileInGit {
  /** Relative to the repository's root, with `/`. */
  readonly repositoryPath: string;
  readonly place: GitPlace;
}

/** Lines as they are in the editor, to be compared with the commit. */
export interface EditedLines {
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly text: string;
}

/** Where the file stands in git; undefined outside a repository or without the git extension. */
export async function locateInGit(uri: Uri, lines: EditedLines): Promise<FileInGit | undefined> {
  const repository = await repositoryOf(uri);
  if (!repository) {
    return undefined;
  }
  const root = repository.rootUri.path.replace(/\/?$/, '/');
  if (!uri.path.toLowerCase().startsWith(root.toLowerCase())) {
    return undefined;
  }
  const repositoryPath = uri.path.slice(root.length);
  const { HEAD, remotes } = repository.state;
  const remote = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
  const remoteUrl = remote && withoutCredentials(remote.fetchUrl ?? remote.pushUrl);
  return {
    repositoryPath,
    place: {
      ...(HEAD?.name && { branch: HEAD.name }),
      ...(HEAD?.commit && { commit: HEAD.commit }),
      ...(remoteUrl && { remoteUrl }),
      isModified: !HEAD?.commit || !(await hasLines(repository, HEAD.commit, uri, lines)),
    },
  };
}

async function repositoryOf(uri: Uri): Promise<Repository | undefined> {
  return uri.scheme === 'file' ? ((await gitApi())?.getRepository(uri) ?? undefined) : undefined;
}

/** Undefined where git is switched off or absent. */
export async function gitApi(): Promise<GitApi | undefined> {
  const extension = extensions.getExtension<GitExtension>('vscode.git');
  const git = extension && (extension.isActive ? extension.exports : await extension.activate());
  return git?.enabled ? git.getAPI(1) : undefined;
}

/** True when the commit has the same text in the same lines. */
async function hasLines(repository: Repository, commit: string, uri: Uri, lines: EditedLines): Promise<boolean> {
  try {
    const committed = (await repository.show(commit, uri.fsPath)).split(/\r?\n/);
    return lines.text.split(/\r?\n/).every((line, index) => committed[lines.startLine - 1 + index] === line);
  } catch {
    return false; // the file is not in the commit
  }
}

function withoutCredentials(remoteUrl: string | undefined): string | undefined {
  return remoteUrl?.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^@/]*@/i, '$1');
}
