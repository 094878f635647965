import { randomBytes } from 'node:crypto';
import { consentGiven } from './consent.ts';
import { McpHttpServer, mcpPath } from './http.ts';
import { listenPrivately, type SocketPlace } from './privateSocket.ts';
import { type Door, type ServerDependencies, ToolServer } from './server.ts';
import { toolsFor } from './tools/index.ts';

/** A server that lives as long as an editor window and that only this user can reach. */
export interface WindowServer {
  /** Path of a unix socket, or name of a pipe on Windows; MCP is served over HTTP at `/mcp`. */
  readonly socketPath: string;
  /** 256 bits; every request carries it as bearer. */
  readonly token: string;
  dispose(): void;
}

/** VS Code shows its own confirmation before it calls a tool that writes. */
const windowDoor: Door = {
  surface: { isReadOnly: false },
  consent: consentGiven,
  howToConnect: 'no Atlassian site is signed in. The user has to run the command "Trestle: Sign In…" in VS Code first.',
  howToAllowWrites: 'The user has to confirm the call in VS Code.',
};

export async function startWindowServer(
  options: SocketPlace & { readonly dependencies: ServerDependencies; readonly version: string },
): Promise<WindowServer> {
  const { dependencies, socketPath, version } = options;
  const token = randomBytes(32).toString('base64url');
  const log = (line: string) => dependencies.log(line);
  const http = new McpHttpServer({
    ...{ version, log },
    routes: new Map([[mcpPath, new ToolServer(toolsFor('agent'), dependencies, windowDoor)]]),
    tokens: () => [token],
    allowedHosts: ['localhost'],
  });
  const close = await listenPrivately(http.server, options, log);
  return {
    socketPath,
    token,
    dispose: () => {
      http.dispose();
      close();
    },
  };
}
