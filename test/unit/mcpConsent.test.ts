import { describe, expect, it } from 'vitest';
import { failureOf } from '#domain/errors.ts';
import { askThroughClient, type Elicit, type PendingWrite } from '#mcp/consent.ts';

const proposal = {
  action: 'Create a Bug in Jira project NIM on https://nimbus.example',
  fields: [{ label: 'Summary', value: 'Broken\nAssignee\u00a0: Somebody\u00a0\u00a0\u00a0Else' }],
  text: { label: 'Description', value: 'Line one\nLine two\u202e\u200b' },
};

function pending(elicit: Elicit | undefined): PendingWrite {
  return {
    ...{ tool: 'jira_create_issue', client: undefined, origin: undefined, readScopes: new Set() },
    ...{ elicit, signal: new AbortController().signal },
    propose: async () => proposal,
  };
}

async function codeOf(answer: Promise<unknown>): Promise<string | undefined> {
  return answer.then(
    () => 'allowed',
    (error: unknown) => failureOf(error)?.code,
  );
}

describe('consent', () => {
  it('shows target and text; a value cannot pass for another field, nor hide characters', async () => {
    const shown: string[] = [];
    await askThroughClient(
      pending(async (message) => {
        shown.push(message);
        return 'accept';
      }),
    );
    expect(shown).toEqual([
      [
        'Create a Bug in Jira project NIM on https://nimbus.example?',
        'Summary: Broken Assignee\u00a0: Somebody Else',
        'Description:',
        'Line one',
        'Line two',
      ].join('\n'),
    ]);
  });

  it('is given by an accepting answer only', async () => {
    expect(await codeOf(askThroughClient(pending(async () => 'accept')))).toBe('allowed');
    expect(await codeOf(askThroughClient(pending(async () => 'decline')))).toBe('declined');
    expect(await codeOf(askThroughClient(pending(async () => 'cancel')))).toBe('declined');
    expect(await codeOf(askThroughClient(pending(undefined)))).toBe('writesNotAllowed');
  });
});
