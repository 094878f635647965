import type { CreateIssueRequest } from '#services/createIssue.ts';
import { committed, type Told } from './ledger.ts';
import type { Run } from './world.ts';

export function codeOf(told: Told): string {
  return told.kind === 'created' ? 'created' : told.failure.code;
}

/** Whatever is stored already is found, at once or after a restart, and not made again. */
export async function sameAgain(run: Run, request: CreateIssueRequest, first: Told): Promise<void> {
  const [stored] = committed(run.demo, request.summary);
  const isUnknown = codeOf(first) === 'outcomeUnknown';
  const when = run.random.pick(stored ? ['now', 'restarted'] : ['now', 'restarted', 'later']);
  if (when === 'restarted') {
    await run.restart();
  }
  if (when === 'later') {
    run.clock.advance(601_000);
  }
  const again = await run.create(request);
  if (stored) {
    const { reference, isRepeated } = again.kind === 'created' ? again.result : {};
    run.expect(
      reference?.key === stored.key && isRepeated === true,
      `again ${when}: ${codeOf(again)} ${reference?.key}`,
    );
  } else {
    const expected = isUnknown && when !== 'later' ? 'outcomeUnknown' : 'created';
    run.expect(codeOf(again) === expected, `again ${when}, after ${codeOf(first)}: ${codeOf(again)}`);
  }
}
