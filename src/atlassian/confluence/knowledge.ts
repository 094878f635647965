import type { Person } from '#domain/person.ts';
import type { KnowledgeBase } from '#domain/ports.ts';
import { Cached } from '../cached.ts';
import { pageOperations } from './pages.ts';
import type { ConfluenceSite } from './site.ts';
import { spaceOperations } from './spaces.ts';

const ttlMs = 30 * 60_000;

export function confluenceKnowledge(
  options: Pick<ConfluenceSite, 'transport' | 'origin' | 'timeZone' | 'account'>,
): KnowledgeBase {
  const site = {
    ...options,
    spaceKeys: new Cached<string | undefined>(ttlMs),
    people: new Cached<Person | undefined>(ttlMs),
  };
  return { spaces: spaceOperations(site), pages: pageOperations(site) };
}
