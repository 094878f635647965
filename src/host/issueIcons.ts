import { Uri } from 'vscode';
import type { IssueType } from '#domain/project.ts';

export type IssueIcon = 'epic' | 'story' | 'task' | 'bug' | 'subtask';

/** Pictures that Jira ships for its types, by id. */
const iconsByAvatar: Readonly<Record<string, IssueIcon>> = {
  '10303': 'bug',
  '10307': 'epic',
  '10315': 'story',
  '10316': 'subtask',
  '10318': 'task',
};

/** What a type looks like. Only a picture depends on it, so guessing by the name is allowed where the id says nothing. */
export function issueIcon({ hierarchyLevel, isSubtask, avatarId, name }: IssueType): IssueIcon {
  if (isSubtask || hierarchyLevel < 0) {
    return 'subtask';
  }
  if (hierarchyLevel > 0) {
    return 'epic';
  }
  const known = avatarId === undefined ? undefined : iconsByAvatar[avatarId];
  if (known) {
    return known;
  }
  if (/bug|bogue|anomalie|d[ée]f(aut|ect)|fehler|incident/i.test(name)) {
    return 'bug';
  }
  return /story|r[ée]cit|histoire/i.test(name) ? 'story' : 'task';
}

export function iconUri(extensionUri: Uri, icon: IssueIcon): Uri {
  return Uri.joinPath(extensionUri, 'media', 'issue', `${icon}.svg`);
}
