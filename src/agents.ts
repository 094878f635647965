import { join } from 'node:path';
import { type ExtensionContext, env, type LogOutputChannel } from 'vscode';
import { fail } from '#domain/errors.ts';
import type { Call } from '#domain/ports.ts';
import type { ReportRequest } from '#domain/report.ts';
import type { WindowConnection } from '#host/connectionSource.ts';
import { EditorConsent } from '#host/consentPrompt.ts';
import { HttpSecretStore } from '#host/httpSecret.ts';
import { registerMcpServer, reserveSocket } from '#host/mcpServer.ts';
import { Previews } from '#host/previews.ts';
import { agentPolicySettings, blockedStatusesSetting, onDidChangeAgentPolicy } from '#host/settings.ts';
import { storedList } from '#host/storedList.ts';
import type { RememberedDefaults } from '#host/workspaceDefaults.ts';
import type { ServerLaunch } from '#services/connect/clients.ts';
import { installServer } from '#services/connect/installServer.ts';
import { launchOf } from '#services/connect/nodeRuntime.ts';
import { StandingConsents } from '#services/consents.ts';
import type { ClientDoors } from '#services/doors/clientDoors.ts';
import type { Journal } from '#services/journal/journal.ts';
import { lazyIssueCreation } from '#services/lazyIssueCreation.ts';
import { SprintChanges } from '#services/sprintChanges.ts';
import type { SprintStore } from '#services/sprintStore.ts';
import { userTime } from '#services/userTime.ts';
import { lazily } from '#shared/lazily.ts';
import { registerChat } from './chat/register.ts';
import type { EditorSelections } from './editor/editorSelections.ts';
import { ActivityView } from './views/activity/activityView.ts';
import { DoorsView } from './views/doors/doorsView.ts';

interface AgentParts {
  readonly context: ExtensionContext;
  readonly version: string;
  readonly connections: WindowConnection;
  readonly defaults: RememberedDefaults;
  readonly sprint: SprintStore;
  readonly editor: EditorSelections;
  readonly log: LogOutputChannel;
  /** In the view of decisions, so that commands find it. */
  knowsDecision(id: string): boolean;
  journal(): Promise<Journal>;
}

export interface Agents {
  readonly doors: ClientDoors;
  readonly activity: ActivityView;
  readonly consents: StandingConsents;
  readonly previews: Previews;
  /** How programs outside the editor start our server. */
  serverLaunch(): Promise<ServerLaunch>;
  writeReport(request: ReportRequest): Promise<string>;
}

/** Composition root of all that agents get: tools, the doors to them, what they may do, and what they did. */
export function openToAgents({ context, version, log, journal, ...parts }: AgentParts): Agents {
  const own = <T extends { dispose(): void }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const { connections, defaults, sprint, editor } = parts;
  const storageDirectory = context.globalStorageUri.fsPath;
  const previews = own(new Previews());
  const prompt = new EditorConsent(previews);
  const consents = new StandingConsents(storedList(context.globalState, 'trestle.consents'));
  const dependencies = {
    ...{ editor, journal, policy: agentPolicySettings },
    onDidChangePolicy: onDidChangeAgentPolicy,
    connection: async (call?: Call) => (await connections.current(call)) ?? fail({ code: 'notSignedIn' }),
    defaults: () => defaults.current(),
    blockedStatuses: blockedStatusesSetting,
    userTime: () => userTime(process.env, env.language),
    issueCreation: lazyIssueCreation(journal, 'agent'),
    onDidWrite: () => void sprint.refresh(),
    onDidChangeResources: own(new SprintChanges(sprint)).onDidChange,
    log: (line: string) => log.debug(line),
  };
  own(
    registerMcpServer({
      version,
      storageDirectory,
      start: async (place) => (await import('#mcp/main.ts')).startWindowServer({ ...place, dependencies, version }),
    }),
  );
  const { doors } = own(
    new DoorsView({
      version,
      httpSecret: own(new HttpSecretStore(context.secrets)),
      log: (line) => log.info(line),
      start: async (start) => {
        const place = reserveSocket(storageDirectory);
        const { startClientServer } = await import('#mcp/main.ts');
        return startClientServer({ ...start, ...place, dependencies, prompt, consents, version });
      },
    }),
  );
  const chat = {
    extensionUri: context.extensionUri,
    connection: dependencies.connection,
    defaults: dependencies.defaults,
  };
  own(
    registerChat({
      ...{ ...chat, log, selections: editor, knowsDecision: parts.knowsDecision },
      tools: lazily(async () => (await import('#mcp/main.ts')).openChatTools(dependencies, prompt)),
    }),
  );
  const source = join(context.extensionUri.fsPath, 'dist');
  const installed = lazily(() => installServer({ source, bin: join(storageDirectory, 'bin'), version }));
  installed().catch((error: unknown) => log.warn(`connect: ${String(error)}`));
  return {
    ...{ doors, consents, previews, activity: own(new ActivityView(journal)) },
    writeReport: async (request) => (await import('#chat/participant.ts')).writeReport(chat, request),
    serverLaunch: async () => launchOf((await installed()).path, process),
  };
}
