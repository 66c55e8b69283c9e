import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../../../src/node/relay/operations/admin/operations.js';
import type { OperationsDesk } from '../../../../../src/node/relay/operations/operations-desk.js';
import { answerDesk } from '../../../../../src/node/relay/workers/answer-desk.js';
import { ANSWER_TIMEOUT_MS, type FromWorker } from '../../../../../src/node/relay/workers/protocol.js';
import { RemoteAuthorizer } from '../../../../../src/node/relay/workers/remote-authorizer.js';
import { RemoteDesk } from '../../../../../src/node/relay/workers/remote-desk.js';

const MUTE = ADMIN_OPERATIONS.find(({ id }) => id === 'mute')!;
const CALL = { params: { channel: 'radio' }, query: {}, body: { muted: true }, caller: { name: 'ann' } };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A worker's desk, what it has asked, and a first process that counts what it does. */
function setUp() {
  const asked: (FromWorker & { kind: 'operate' })[] = [];
  const desk = new RemoteDesk('1', (message) => asked.push(message as FromWorker & { kind: 'operate' }));
  const done: string[] = [];
  const first: OperationsDesk = {
    version: '1',
    run: ({ id }) => {
      done.push(id);
      return { id };
    },
    metrics: async () => ({ text: 'x 1', contentType: 'text/plain' }),
  };
  return { desk, asked, done, answer: () => answerDesk(first, asked.at(-1)!) };
}

describe('the desk of a worker', () => {
  it('answers 503 after 8 s without the first process, which then does nothing for it any more', async () => {
    const { desk, asked, done, answer } = setUp();
    const outcomes: unknown[] = [];
    for (const asking of [desk.run(MUTE, CALL), desk.metrics()])
      asking.catch(({ status, problem, headers }) => outcomes.push([status, problem.error, headers['retry-after']]));
    await vi.advanceTimersByTimeAsync(ANSWER_TIMEOUT_MS - 1);
    expect([ANSWER_TIMEOUT_MS, asked.length, outcomes]).toEqual([8000, 2, []]);
    await vi.advanceTimersByTimeAsync(1);
    const refusal = [
      503,
      "the relay's first process has not answered within 8000 ms: it, or a worker that it asks, may be stopped",
      '5',
    ];
    expect(outcomes).toEqual([refusal, refusal]);
    // It runs again, and reads what has waited.
    for (const message of asked) {
      const late = await answerDesk({ version: '1', run: () => done.push('run'), metrics: vi.fn() }, message);
      expect(late).toMatchObject({ refusal: { status: 503 } });
      desk.onAnswer(late as never);
    }
    expect(done).toEqual([]);
    // The next one is answered.
    const next = desk.run(MUTE, CALL);
    desk.onAnswer((await answer()) as never);
    expect([await next, done]).toEqual([{ id: 'mute' }, ['mute']]);
  });

  it('is told at once what the first process refuses', async () => {
    const { desk, asked } = setUp();
    const refused = desk.run(MUTE, CALL).catch((error) => error.status);
    desk.onAnswer((await answerDesk(null, asked[0]!)) as never);
    expect(await refused).toBe(503);
  });
});

describe('the grants of a worker', () => {
  it('end by the wall clock of the moment', async () => {
    const authorizer = new RemoteAuthorizer(() => {});
    const [ending, lasting] = [authorizer.authorize({ channel: 'a' }), authorizer.authorize({ channel: 'a' })];
    const grant = { permissions: ['listen'], denials: {} } as const;
    authorizer.onGrant({ kind: 'grant', id: 1, grant: { ...grant, expiresInMs: 60_000 } });
    authorizer.onGrant({ kind: 'grant', id: 2, grant });
    const grants = [await ending, await lasting];
    expect(grants.map(({ expiresInMs }) => expiresInMs)).toEqual([60_000, Number.POSITIVE_INFINITY]);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(grants.map(({ expiresInMs }) => expiresInMs)).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});
