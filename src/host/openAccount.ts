import type { Call, Connection } from '#domain/ports.ts';
import type { ConnectRequest, OpenAccount } from './connectionSource.ts';

/** A demo site running in this process. */
export interface RunningSite {
  readonly url: string;
  readonly email: string;
  readonly token: string;
  close(): Promise<void>;
}

/** The parts that are loaded when first used; the composition root imports them. */
export interface SiteAccess {
  connect(request: ConnectRequest, call: Call): Promise<Connection>;
  startDemoSite(): Promise<RunningSite>;
}

/** The demo site lives as long as the connection to it. */
export function accountOpener(access: SiteAccess): OpenAccount {
  return async (account, { onFailure, ...call }) => {
    if (account.kind === 'site') {
      const { credential } = account;
      return access.connect({ credential, route: account.account.route, onFailure }, call);
    }
    const demo = await access.startDemoSite();
    try {
      const { url, email, token } = demo;
      const connection = await access.connect({ credential: { origin: url, email, token }, onFailure }, call);
      return {
        ...connection,
        dispose() {
          connection.dispose();
          void demo.close();
        },
      };
    } catch (error) {
      await demo.close();
      throw error;
    }
  };
}
