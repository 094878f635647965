import type { Memento } from 'vscode';
import type { WorkspaceDefaults } from '#domain/ports.ts';
import { demoSiteSetting, projectKeySetting, siteSetting } from './settings.ts';

const stateKey = 'trestle.defaults';

/** Project whose sprint the demo opens with, so that its first screen asks nothing. */
const demoDefaults: WorkspaceDefaults = { projectKey: 'NIM' };

/** The project, board and sprint last chosen in this workspace, for each site. */
export class RememberedDefaults {
  private readonly state: Memento;

  constructor(state: Memento) {
    this.state = state;
  }

  current(): WorkspaceDefaults {
    const site = siteSetting();
    const remembered = this.all()[site];
    if (remembered) {
      return remembered;
    }
    const projectKey = projectKeySetting();
    if (projectKey) {
      return { projectKey };
    }
    return site === demoSiteSetting ? demoDefaults : {};
  }

  async choose(defaults: WorkspaceDefaults): Promise<void> {
    await this.state.update(stateKey, { ...this.all(), [siteSetting()]: defaults });
  }

  private all(): Readonly<Record<string, WorkspaceDefaults>> {
    return this.state.get<Record<string, WorkspaceDefaults>>(stateKey, {});
  }
}
