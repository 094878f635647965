/** Every id that the code shares with package.json; `test/unit/manifest.test.ts` proves both sides equal. */
export const commandIds = {
  signIn: 'trestle.signIn',
  tryDemo: 'trestle.tryDemo',
  signOut: 'trestle.signOut',
  switchAccount: 'trestle.switchAccount',
  renewToken: 'trestle.renewToken',
  refreshSprint: 'trestle.refreshSprint',
  chooseBoard: 'trestle.chooseBoard',
  createIssueFromSelection: 'trestle.createIssueFromSelection',
  openIssue: 'trestle.openIssue',
  copyIssueKey: 'trestle.copyIssueKey',
  copyIssueUrl: 'trestle.copyIssueUrl',
  toggleAgentTools: 'trestle.toggleAgentTools',
  connectClient: 'trestle.connectClient',
  toggleOtherClients: 'trestle.toggleOtherClients',
  rotateToken: 'trestle.rotateToken',
  managePermissions: 'trestle.managePermissions',
  openOperation: 'trestle.openOperation',
  undoOperation: 'trestle.undoOperation',
  copyOperation: 'trestle.copyOperation',
  refreshDecisions: 'trestle.refreshDecisions',
  findDecision: 'trestle.findDecision',
  groupDecisions: 'trestle.groupDecisions',
  filterDecisions: 'trestle.filterDecisions',
  openDecision: 'trestle.openDecision',
  copyDecisionUrl: 'trestle.copyDecisionUrl',
  linkDecisionToCode: 'trestle.linkDecisionToCode',
  openDecisionCode: 'trestle.openDecisionCode',
  unlinkDecisionCode: 'trestle.unlinkDecisionCode',
  showReport: 'trestle.showReport',
  showLog: 'trestle.showLog',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];

export const viewIds = {
  sprint: 'trestle.sprint',
  decisions: 'trestle.decisions',
  activity: 'trestle.activity',
} as const;

/** Full names of the settings; their scopes are in package.json. */
export const settingIds = {
  site: 'trestle.site',
  caFile: 'trestle.caFile',
  projectKey: 'trestle.projectKey',
  spaceKey: 'trestle.spaceKey',
  blockedStatuses: 'trestle.blockedStatuses',
  mcpEnabled: 'trestle.mcp.enabled',
  mcpReadOnly: 'trestle.mcp.readOnly',
  mcpDisabledTools: 'trestle.mcp.disabledTools',
  mcpToolsets: 'trestle.mcp.toolsets',
  mcpAllowedProjects: 'trestle.mcp.allowedProjects',
  mcpAllowedSpaces: 'trestle.mcp.allowedSpaces',
  otherClients: 'trestle.mcp.otherClients',
  mcpHttp: 'trestle.mcp.http',
  mcpPort: 'trestle.mcp.port',
} as const;

/** Keys of `when` clauses that the extension sets. */
export const contextKeys = {
  /** `true`, `false`, or unset while not yet known. */
  signedIn: 'trestle.signedIn',
} as const;

/** `contextValue` of tree items. */
export const treeContexts = {
  issue: 'trestle.issue',
  operation: 'trestle.operation',
  decision: 'trestle.decision',
  decisionSource: 'trestle.decisionSource',
  decisionCode: 'trestle.decisionCode',
  undoableOperation: 'trestle.undoableOperation',
} as const;

export const mcpProviderId = 'trestle';

export const chatParticipantId = 'trestle.chat';

export const authenticationProviderId = 'trestle';

/** Scheme of the URIs by which issue rows get their decorations. */
export const issueScheme = 'trestle-issue';

/** Scheme of texts shown before they are written. */
export const previewScheme = 'trestle-preview';
