import { randomBytes } from 'node:crypto';
import type { Event } from '#shared/event.ts';

/** A secret that all windows of the editor share. */
export interface SharedSecret {
  get(): PromiseLike<string | undefined>;
  set(value: string): PromiseLike<void>;
  readonly onDidChange: Event<void>;
}

/** The bearer for HTTP, bound to the port it was made for: another port means another bearer. */
export interface HttpSecret {
  readonly token: string;
  readonly port: number;
  /** Of the settings, when the port was chosen. */
  readonly wantedPort: number;
}

export async function readHttpSecret(secret: SharedSecret): Promise<HttpSecret | undefined> {
  const { token, port, wantedPort } = parseObject(await secret.get());
  return typeof token === 'string' && typeof port === 'number' && typeof wantedPort === 'number'
    ? { token, port, wantedPort }
    : undefined;
}

export async function saveHttpSecret(secret: SharedSecret, value: HttpSecret): Promise<void> {
  await secret.set(JSON.stringify(value));
}

/** 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function parseObject(text: string | undefined): Record<string, unknown> {
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text ?? '{}') ?? {}));
  } catch {
    return {};
  }
}
