import type { PageContent } from '#domain/page.ts';
import { type Candidate, candidateKey } from './candidate.ts';
import { readingOf } from './reading.ts';
import { rules } from './rules/index.ts';

/** Every decision that a text holds, whenever it was written; each once, as the surest rule found it. */
export function candidatesIn(source: Pick<PageContent, 'title' | 'labels' | 'blocks' | 'lastModified'>): Candidate[] {
  const reading = readingOf(source);
  const judged = new Set<number>();
  const found = new Map<string, Candidate>();
  for (const rule of rules) {
    const finding = rule.find(reading, (index) => !judged.has(index));
    for (const candidate of finding.candidates) {
      const key = candidateKey(candidate);
      if (!found.has(key)) {
        found.set(key, candidate);
      }
    }
    for (const index of finding.judged) {
      judged.add(index);
    }
  }
  return [...found.values()];
}
