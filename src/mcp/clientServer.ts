import type { ConsentPrompt } from '#domain/consent.ts';
import { askInEditor, type StandingConsentSource } from './consent.ts';
import { type ConnectedClient, McpHttpServer } from './http.ts';
import { listenPrivately, type SocketPlace } from './privateSocket.ts';
import { routePaths } from './routes.ts';
import { type Door, type ServerDependencies, ToolServer } from './server.ts';
import { toolsFor } from './tools/index.ts';

/** The server of an editor window for programs outside it. */
export interface ClientServer {
  readonly socketPath: string;
  clients(): readonly ConnectedClient[];
  closeSessions(): void;
  dispose(): void;
}

export interface ClientServerOptions extends SocketPlace {
  readonly dependencies: ServerDependencies;
  readonly version: string;
  readonly prompt: ConsentPrompt;
  /** What needs no asking any more. */
  readonly consents?: StandingConsentSource;
  tokens(): readonly string[];
  onDidChangeClients(): void;
}

/** Serves every profile, each also without its writing tools, behind doors that pass connections on to the socket. */
export async function startClientServer(options: ClientServerOptions): Promise<ClientServer> {
  const { dependencies, prompt, version, tokens, onDidChangeClients } = options;
  const consent = askInEditor(prompt, options.consents);
  const routes = routePaths.map(({ path, profile, isReadOnly }): [string, ToolServer] => {
    const door: Door = {
      surface: { isReadOnly },
      consent,
      howToConnect: 'no Atlassian site is signed in. The user has to run "Trestle: Sign In…" in their editor first.',
      howToAllowWrites: 'The user has to allow the call in the editor window.',
    };
    return [path, new ToolServer(toolsFor(profile), dependencies, door)];
  });
  const http = new McpHttpServer({
    ...{ version, tokens, onDidChangeClients },
    routes: new Map(routes),
    allowedHosts: ['localhost', '127.0.0.1'],
    log: (line) => dependencies.log(line),
  });
  const close = await listenPrivately(http.server, options, (line) => dependencies.log(line));
  return {
    socketPath: options.socketPath,
    clients: () => http.clients(),
    closeSessions: () => http.closeSessions(),
    dispose: () => {
      http.dispose();
      close();
    },
  };
}
