import { truncate } from '#shared/text.ts';
import type { ReadTool } from './promptServer.ts';
import { RequestError } from './requestError.ts';
import type { Resource, ResourceChange } from './resourceDefinition.ts';

interface ResourceText {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

const mimeType = 'application/json';

/** Resources by address; one for all clients of a door. */
export class ResourceServer {
  private readonly resources: readonly Resource[];
  private readonly isOffered: (tool: string) => boolean;

  /** A resource whose tool is not offered is not listed; reading it says why. */
  constructor(resources: readonly Resource[], isOffered: (tool: string) => boolean) {
    this.resources = resources;
    this.isOffered = isOffered;
  }

  /** Those with an address of their own. */
  list(): Array<ResourceText & { readonly uri: string }> {
    return this.resources
      .filter(({ variable, tool }) => !variable && this.isOffered(tool))
      .map((resource) => ({ uri: resource.uriTemplate, ...textOf(resource) }));
  }

  templates(): Array<ResourceText & { readonly uriTemplate: string }> {
    return this.resources
      .filter(({ variable, tool }) => variable && this.isOffered(tool))
      .map((resource) => ({ uriTemplate: resource.uriTemplate, ...textOf(resource) }));
  }

  /** By template or address, as references of completions have it. */
  findTemplate(uri: string): Resource | undefined {
    return this.resources.find(({ uriTemplate }) => uriTemplate === uri);
  }

  /** Rejects with `RequestError`. */
  async read(uri: string, readTool: ReadTool): Promise<{ uri: string; mimeType: string; text: string }> {
    const { resource, value } = this.resolve(uri);
    const { text, isError } = await readTool(resource.tool, resource.argumentsFor(value));
    if (isError) {
      throw new RequestError(/\(notFound\)/.test(text) ? 'notFound' : 'failed', text);
    }
    return { uri, mimeType, text };
  }

  /** Throws `RequestError` for an address that nothing can ever be at. */
  resolve(uri: string): { readonly resource: Resource; readonly value: string } {
    for (const resource of this.resources) {
      const value = valueIn(resource, uri);
      if (value !== undefined) {
        return { resource, value };
      }
    }
    const known = this.resources.map(({ uriTemplate }) => uriTemplate).join(', ');
    throw new RequestError('notFound', `There is no resource ${truncate(uri, 200)}; there are ${known}.`);
  }

  isAffected(uri: string, change: ResourceChange): boolean {
    const { resource, value } = this.resolve(uri);
    return resource.isAffected(value, change);
  }
}

function textOf({ name, title, description }: Resource): ResourceText {
  return { name, title, description, mimeType };
}

function valueIn({ uriTemplate, variable }: Resource, uri: string): string | undefined {
  if (!variable) {
    return uri === uriTemplate ? '' : undefined;
  }
  const prefix = uriTemplate.slice(0, uriTemplate.indexOf('{'));
  const value = uri.startsWith(prefix) ? uri.slice(prefix.length) : '';
  return variable.pattern.test(value) ? value : undefined;
}
