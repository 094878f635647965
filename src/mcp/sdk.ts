// The only file that touches the MCP SDK: a change of SDK or protocol revision ends here.
import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { Protocol, type RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolRequestSchema,
  type ClientCapabilities,
  type CompleteRequest,
  CompleteRequestSchema,
  ElicitResultSchema,
  GetPromptRequestSchema,
  InitializeRequestSchema,
  type InitializeResult,
  LATEST_PROTOCOL_VERSION,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  type ServerNotification,
  type ServerRequest,
  type ServerResult,
  SUPPORTED_PROTOCOL_VERSIONS,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { DisposableStore, toDisposable } from '#shared/disposable.ts';
import type { ClientSession, Elicit } from './consent.ts';
import { iconOf, serverIcon } from './icons.ts';
import { instructions } from './instructions.ts';
import type { Completion } from './promptDefinition.ts';
import type { ReadTool } from './promptServer.ts';
import { RequestError } from './requestError.ts';
import type { ResourceChange } from './resourceDefinition.ts';
import type { CallSession, ToolServer } from './server.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** A human may be away from the keyboard for a while. */
const elicitTimeoutMs = 10 * 60_000;

const mostSubscriptions = 100;

const capabilities = {
  tools: { listChanged: true },
  prompts: {},
  resources: { subscribe: true, listChanged: true },
  completions: {},
};

/** One client over a pair of streams. */
export async function serveStreams(
  tools: ToolServer,
  version: string,
  streams: { readonly input: Readable; readonly output: Writable },
): Promise<{ close(): Promise<void> }> {
  const server = new ProtocolServer(tools, version);
  await server.connect(asTransport(new StdioServerTransport(streams.input, streams.output)));
  return { close: () => server.close() };
}

/** One client session over HTTP. */
export interface HttpSession {
  /** Answers one request whose body is already parsed. */
  handle(request: Request, parsedBody: unknown): Promise<Response>;
  close(): Promise<void>;
}

export interface HttpSessionEvents {
  createId(): string;
  onOpen(sessionId: string): void;
  onClose(): void;
}

export async function openHttpSession(
  tools: ToolServer,
  version: string,
  events: HttpSessionEvents,
): Promise<HttpSession> {
  const server = new ProtocolServer(tools, version);
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: () => events.createId(),
    onsessioninitialized: (sessionId) => events.onOpen(sessionId),
  });
  server.closing.add(toDisposable(() => events.onClose()));
  await server.connect(asTransport(transport));
  return {
    handle: (request, parsedBody) => transport.handleRequest(request, { parsedBody }),
    close: () => server.close(),
  };
}

// The SDK's own classes do not satisfy its interface under exactOptionalPropertyTypes; nothing else differs.
function asTransport(transport: object): Transport {
  return transport as Transport;
}

/**
 * One client's protocol state. The SDK's own `Server` would bring a JSON Schema compiler that nothing here uses: a
 * third of the bundle and of its load time.
 */
class ProtocolServer extends Protocol<ServerRequest, ServerNotification, ServerResult> {
  private clientCapabilities: ClientCapabilities = {};
  private client: ClientSession | undefined;
  private knowsIcons = false;
  /** Disposed of with the session. */
  readonly closing = new DisposableStore();

