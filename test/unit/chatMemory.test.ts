import { describe, expect, it } from 'vitest';
import { markdownLink } from '#chat/markdownText.ts';
import { memoryIn } from '#chat/memory.ts';
import { pastAnswer } from '#chat/pastAnswer.ts';
import type { AnswerMemory } from '#chat/reply.ts';

describe('what an answer leaves for the questions after it', () => {
  it('comes back as it was', () => {
    const memory: AnswerMemory = {
      ...{ topic: 'decisions', language: 'fr', projectKey: 'NIM', person: 'Paul' },
      period: { kind: 'between', from: '2026-11-01', to: '2026-11-08' },
      followUps: [{ prompt: 'et cette semaine ?', label: 'Cette semaine', command: 'decisions' }],
    };
    expect(memoryIn({ metadata: JSON.parse(JSON.stringify({ trestle: memory })) })).toEqual(memory);
  });

  it.each([
    undefined,
    {},
    { trestle: 'decisions' },
    { trestle: { topic: 'delete', language: 'en' } },
    { trestle: { topic: 'sprint', language: 'xx' } },
  ])('is nothing where it is none: %j', (metadata) => {
    expect(memoryIn({ metadata })).toBeUndefined();
  });

  it('keeps no more than it knows', () => {
    const kept = {
      topic: 'sprint',
      language: 'en',
      projectKey: 'NIM" OR 1',
      period: { kind: 'ever' },
      followUps: [{ prompt: 1 }],
    };
    expect(memoryIn({ metadata: { trestle: kept } })).toEqual({ topic: 'sprint', language: 'en', followUps: [] });
  });
});

describe('an earlier answer', () => {
  it('comes to a model without citations and marks', () => {
    const cited = markdownLink('\\[3\\]', 'https://x.example/a', 'NIM-43 Checkout (slow) [1]');
    const text = `It waits ${cited}. It rains \\[9\\] ⚠ *source not given: unverified*. Fine. ⚠ *no source*\n`;
    expect(pastAnswer(text)).toBe('It waits. It rains. Fine.');
  });
});
