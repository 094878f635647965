import { describe, expect, it } from 'vitest';
import { failureOf } from '#domain/errors.ts';
import { askThroughClient, describeProposal } from '#mcp/consent.ts';

const proposal = {
  action: 'Create a Bug in Jira project NIM on https://nimbus.example',
  fields: [{ label: 'Summary', value: 'Broken\nAssignee: Somebody Else' }],
  text: { label: 'Description', value: 'Line one\nLine two\u202e\u200b' },
};

async function codeOf(answer: Promise<void>): Promise<string | undefined> {
  return answer.then(
    () => 'allowed',
    (error: unknown) => failureOf(error)?.code,
  );
}

describe('consent', () => {
  it('shows target and text; a value cannot pass for another field, nor hide characters', () => {
    expect(describeProposal(proposal)).toBe(
      [
        'Create a Bug in Jira project NIM on https://nimbus.example?',
        'Summary: Broken Assignee: Somebody Else',
        'Description:',
        'Line one',
        'Line two',
      ].join('\n'),
    );
  });

  it('is given by an accepting answer only', async () => {
    const propose = async () => proposal;
    expect(await codeOf(askThroughClient(propose, async () => 'accept'))).toBe('allowed');
    expect(await codeOf(askThroughClient(propose, async () => 'decline'))).toBe('declined');
    expect(await codeOf(askThroughClient(propose, async () => 'cancel'))).toBe('declined');
    expect(await codeOf(askThroughClient(propose, undefined))).toBe('writesNotAllowed');
  });
});
