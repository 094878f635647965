import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FailureCode, failureOf } from '#domain/errors.ts';
import { type Act, FaultServer, type ServerExchange } from './faultServer.ts';
import { codeOf, sameAgain } from './support/again.ts';
import { isCreate } from './support/ledger.ts';
import { everySeed } from './support/seeds.ts';
import { type Answer, bytesOf, headOfAnswer, jsonAnswer, textAnswer } from './support/wire.ts';
import { type Run, World } from './support/world.ts';

let world: World;
/** Another origin that a redirect could lead to; nothing may ever arrive there. */
let elsewhere: FaultServer;
beforeAll(async () => {
  world = await World.open();
  elsewhere = await FaultServer.start(world.demo.url);
});
afterAll(async () => {
  expect(elsewhere.received).toEqual([]);
  await elsewhere.close();
  await world.close();
});

const timeout = 600_000;
const idleMs = 5_000;
const totalMs = 12_000;
const bodyBytes = 256 * 1024;
const limits = () => ({ isShared: true, connect: { limits: { idleMs, totalMs, bodyBytes } } });

describe('answers that are not what they should be', () => {
  it('F6: slow by the byte, or silent after the headers', { timeout }, async (context) => {
    await everySeed(context, world, 'F6', (run) => answeredBy(run, slowAnswers), limits);
  });

  it('F7: cut off, of a wrong length, or far too large', { timeout }, async (context) => {
    await everySeed(context, world, 'F7', (run) => answeredBy(run, brokenBodies), limits);
  });

  it('F8: login pages, redirects and JSON of another shape', { timeout }, async (context) => {
    await everySeed(context, world, 'F8', (run) => answeredBy(run, otherAnswers()), limits);
  });
});

/** What goes over the wire in place of the site's answer, and what a read makes of it. */
interface Disguise {
  readonly name: string;
  send(exchange: ServerExchange, answer: Answer, run: Run): void | Promise<void>;
  /** Absent: it times out, and its socket is freed. */
  readonly codes?: readonly FailureCode[];
}

/** The same trouble on a read, or on a create that the site has stored, or not. */
async function answeredBy(run: Run, disguises: readonly Disguise[]): Promise<void> {
  const { random, server, connection } = run;
  const disguise = random.pick(disguises);
  const kind = random.pick(['read', 'stored', 'notStored'] as const);
  let last: ServerExchange | undefined;
  const act =
    (isStored: boolean): Act =>
    async (exchange) => {
      last = exchange;
      await disguise.send(exchange, isStored ? await exchange.commit() : sample, run);
    };
  if (kind === 'read') {
    server.plan = ({ path }) => (path === '/rest/api/3/issue/NIM-1' ? act(true) : undefined);
    const written = server.bytesWritten;
    const failure = await connection.tracker.issues.get('NIM-1').then(() => undefined, failureOf);
    const codes = disguise.codes ?? ['timedOut'];
    run.expect(
      failure !== undefined && codes.includes(failure.code),
      `${disguise.name}: a read ends as ${JSON.stringify(failure)}`,
    );
    run.expect(server.bytesWritten - written < 16 * 1024 * 1024, `${disguise.name}: read beyond the cap`);
  } else {
    let left = 1;
    server.plan = (each) => (isCreate(each) && left-- > 0 ? act(kind === 'stored') : undefined);
    const request = run.request();
    const told = await run.create(request);
    const expected = kind === 'stored' ? 'created' : 'outcomeUnknown';
    run.expect(codeOf(told) === expected, `${disguise.name}: a create, ${kind}: told ${codeOf(told)}`);
    await sameAgain(run, request, told);
  }
  if (disguise.codes === undefined && last) {
    const silent = last;
    await vi.waitFor(
      () => silent.isClientGone || Promise.reject(new Error(`${disguise.name}: the socket is not freed`)),
    );
  }
}

/** For a create that the site never hears of. */
const sample = jsonAnswer(201, {
  id: '987654',
  key: 'NIM-987',
  self: 'https://nimbus.example/rest/api/3/issue/987654',
});

/** One byte a second, until the client has had enough. */
async function drip(exchange: ServerExchange, bytes: Buffer, run: Run): Promise<void> {
  for (let index = 0; index < bytes.length && !exchange.isClientGone; index++) {
    await exchange.write(bytes.subarray(index, index + 1));
    for (let turn = 0; turn < 4; turn++) {
      await nextTurn();
    }
    run.clock.advance(1_000);
  }
}

