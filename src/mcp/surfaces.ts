import type { AgentPolicy } from '#domain/agentPolicy.ts';
import { fail } from '#domain/errors.ts';
import type { Tool } from './toolDefinition.ts';

/** Which tools one door offers. The door's own part of it never changes; the user's policy may, see `onDidChangeOffer`. */
export interface Surface {
  /** Beats everything else: no write tool is listed or callable. */
  readonly isReadOnly: boolean;
}

type Offer = Surface & Pick<AgentPolicy, 'disabledTools' | 'toolsets'>;

/** What a door offers under the user's policy: the stricter of the two counts. */
export function offerOf(surface: Surface, { isReadOnly, disabledTools, toolsets }: AgentPolicy): Offer {
  return { isReadOnly: surface.isReadOnly || isReadOnly, disabledTools, toolsets };
}

export function exposedTools(tools: readonly Tool[], offer: Offer): readonly Tool[] {
  return tools.filter((tool) => whyOff(tool, offer) === undefined);
}

/** @throws toolOff, saying by what */
export function checkOffered(tool: Tool, offer: Offer): void {
  const cause = whyOff(tool, offer);
  if (cause) {
    fail({ code: 'toolOff', tool: tool.name, cause });
  }
}

function whyOff({ name, access, toolset }: Tool, offer: Offer): 'readOnly' | 'disabledTools' | 'toolsets' | undefined {
  if (offer.isReadOnly && access === 'write') return 'readOnly';
  if (offer.disabledTools.includes(name)) return 'disabledTools';
  return toolset !== undefined && !offer.toolsets.includes(toolset) ? 'toolsets' : undefined;
}
