import type { Server } from 'node:http';
import { agileRoutes } from './agile/routes.ts';
import type { Scheme } from './auth.ts';
import { confluenceRoutes } from './confluence/routes.ts';
import { createSite, defaultOptions } from './createSite.ts';
import { FaultPlan } from './faults.ts';
import { jiraRoutes } from './jira/routes.ts';
import { Router } from './router.ts';
import { allScopes } from './scopes.ts';
import { createDemoServer } from './server.ts';
import type { DemoOptions, DemoSite } from './site.ts';

export type { Fault, FaultEffect, FaultPlan } from './faults.ts';
export type { DemoOptions, DemoSite } from './site.ts';

export interface RunningDemoSite {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly email: string;
  /** Works with `email` on the site itself. */
  readonly token: string;
  /** Works with `email`, or as bearer, only below `/ex/jira/{cloudId}` and `/ex/confluence/{cloudId}`. */
  readonly scopedToken: string;
  readonly cloudId: string;
  readonly site: DemoSite;
  /** Trouble on demand, for tests. */
  readonly faults: FaultPlan;
  /** Works only at the gateway, like `scopedToken`. */
  readonly serviceAccount: { readonly email: string; readonly token: string };
  /** How the service account may present its token; delete one to see whether a client tries the other. */
  readonly schemes: Set<Scheme>;
  /** Scopes of the scoped tokens; delete some to see what a client makes of it. */
  readonly scopes: Set<string>;
  /** Requests so far, oldest first, for tests of what a client asks for; the last 10,000 are kept. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly query: string }[];
  close(): Promise<void>;
}

/** Serves a demo Jira + Confluence Cloud on 127.0.0.1 until closed. Rejects when the port is taken. */
export async function startDemoSite(options: Partial<DemoOptions> = {}): Promise<RunningDemoSite> {
  const merged = { ...defaultOptions, ...options };
  const faults = new FaultPlan();
  const scopes = allScopes();
  const schemes = new Set<Scheme>(['basic', 'bearer']);
  const requests: { method: string; path: string; query: string }[] = [];
  const router = new Router([...jiraRoutes, ...agileRoutes, ...confluenceRoutes]);
  let site: DemoSite | undefined;
  const currentSite = () => {
    site ??= createSite(merged, urlOf(server));
    return site;
  };
  const server = createDemoServer({
    site: currentSite,
    router,
    faults,
    granted: { scopes, schemes },
    onRequest: (request) => {
      requests.push(request);
      if (requests.length > 10_000) {
        requests.shift();
      }
    },
  });
  await listen(server, merged.port);
  const running = currentSite();
  return {
    url: running.url,
    email: running.owner.email,
    token: running.token,
    scopedToken: running.scopedToken,
    serviceAccount: { email: running.serviceAccount.user.email, token: running.serviceAccount.token },
    cloudId: running.cloudId,
    site: running,
    faults,
    scopes,
    schemes,
    requests,
    close: () => close(server),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The demo site is not listening');
  }
  return `http://127.0.0.1:${address.port}`;
}
