import type { Failure } from '#domain/errors.ts';

/**
 * The failure behind a rejected `fetch` when it is certain that nothing was sent: no name, no connection, no trusted
 * certificate. Undefined for everything else (reset, cut off, malformed), after which a write may have happened.
 */
export function connectFailure(error: unknown, origin: string): Failure | undefined {
  for (const cause of causes(error)) {
    const { code, syscall, message } = cause;
    if (isCertificateError(code) || message.includes('net::ERR_CERT_')) {
      return { code: 'certificateRefused', origin, cause: code || message };
    }
    if (syscall === 'connect' || syscall === 'getaddrinfo' || unsentCodes.has(code) || unsentMessage.test(message)) {
      return { code: 'offline', origin, cause: code || message };
    }
  }
  return undefined;
}

/** What to tell about a broken exchange, without anything of the request in it. */
export function networkCause(error: unknown): string {
  const [first, ...rest] = causes(error).reverse();
  const told = [first, ...rest].find((cause) => cause?.code);
  return told?.code ?? first?.message ?? 'network error';
}

/** True when a name could not be resolved, which means no network or no such host. */
export function isUnknownHost(failure: Failure | undefined): boolean {
  return failure?.code === 'offline' && /ENOTFOUND|NAME_NOT_RESOLVED/.test(failure.cause);
}

const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

// Other TLS errors (EPROTO, ERR_SSL_…) also come in the middle of an answer, and so prove nothing. The first message is
// Node's for a connection that ends during its handshake, the others are of Electron's network stack.
const unsentMessage =
  /before secure TLS connection was established|net::ERR_(?:NAME_NOT_RESOLVED|CONNECTION_REFUSED|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|PROXY_CONNECTION_FAILED)/;

function isCertificateError(code: string): boolean {
  return /CERT|^UNABLE_TO_(?:GET|VERIFY)|HOSTNAME_MISMATCH/.test(code);
}

interface Cause {
  readonly code: string;
  readonly syscall: string;
  readonly message: string;
}

function causes(error: unknown, depth = 0): Cause[] {
  if (depth > 4 || typeof error !== 'object' || error === null) {
    return [];
  }
  const own = { code: member(error, 'code'), syscall: member(error, 'syscall'), message: member(error, 'message') };
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const cause = 'cause' in error ? [error.cause] : [];
  return [own, ...[...cause, ...inner].flatMap((each) => causes(each, depth + 1))];
}

function member(error: object, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
