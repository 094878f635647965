import type { CodeSelection } from './codeSelection.ts';

/**
 * URL of the selected lines at the current commit on the repository's web host; undefined when there is no commit, no
 * remote, or the host's URL scheme is unknown. The lines may differ there when the selection is modified.
 */
export function permalinkOf(selection: CodeSelection): string | undefined {
  const { git, repositoryPath } = selection;
  if (!git?.commit || !git.remoteUrl || repositoryPath === undefined) {
    return undefined;
  }
  const repository = webRepository(git.remoteUrl);
  if (!repository) {
    return undefined;
  }
  const path = repositoryPath.split('/').map(encodeURIComponent).join('/');
  const { startLine, endLine } = selection;
  const isOneLine = startLine === endLine;
  const base = `https://${repository.host}/${repository.path}`;
  switch (repository.kind) {
    case 'github':
      return `${base}/blob/${git.commit}/${path}#L${startLine}${isOneLine ? '' : `-L${endLine}`}`;
    case 'gitlab':
      return `${base}/-/blob/${git.commit}/${path}#L${startLine}${isOneLine ? '' : `-${endLine}`}`;
    case 'bitbucket':
      return `${base}/src/${git.commit}/${path}#lines-${startLine}${isOneLine ? '' : `:${endLine}`}`;
  }
}

interface WebRepository {
  readonly kind: 'github' | 'gitlab' | 'bitbucket';
  readonly host: string;
  readonly path: string;
}

/** Reads `git@host:owner/name.git`, `ssh://git@host/owner/name.git` and `https://host/owner/name.git`. */
function webRepository(remoteUrl: string): WebRepository | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^:/]+)(?::\d+)?\/(.+)$/i.exec(remoteUrl) ??
    /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(remoteUrl);
  const host = match?.[1]?.toLowerCase();
  const path = match?.[2]
    ?.replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\/+/, '');
  if (!host || !path || !/^[\w.~/-]+$/.test(path)) {
    return undefined;
  }
  const kind = hostKind(host);
  return kind && { kind, host, path };
}

// Self-hosted servers are recognised by their name only: asking them would send the repository's name to a stranger.
function hostKind(host: string): WebRepository['kind'] | undefined {
  const labels = host.split('.');
  if (labels.includes('github')) return 'github';
  if (labels.includes('gitlab')) return 'gitlab';
  return host === 'bitbucket.org' ? 'bitbucket' : undefined;
}
