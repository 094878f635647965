import type { Call, Connection } from '#domain/ports.ts';
import type { Credential } from '#domain/site.ts';
import type { OpenAccount } from './connectionSource.ts';

/** A demo site running in this process. */
export interface RunningSite {
  readonly url: string;
  readonly email: string;
  readonly token: string;
  close(): Promise<void>;
}

/** The parts that are loaded when first used; the composition root imports them. */
export interface SiteAccess {
  connect(credential: Credential, call: Call): Promise<Connection>;
  startDemoSite(): Promise<RunningSite>;
}

/** The demo site lives as long as the connection to it. */
export function accountOpener(access: SiteAccess): OpenAccount {
  return async (account, call) => {
    if (account.kind === 'site') {
      return access.connect(account.credential, call);
    }
    const demo = await access.startDemoSite();
    try {
      const { url, email, token } = demo;
      const connection = await access.connect({ origin: url, email, token }, call);
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