const slowAnswers: readonly Disguise[] = [
  { name: 'no answer', send: (_, __, run) => run.clock.advance(idleMs) },
  { name: 'headers by the byte', send: (exchange, answer, run) => drip(exchange, bytesOf(answer), run) },
  {
    name: 'headers, then nothing',
    send: async (exchange, answer, run) => {
      await exchange.write(headOfAnswer(answer));
      await nextTurn();
      run.clock.advance(idleMs + 1_000);
    },
  },
  {
    name: 'body by the byte',
    send: async (exchange, answer, run) => {
      await exchange.write(headOfAnswer(answer));
      await drip(exchange, answer.body, run);
    },
  },
  {
    name: 'half a body, then nothing',
    send: async (exchange, answer, run) => {
      await exchange.write(bytesOf(answer).subarray(0, -10));
      await nextTurn();
      run.clock.advance(idleMs + 1_000);
    },
  },
];

const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, ' '));
const megabyte = Buffer.alloc(1024 * 1024, ' ');

const brokenBodies: readonly Disguise[] = [
  {
    name: 'truncated JSON',
    codes: ['unexpectedAnswer'],
    send: async (exchange, answer) => void (await exchange.answer({ ...answer, body: answer.body.subarray(0, -9) })),
  },
  {
    name: 'Content-Length too long, then closed',
    codes: ['offline'],
    send: async (exchange, answer) => {
      await exchange.write(bytesOf(answer, { 'content-length': String(answer.body.length + 5) }));
      exchange.end();
    },
  },
  {
    name: 'Content-Length too long, then nothing',
    send: async (exchange, answer, run) => {
      await exchange.write(bytesOf(answer, { 'content-length': String(answer.body.length + 5) }));
      await nextTurn();
      run.clock.advance(totalMs);
    },
  },
  {
    name: 'Content-Length too short',
    codes: ['unexpectedAnswer'],
    send: async (exchange, answer) => {
      await exchange.write(bytesOf(answer, { 'content-length': String(answer.body.length - 9) }));
    },
  },
  {
    name: 'Content-Length that is no number',
    codes: ['offline'],
    send: async (exchange, answer) => void (await exchange.write(bytesOf(answer, { 'content-length': 'many' }))),
  },
  {
    name: 'gzip that is none',
    codes: ['offline'],
    send: async (exchange, answer) => void (await exchange.write(bytesOf(answer, { 'content-encoding': 'gzip' }))),
  },
  {
    name: 'gzip bomb',
    codes: ['answerTooLarge'],
    send: async (exchange, answer) => {
      await exchange.write(bytesOf({ ...answer, body: bomb }, { 'content-encoding': 'gzip' }));
    },
  },
  {
    name: '100 MB',
    codes: ['answerTooLarge'],
    send: async (exchange, answer) => {
      await exchange.write(headOfAnswer(answer, { 'content-length': String(100 * megabyte.length) }));
      for (let sent = 0; sent < 100 && (await exchange.write(megabyte)); sent++) {
        await nextTurn();
      }
    },
  },
  {
    name: 'not HTTP',
    codes: ['offline'],
    send: async (exchange) => void (await exchange.write('SSH-2.0-OpenSSH_9.9\r\n')),
  },
];

function instead(name: string, answer: Answer, ...codes: FailureCode[]): Disguise {
  return { name, codes, send: async (exchange) => void (await exchange.answer(answer)) };
}

function redirect(status: number, location: string): Answer {
  return { status, headers: { location }, body: Buffer.alloc(0) };
}

function otherAnswers(): readonly Disguise[] {
  const page = '<!doctype html><html><title>Log in</title></html>';
  return [
    instead('200 with a login page', textAnswer(200, 'text/html;charset=UTF-8', page), 'signInPage'),
    instead('200 with a login page called JSON', textAnswer(200, 'application/json', page), 'signInPage'),
    instead('200 with text', textAnswer(200, 'text/plain', 'OK'), 'unexpectedAnswer'),
    instead('200 with XML', textAnswer(200, 'application/xml', '<issue/>'), 'unexpectedAnswer'),
    instead('empty 200', jsonAnswer(200, undefined), 'unexpectedAnswer'),
    instead('null', jsonAnswer(200, null), 'unexpectedAnswer'),
    instead('an array', jsonAnswer(200, []), 'unexpectedAnswer'),
    instead('a number', jsonAnswer(200, 7), 'unexpectedAnswer'),
    instead('an empty object', jsonAnswer(200, {}), 'unexpectedAnswer'),
    instead('a login elsewhere', redirect(302, `${elsewhere.origin}/login?next=x`), 'signInPage'),
    instead('a page elsewhere', redirect(307, `${elsewhere.origin}/rest/api/3/issue/NIM-1`), 'unexpectedAnswer'),
    instead('a redirect to nowhere', redirect(302, 'http://[bad'), 'signInPage', 'unexpectedAnswer'),
    {
      name: 'a redirect in circles',
      codes: ['unexpectedAnswer'],
      send: async (exchange) => void (await exchange.answer(redirect(308, exchange.request.path))),
    },
  ];
}