  constructor(tools: ToolServer, version: string) {
    super();
    this.onclose = () => this.closing.dispose();
    this.setRequestHandler(InitializeRequestSchema, ({ params }): InitializeResult => {
      this.clientCapabilities = params.capabilities;
      this.client = { name: params.clientInfo.title ?? params.clientInfo.name };
      const isKnown = SUPPORTED_PROTOCOL_VERSIONS.includes(params.protocolVersion);
      this.knowsIcons = params.protocolVersion >= '2025-11-25';
      return {
        protocolVersion: isKnown ? params.protocolVersion : LATEST_PROTOCOL_VERSION,
        capabilities,
        // Clients prefix tool names with the title, so it is one short word.
        serverInfo: { name: 'trestle', title: 'Trestle', version, icons: [serverIcon] },
        instructions,
      };
    });
    this.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: tools.list().map((tool) => ({ ...tool, ...(this.knowsIcons && { icons: [iconOf(tool.name)] }) })),
    }));
    this.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
      const result = await tools.call(params.name, params.arguments, this.callSession(extra));
      const content = [{ type: 'text' as const, text: result.text }];
      return 'isError' in result ? { content, isError: true } : { content, structuredContent: result.structured };
    });
    this.closing.add(
      tools.onDidChangeOffer(() => {
        this.say({ method: 'notifications/tools/list_changed' });
        this.say({ method: 'notifications/resources/list_changed' });
      }),
    );
    this.servePrompts(tools);
    this.serveResources(tools);
    this.setRequestHandler(CompleteRequestSchema, async ({ params: { ref, argument, context } }, { signal }) => {
      const kind = completionOf(tools, ref, argument.name);
      const others = context?.arguments ?? {};
      const values = kind === undefined ? [] : await tools.suggest(kind, argument.value, { others, signal });
      return { completion: { values: [...values] } };
    });
  }

  private servePrompts(tools: ToolServer): void {
    this.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: tools.prompts.list() }));
    this.setRequestHandler(GetPromptRequestSchema, async ({ params }, extra) => {
      const { name, arguments: args = {} } = params;
      const { description, text } = await tools.prompts.render(name, args, this.readTool(tools, extra));
      return { description, messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };
    });
  }

  private serveResources(tools: ToolServer): void {
    const { resources } = tools;
    const subscribed = new Set<string>();
    const tell = (change: ResourceChange) => {
      for (const uri of subscribed) {
        if (resources.isAffected(uri, change)) {
          this.say({ method: 'notifications/resources/updated', params: { uri } });
        }
      }
    };
    this.closing.add(tools.onDidChangeResources(tell));
    this.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: resources.list() }));
    this.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: resources.templates() }));
    this.setRequestHandler(ReadResourceRequestSchema, async ({ params }, extra) => ({
      contents: [await resources.read(params.uri, this.readTool(tools, extra))],
    }));
    this.setRequestHandler(SubscribeRequestSchema, ({ params: { uri } }) => {
      resources.resolve(uri);
      if (subscribed.size >= mostSubscriptions) {
        throw new RequestError('invalidParams', `At most ${mostSubscriptions} resources can be followed.`);
      }
      subscribed.add(uri);
      return {};
    });
    this.setRequestHandler(UnsubscribeRequestSchema, ({ params: { uri } }) => {
      subscribed.delete(uri);
      return {};
    });
  }

  /** To whoever is still there. */
  private say(notification: ServerNotification): void {
    this.notification(notification).catch(() => {});
  }

  /** Prompts and resources read what a tool returns, by the same path and with the same rules. */
  private readTool(tools: ToolServer, extra: Extra): ReadTool {
    return (name, input) => tools.call(name, input, this.callSession(extra));
  }

  private callSession(extra: Extra): CallSession {
    const progressToken = extra._meta?.progressToken;
    const canElicit = this.clientCapabilities.elicitation?.form !== undefined;
    return {
      signal: extra.signal,
      progress: (message, elapsed) => {
        if (progressToken !== undefined) {
          const params = { progressToken, progress: elapsed, message };
          extra.sendNotification({ method: 'notifications/progress', params }).catch(() => {}); // The client has gone.
        }
      },
      ...(canElicit && { elicit: elicitBy(extra) }),
      ...(this.client && { client: this.client }),
    };
  }

  // What may be sent is decided above, by what the client said it can do.
  protected override assertCapabilityForMethod(): void {}
  protected override assertNotificationCapability(): void {}
  protected override assertRequestHandlerCapability(): void {}
  protected override assertTaskCapability(): void {}
  protected override assertTaskHandlerCapability(): void {}
}

/** How the argument of a prompt, or the variable of a resource, is completed. */
function completionOf(
  tools: ToolServer,
  ref: CompleteRequest['params']['ref'],
  argument: string,
): Completion | undefined {
  if (ref.type === 'ref/prompt') {
    return tools.prompts.find(ref.name)?.arguments.find(({ name }) => name === argument)?.completion;
  }
  const variable = tools.resources.findTemplate(ref.uri)?.variable;
  return variable?.name === argument ? variable.completion : undefined;
}

/** A form without fields: the answer itself is the human's yes or no. A client that fails to ask counts as no. */
function elicitBy({ sendRequest, signal }: Extra): Elicit {
  return async (message) => {
    try {
      const { action } = await sendRequest(
        {
          method: 'elicitation/create',
          params: { mode: 'form', message, requestedSchema: { type: 'object', properties: {} } },
        },
        ElicitResultSchema,
        { signal, timeout: elicitTimeoutMs },
      );
      return action;
    } catch {
      return 'cancel';
    }
  };
}
