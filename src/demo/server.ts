import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { addressOf, authenticate, type Granted } from './auth.ts';
import { readBody } from './body.ts';
import { kernelError, surfaceOf } from './errors.ts';
import type { FaultEffect, FaultPlan } from './faults.ts';
import { type DemoResponse, HttpError } from './http.ts';
import { openResponse } from './pages.ts';
import { RateLimiter, tooManyRequests } from './rateLimit.ts';
import type { Router } from './router.ts';
import type { DemoSite } from './site.ts';

export interface ServerParts {
  /** Called per request: the site's URL is known only once the server listens. */
  site(): DemoSite;
  readonly router: Router;
  readonly faults: FaultPlan;
  /** Tests may take some away. */
  readonly granted: Granted;
  onRequest(request: { readonly method: string; readonly path: string; readonly query: string }): void;
}

export function createDemoServer(parts: ServerParts): Server {
  const limiter = new RateLimiter();
  return createServer((request, response) => {
    answer(parts, limiter, request, response).catch((error: unknown) => {
      // A broken connection of the caller, or a defect of the demo: either way this exchange is over.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
}

async function answer(
  parts: ServerParts,
  limiter: RateLimiter,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const site = parts.site();
  const url = new URL(request.url ?? '/', site.url);
  const method = request.method ?? 'GET';
  parts.onRequest({ method, path: url.pathname, query: url.search });
  const effect = parts.faults.take(method, url.pathname);
  const delayMs = site.options.latencyMs + (effect?.kind === 'delay' ? effect.ms : 0);
  if (delayMs > 0) {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
  if (effect?.kind === 'disconnect' && effect.when === 'before') {
    request.socket.destroy();
    return;
  }
  if (effect?.kind === 'respond') {
    send(request, response, { status: effect.status, ...(effect.headers && { headers: effect.headers }) }, effect.body);
    return;
  }
  const now = site.now();
  const limited = limiter.requested(header(request, 'x-demo-rate-limit'), `${method} ${url.pathname}`, now);
  const answered = await respond(parts, site, method, url, request, effect ?? limited);
  if (effect?.kind === 'disconnect') {
    request.socket.destroy();
    return;
  }
  send(request, response, { ...answered, headers: { ...limiter.count(now), ...answered.headers } });
}

async function respond(
  parts: ServerParts,
  site: DemoSite,
  method: string,
  url: URL,
  request: IncomingMessage,
  effect: FaultEffect | undefined,
): Promise<DemoResponse> {
  try {
    const host = new URL(site.url).host;
    // A web page must not reach the demo through a host name that was rebound to this machine.
    if (![host, host.replace('127.0.0.1', 'localhost')].includes(header(request, 'host') ?? '')) {
      return kernelError('gateway', 403, 'Unknown host');
    }
    const open = method === 'GET' || method === 'HEAD' ? openResponse(site, url.pathname, url.searchParams) : undefined;
    if (open) {
      return open;
    }
    const address = addressOf(site, url.pathname);
    if (!address) {
      return kernelError('gateway', 404, 'No site with that cloud id');
    }
    const caller = authenticate(site, address, method, header(request, 'authorization'), parts.granted);
    if (effect?.kind === 'rateLimit') {
      return tooManyRequests(effect.reason, effect.retryAfterSeconds, site.now());
    }
    const surface = surfaceOf(address.path);
    const match = parts.router.match(method, address.path);
    if (match.kind === 'unknownPath') {
      return kernelError(surface, 404, `No endpoint ${method} ${address.path}.`);
    }
    if (match.kind === 'wrongMethod') {
      const allow = [...match.allowed, ...(match.allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
      return method === 'OPTIONS'
        ? { status: 200, headers: { Allow: allow } }
        : kernelError(surface, 405, `Request method '${method}' is not supported`, { Allow: allow });
    }
    if (/^(POST|PUT|DELETE)$/.test(method) && /Mozilla|Opera/.test(header(request, 'user-agent') ?? '')) {
      return { status: 403, headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, text: 'XSRF check failed' };
    }
    const body = await readBody(request, address.path, surface, match.route.takesFiles);
    return match.route.handle(
      {
        method: match.route.method,
        path: address.path,
        params: match.params,
        query: url.searchParams,
        headers: Object.fromEntries(Object.keys(request.headers).map((name) => [name, header(request, name)])),
        body,
        caller,
        origin: address.origin,
      },
      site,
    );
  } catch (error) {
    if (error instanceof HttpError) {
      return error.response;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return kernelError(surfaceOf(url.pathname), 500, `Defect of the demo site: ${detail}`);
  }
}

function send(request: IncomingMessage, response: ServerResponse, answered: DemoResponse, raw?: string): void {
  const text = raw ?? answered.text ?? (answered.body === undefined ? undefined : JSON.stringify(answered.body));
  const bytes = answered.bytes ?? (text === undefined ? undefined : Buffer.from(text));
  response.writeHead(answered.status, {
    ...(bytes ? { 'Content-Type': 'application/json;charset=UTF-8', 'Content-Length': bytes.length } : {}),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache, no-store, no-transform',
    ...answered.headers,
    // An answer given before the body was read leaves it on the wire.
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
