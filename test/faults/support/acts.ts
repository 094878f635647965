import type { Act } from '../faultServer.ts';
import type { VirtualClock } from './virtualClock.ts';
import { type Answer, bytesOf, headOfAnswer, jsonAnswer, textAnswer } from './wire.ts';

/** How a connection breaks around a write, and whether the site has stored it by then. */
export interface Break {
  readonly name: string;
  readonly isCommitted: boolean;
  readonly act: Act;
}

/** Reset or closed at every point between the request's last byte and the answer's. */
export const breaks: readonly Break[] = [
  { name: 'reset, request read, site never asked', isCommitted: false, act: (exchange) => exchange.reset() },
  { name: 'closed, request read, site never asked', isCommitted: false, act: (exchange) => exchange.end() },
  committedThen('reset before the status line', (exchange) => exchange.reset()),
  committedThen('closed before the status line', (exchange) => exchange.end()),
  committedThen('reset within the status line', async (exchange) => {
    await exchange.write('HTTP/1.1 20');
    exchange.reset();
  }),
  committedThen('closed within the headers', async (exchange, answer) => {
    await exchange.write(headOfAnswer(answer).subarray(0, 40));
    exchange.end();
  }),
  committedThen('reset after the headers', async (exchange, answer) => {
    await exchange.write(headOfAnswer(answer));
    exchange.reset();
  }),
  committedThen('reset within the body', async (exchange, answer) => {
    await exchange.write(bytesOf(answer).subarray(0, -7));
    exchange.reset();
  }),
  committedThen('closed within the body', async (exchange, answer) => {
    await exchange.write(bytesOf(answer).subarray(0, -1));
    exchange.end();
  }),
  committedThen('reset within a chunk', async (exchange, answer) => {
    const head = headOfAnswer(answer, { 'content-length': null, 'transfer-encoding': 'chunked' });
    await exchange.write(Buffer.concat([head, Buffer.from('400\r\n{"id":"1')]));
    exchange.reset();
  }),
];

/** Every way in which an answer gets lost: broken connections, a gateway's error, a page in place of JSON, silence. */
export function lostAnswers(clock: VirtualClock): readonly Break[] {
  const page = '<!doctype html><html><title>Log in</title></html>';
  const instead: readonly (readonly [string, Answer])[] = [
    ['502', jsonAnswer(502, {})],
    ['504 with a page', textAnswer(504, 'text/html', '<html>Gateway Timeout</html>')],
    ['200 with a page', textAnswer(200, 'text/html;charset=UTF-8', page)],
  ];
  const silence = () => clock.advance(60_000);
  return [
    ...breaks,
    ...instead.flatMap(([name, answer]) => [
      { name, isCommitted: false, act: async (exchange: Parameters<Act>[0]) => void (await exchange.answer(answer)) },
      committedThen(`${name}, stored`, async (exchange) => void (await exchange.answer(answer))),
    ]),
    { name: 'silence', isCommitted: false, act: silence },
    committedThen('silence, stored', silence),
  ];
}

export function committedThen(
  name: string,
  after: (
    exchange: Parameters<Act>[0],
    answer: Awaited<ReturnType<Parameters<Act>[0]['commit']>>,
  ) => void | Promise<void>,
): Break {
  return { name, isCommitted: true, act: async (exchange) => after(exchange, await exchange.commit()) };
}
