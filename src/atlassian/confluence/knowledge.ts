import type { Person } from '#domain/person.ts';
import type { KnowledgeBase } from '#domain/ports.ts';
import { Cached } from '../cached.ts';
import type { Transport } from '../transport.ts';
import { pageOperations } from './pages.ts';
import { spaceOperations } from './spaces.ts';

const ttlMs = 30 * 60_000;

export function confluenceKnowledge(options: {
  readonly transport: Transport;
  readonly origin: string;
  readonly timeZone: string;
}): KnowledgeBase {
  const site = {
    ...options,
    spaceKeys: new Cached<string | undefined>(ttlMs),
    people: new Cached<Person | undefined>(ttlMs),
  };
  return { spaces: spaceOperations(site), pages: pageOperations(site) };
}
