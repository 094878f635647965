import { readFile } from 'node:fs/promises';
import { createSecureContext, getCACertificates, rootCertificates } from 'node:tls';
import { fail } from '#domain/errors.ts';

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/**
 * A fetch that also trusts the certificates of a PEM file, for networks that inspect TLS.
 * @throws invalidArgument when the file is no PEM file or this runtime offers no way
 */
export async function fetchTrusting(caFile: string, keepAliveMs?: number): Promise<Fetch> {
  const pem = await readFile(caFile, 'utf8').catch(() => '');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    fail({ code: 'invalidArgument', argument: 'caFile', reason: 'not a readable PEM file with certificates' });
  }
  // `getCACertificates` holds NODE_EXTRA_CA_CERTS too; absent before Node 22.15.
  const known = typeof getCACertificates === 'function' ? getCACertificates('default') : rootCertificates;
  // One context for all connections: given `ca`, each of them would parse every certificate again.
  const secureContext = createSecureContext({ ca: [...known, pem] });
  const fetchTrustingly = await fetchThrough({ connect: { secureContext }, ...keeping(keepAliveMs) });
  return (
    fetchTrustingly ??
    fail({ code: 'invalidArgument', argument: 'caFile', reason: 'this runtime cannot add certificates to fetch' })
  );
}

/** A fetch that leaves connections open for longer than the runtime's few seconds, where the runtime offers a way. */
export async function fetchKeeping(keepAliveMs: number): Promise<Fetch> {
  return (await fetchThrough(keeping(keepAliveMs))) ?? fetch;
}

function keeping(keepAliveMs: number | undefined): object {
  return keepAliveMs === undefined ? {} : { keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs };
}

/**
 * The dispatcher is made from the class of the runtime's own: a bundled undici would replace the extension host's, and
 * with it everybody's proxy.
 */
async function fetchThrough(options: object): Promise<Fetch | undefined> {
  await fetch('data:,'); // the runtime makes its dispatcher at the first use of fetch
  const current: unknown = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  if (typeof current !== 'object' || current === null) {
    return undefined;
  }
  const dispatcher: NonNullable<RequestInit['dispatcher']> = Reflect.construct(current.constructor, [options]);
  return (url, init) => fetch(url, { ...init, dispatcher });
}
