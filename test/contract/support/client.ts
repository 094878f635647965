import { expect } from 'vitest';
import { connect } from '#atlassian/connect.ts';
import type { RunningDemoSite } from '#demo/main.ts';
import { type Failure, failureOf } from '#domain/errors.ts';
import type { Connection } from '#domain/ports.ts';

/** The real client, signed in to a demo site or to what stands in front of it (`origin`). */
export function open(demo: RunningDemoSite, origin = demo.url, token = demo.token): Promise<Connection> {
  return connect({
    credential: { origin, email: demo.email, token },
    userAgent: 'Trestle/0.0.0',
    limits: { backoffMs: 1, totalMs: 20_000 },
  });
}

/** Undefined when nothing failed; what fails in another way than by a typed failure is a defect. */
export async function failureIn(promise: Promise<unknown>): Promise<Failure | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return failureOf(error) ?? expect.unreachable(`not a typed failure: ${error}`);
  }
}
