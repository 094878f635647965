// The only file that touches the MCP SDK: a change of SDK or protocol revision ends here.
import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { Protocol, type RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolRequestSchema,
  type ClientCapabilities,
  ElicitResultSchema,
  InitializeRequestSchema,
  type InitializeResult,
  LATEST_PROTOCOL_VERSION,
  ListToolsRequestSchema,
  type ServerNotification,
  type ServerRequest,
  type ServerResult,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/sdk/types.js';
import type { ClientSession, Elicit } from './consent.ts';
import { instructions } from './instructions.ts';
import type { CallSession, ToolServer } from './server.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** A human may be away from the keyboard for a while. */
const elicitTimeoutMs = 10 * 60_000;

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
  server.onclose = () => events.onClose();
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

  constructor(tools: ToolServer, version: string) {
    super();
    this.setRequestHandler(InitializeRequestSchema, ({ params }): InitializeResult => {
      this.clientCapabilities = params.capabilities;
      this.client = { name: params.clientInfo.title ?? params.clientInfo.name };
      const isKnown = SUPPORTED_PROTOCOL_VERSIONS.includes(params.protocolVersion);
      return {
        protocolVersion: isKnown ? params.protocolVersion : LATEST_PROTOCOL_VERSION,
        capabilities: { tools: {} },
        // Clients prefix tool names with the title, so it is one short word.
        serverInfo: { name: 'trestle', title: 'Trestle', version },
        instructions,
      };
    });
    this.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.list().map((tool) => ({ ...tool })) }));
    this.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
      const result = await tools.call(params.name, params.arguments, this.callSession(extra));
      const content = [{ type: 'text' as const, text: result.text }];
      return 'isError' in result ? { content, isError: true } : { content, structuredContent: result.structured };
    });
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
