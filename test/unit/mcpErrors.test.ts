import { describe, expect, it } from 'vitest';
import { type Failure, TrestleError } from '#domain/errors.ts';
import type { Person } from '#domain/person.ts';
import { describeToolError } from '#mcp/errors.ts';
import { english } from '#shared/l10n.ts';

const options = { t: english, howToConnect: 'HOW TO CONNECT', howToAllowWrites: 'HOW TO ALLOW' };

function describeFailure(failure: Failure): string {
  return describeToolError('jira_create_issue', new TrestleError(failure), options);
}

function person(displayName: string, accountId: string): Person {
  return { displayName, accountId, isActive: true, kind: 'atlassian' };
}

describe('error texts for agents', () => {
  it('name the tool, the code, the reason, and what to call next', () => {
    const candidates = [person('Paul Martin', 'a1'), person('Paul Martin', 'a2')];
    const text = describeFailure({ code: 'severalPeopleFound', query: 'Paul', candidates });
    expect(text).toMatch(/^jira_create_issue failed \(severalPeopleFound\): /);
    expect(text).toContain('Do not repeat the call unchanged.');
    expect(text).toContain('Paul Martin = a1; Paul Martin = a2');
  });

  it('say how to connect and how to allow writes, as the door knows it', () => {
    expect(describeFailure({ code: 'notSignedIn' })).toContain('not connected: HOW TO CONNECT');
    expect(describeFailure({ code: 'writesNotAllowed' })).toContain('HOW TO ALLOW');
  });

  it('never invite to repeat a write whose outcome is unknown', () => {
    const text = describeFailure({ code: 'outcomeUnknown', operation: 'create issue' });
    expect(text).toContain('Do not retry.');
    expect(text).toContain('jira_search');
  });

  it('keep the text of a defect to themselves', () => {
    const text = describeToolError('jira_search', new Error('token=abc at /home/x.ts'), options);
    expect(text).not.toMatch(/token|home/);
  });
});
