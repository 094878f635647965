import { ConfigurationTarget, type Disposable, type WorkspaceFolder, workspace } from 'vscode';
import { demoChoice } from '#domain/account.ts';
import type { AgentPolicy } from '#domain/agentPolicy.ts';
import { settingIds } from './ids.ts';

/** Value of the site setting that stands for the built-in demo site. */
export const demoSiteSetting: string = demoChoice;

/** The site setting as typed: an origin, `demo`, or empty. Machine scope: no workspace can redirect a token. */
export function siteSetting(): string {
  return workspace.getConfiguration().get<string>(settingIds.site, '').trim();
}

/** Writes the user's (in a remote window: the machine's) settings. `undefined` removes the value. */
export async function updateSiteSetting(site: string | undefined): Promise<void> {
  await workspace.getConfiguration().update(settingIds.site, site, ConfigurationTarget.Global);
}

/** PEM file with further certificate authorities; undefined when not set. */
export function caFileSetting(): string | undefined {
  return workspace.getConfiguration().get<string>(settingIds.caFile, '').trim() || undefined;
}

/** Project that the workspace folder's own settings name, if any. */
export function projectKeySetting(folder: WorkspaceFolder | undefined): string | undefined {
  return folderSetting(settingIds.projectKey, folder).toUpperCase() || undefined;
}

/** Confluence space that the workspace folder's own settings name, if any. */
export function spaceKeySetting(folder: WorkspaceFolder | undefined): string | undefined {
  return folderSetting(settingIds.spaceKey, folder) || undefined;
}

/** Names or ids of the statuses in which an issue counts as blocked. */
export function blockedStatusesSetting(): readonly string[] {
  return textsIn(workspace.getConfiguration().get(settingIds.blockedStatuses));
}

export function isMcpEnabled(): boolean {
  return workspace.getConfiguration().get<boolean>(settingIds.mcpEnabled, true);
}

export async function updateMcpEnabled(isEnabled: boolean): Promise<void> {
  await workspace.getConfiguration().update(settingIds.mcpEnabled, isEnabled, ConfigurationTarget.Global);
}

/** What agents may do. Machine scope: no workspace can loosen it. */
export function agentPolicySettings(): AgentPolicy {
  const settings = workspace.getConfiguration();
  return {
    isReadOnly: settings.get<boolean>(settingIds.mcpReadOnly, false),
    disabledTools: textsIn(settings.get(settingIds.mcpDisabledTools)),
    toolsets: textsIn(settings.get(settingIds.mcpToolsets)),
    allowedProjects: keysIn(settings.get(settingIds.mcpAllowedProjects)),
    allowedSpaces: keysIn(settings.get(settingIds.mcpAllowedSpaces)),
  };
}

export function onDidChangeAgentPolicy(listener: () => void): Disposable {
  const { mcpReadOnly, mcpDisabledTools, mcpToolsets, mcpAllowedProjects, mcpAllowedSpaces } = settingIds;
  return onDidChangeSettings(
    [mcpReadOnly, mcpDisabledTools, mcpToolsets, mcpAllowedProjects, mcpAllowedSpaces],
    listener,
  );
}

/** What programs outside the editor may do, whether or not any does. Machine scope: no workspace can open a port. */
export function clientDoorSettings(): {
  readonly areClientsAllowed: boolean;
  readonly isHttpOpen: boolean;
  readonly port: number;
} {
  const settings = workspace.getConfiguration();
  const port = settings.get<number>(settingIds.mcpPort, 0);
  return {
    areClientsAllowed: settings.get<boolean>(settingIds.otherClients, true),
    isHttpOpen: settings.get<boolean>(settingIds.mcpHttp, false),
    port: Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : 0,
  };
}

export async function updateOtherClients(areAllowed: boolean): Promise<void> {
  await workspace.getConfiguration().update(settingIds.otherClients, areAllowed, ConfigurationTarget.Global);
}

export async function updateMcpHttp(isOpen: boolean): Promise<void> {
  await workspace.getConfiguration().update(settingIds.mcpHttp, isOpen, ConfigurationTarget.Global);
}

/** A list that is written wrongly must not mean "everywhere": what is no key stays, and matches nothing. */
function keysIn(value: unknown): readonly string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

/** Settings are edited by hand: what is no list of texts counts as none. */
function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string' && text.trim() !== '') : [];
}

function folderSetting(id: string, folder: WorkspaceFolder | undefined): string {
  return workspace.getConfiguration(undefined, folder?.uri).get<string>(id, '').trim();
}

/** Calls `listener` whenever one of the settings may have changed. */
export function onDidChangeSettings(
  ids: readonly (typeof settingIds)[keyof typeof settingIds][],
  listener: () => void,
): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (ids.some((id) => event.affectsConfiguration(id))) {
      listener();
    }
  });
}
