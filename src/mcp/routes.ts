/** Which tools a client gets: those for agents, or with them the two that ChatGPT asks of a source it searches. */
export type Profile = 'agent' | 'chatgpt';

export interface Route {
  readonly path: string;
  readonly profile: Profile;
  readonly isReadOnly: boolean;
}

/** What the server of an editor window serves to programs outside it. */
export const routePaths: readonly Route[] = [
  { path: '/mcp', profile: 'agent', isReadOnly: false },
  { path: '/mcp/read-only', profile: 'agent', isReadOnly: true },
  { path: '/chatgpt', profile: 'chatgpt', isReadOnly: false },
  { path: '/chatgpt/read-only', profile: 'chatgpt', isReadOnly: true },
];

export function pathOf(profile: Profile, isReadOnly: boolean): string {
  return `/${profile === 'agent' ? 'mcp' : 'chatgpt'}${isReadOnly ? '/read-only' : ''}`;
}
