import type { Tool } from './toolDefinition.ts';

/** Which tools one door offers. Static for the life of a server: some clients ignore changes of the list. */
export interface Surface {
  /** Beats everything else: no write tool is listed or callable. */
  readonly isReadOnly: boolean;
}

export function exposedTools(tools: readonly Tool[], surface: Surface): readonly Tool[] {
  return surface.isReadOnly ? tools.filter(({ access }) => access === 'read') : tools;
}
