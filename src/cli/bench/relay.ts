import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { requireInteger } from '../../core/errors.js';
import type { StreamHello } from '../../core/wire/hello.js';
import { encodePacket } from '../../core/wire/packet.js';
import { nodeClock } from '../../node/clock.js';
import { SYNTHETIC_FORMAT } from '../../node/load-test/synthetic-source.js';
import { startRelayServer } from '../../node/relay/server.js';
import { connectWebSocket } from '../../node/ws-connect.js';
import type { Connection, ConnectionHandlers } from '../../ports/transport.js';
import { Relay } from '../../relay/relay.js';
import { Counters } from '../../transports/counters.js';
import { STREAM_GUARANTEES } from '../../transports/guarantees.js';
import { serverWireCost } from '../../transports/websocket-cost.js';

/** How large the relay's benchmark is. */
export interface RelayBenchOptions {
  /** Connections that listen, 1..10000. @default 1000 */
  readonly listeners?: number;
  /** Audio messages that the source sends, 1..10000. @default 200 */
  readonly messages?: number;
  /** The sockets may take this long to connect, and as long again to deliver. @default 30000 */
  readonly maxMs?: number;
}

/** What the fan-out of one source to many listeners costs; plain JSON. */
export interface RelayBenchResult {
  readonly listeners: number;
  /** The state machine alone, with connections that do nothing. */
  readonly memory: FanOut;
  /** The relay server over loopback sockets; the listeners' own work is in another process and not counted. */
  readonly loopback: FanOut & {
    /** Heap and external memory of the relay's process per listener; null where it could not be measured. */
    readonly bytesPerConnection: number | null;
    /** Share of one core for 10,000 listeners at 4 frames a message (5.4 messages a second). */
    readonly coreShare10kLive: number;
  };
}

/** Messages delivered to all listeners together, and the time that they took; CPU time is user and system, in µs. */
export interface FanOut {
  readonly delivered: number;
  readonly messagesPerSecond: number;
  readonly cpuMicrosPerMessage: number;
}

/** Four frames of 8 bytes, one plane: the smallest message of the default model. */
const FRAMES = 4;
const CONTEXT = { bytesPerFramePlane: 8 };
const LIVE_MESSAGES_PER_SECOND = 44100 / 2048 / FRAMES;
const HELLO: StreamHello = {
  role: 'source',
  modelId: 'bench',
  modelSha256: '0'.repeat(64),
  format: SYNTHETIC_FORMAT,
  planes: 1,
  epoch: 1,
  framesPerPacket: FRAMES,
  startedAtMs: 0,
};

/** Fan-out of one source to many listeners. Bounded in messages and in time. @throws RangeError on a bad option */
export async function benchRelay(options: RelayBenchOptions = {}): Promise<RelayBenchResult> {
  const listeners = requireInteger('listeners', options.listeners ?? 1000, 1, 10_000);
  const messages = requireInteger('messages', options.messages ?? 200, 1, 10_000);
  const maxMs = requireInteger('maxMs', options.maxMs ?? 30_000, 1000, 600_000);
  return {
    listeners,
    memory: benchMemory(listeners, messages),
    loopback: await benchLoopback(listeners, messages, maxMs),
  };
}

/** A connection whose far end is the bench itself. */
class SinkConnection implements Connection {
  readonly state = 'open';
  readonly bufferedBytes = 0;
  readonly guarantees = STREAM_GUARANTEES;
  readonly counters = new Counters(serverWireCost);
  handlers!: ConnectionHandlers;

  setHandlers(handlers: ConnectionHandlers): void {
    this.handlers = handlers;
  }
  send(message: Uint8Array): boolean {
    this.counters.sent(message.length);
    return true;
  }
  close(): void {}
}

function benchMemory(listeners: number, messages: number): FanOut {
  // The rate of a source is limited by default; here it sends as fast as it can.
  const relay = new Relay({ clock: nodeClock, limits: { maxSourceMessagesPerSecond: 1_000_000 } });
  const join = (body: object): SinkConnection => {
    const connection = new SinkConnection();
    relay.accept(connection, 'bench');
    connection.handlers.onMessage(encodePacket({ type: 'hello', body: { ...body } }, CONTEXT));
    return connection;
  };
  const source = join(HELLO);
  const sinks = Array.from({ length: listeners }, () => join({ role: 'listener', planes: 8, burstMs: 0 }));
  const sent = (): number => sinks.reduce((sum, { counters }) => sum + counters.sentMessages, 0);
  for (let i = 0; i < 20; i++) source.handlers.onMessage(audio(i));
  const sentBefore = sent();
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  for (let i = 0; i < messages; i++) source.handlers.onMessage(audio(20 + i));
  const elapsedMs = performance.now() - startMs;
  const used = process.cpuUsage(cpu);
  // Counts what was sent, not what should have been: a relay that refuses would be fast.
  const result = fanOut(sent() - sentBefore, elapsedMs, used);
  relay.close();
  return result;
}

async function benchLoopback(
  listeners: number,
  messages: number,
  maxMs: number,
): Promise<RelayBenchResult['loopback']> {
  const server = await startRelayServer({ port: 0, graceMs: 500 });
  const before = await memoryBytes();
  const child = fork(fileURLToPath(new URL('./relay-listeners.js', import.meta.url)), [
    `${server.url}/bench`,
    String(listeners),
  ]);
  try {
    const limit = new AbortController();
    await Promise.race([once(child, 'message'), rejectOnExit(child), rejectAfter(maxMs, limit.signal)]);
    limit.abort();
    const deadlineMs = performance.now() + maxMs;
    const bytesPerConnection = perConnection((await memoryBytes()) - before, listeners);
    const source = await connectWebSocket(`${server.url}/bench`);
    source.setHandlers({ onMessage: () => {} });
    source.send(encodePacket({ type: 'hello', body: { ...HELLO } }, CONTEXT));
    const cpu = process.cpuUsage();
    const startMs = performance.now();
    let sent = 0;
    while (sent < messages && performance.now() < deadlineMs) {
      source.send(audio(sent++));
      // Every message reaches the relay alone, as those of a live source do; a batch would measure the batch.
      await delay(10);
    }
    let received = 0;
    while (received < sent * listeners && performance.now() < deadlineMs) {
      child.send('count');
      const [report] = (await once(child, 'message')) as [{ received: number }];
      received = report.received;
      if (received < sent * listeners) await delay(20);
    }
    const result = fanOut(received, performance.now() - startMs, process.cpuUsage(cpu));
    source.close();
    const coreShare10kLive = (10_000 * LIVE_MESSAGES_PER_SECOND * result.cpuMicrosPerMessage) / 1e6;
    return { ...result, bytesPerConnection, coreShare10kLive };
  } finally {
    await server.close();
    if (child.connected) child.disconnect();
  }
}

const audio = (index: number): Uint8Array =>
  encodePacket(
    {
      type: 'audio',
      epoch: 1,
      firstFrame: index * FRAMES,
      frames: FRAMES,
      encodedPlanes: 1,
      planes: 1,
      payload: new Uint8Array(FRAMES * 8),
    },
    CONTEXT,
  );

function fanOut(delivered: number, elapsedMs: number, { user, system }: NodeJS.CpuUsage): FanOut {
  if (delivered === 0) throw new Error('the relay bench delivered nothing');
  return {
    delivered,
    messagesPerSecond: (delivered * 1000) / elapsedMs,
    cpuMicrosPerMessage: (user + system) / delivered,
  };
}

/**
 * What each of the listeners takes of the memory that was added. Where less is in use than before, something else was
 * freed in between, and the difference says nothing: null.
 */
export const perConnection = (addedBytes: number, listeners: number): number | null =>
  addedBytes > 0 ? addedBytes / listeners : null;

const MEMORY_LOOKS = 3;

/** Heap and external memory in use: the least of some looks, each after a collection. */
async function memoryBytes(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < MEMORY_LOOKS; look++) {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
    // External memory is freed by callbacks after the collection.
    await delay(20);
  }
  return least;
}

let collect: (() => void) | undefined;

/** Without --expose-gc too: a context that is made after the flag is set has the function. */
function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = globalThis.gc ?? (runInNewContext('gc') as () => void);
  }
  collect();
}

async function rejectOnExit(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the bench's listeners ended with code ${code}`);
}

async function rejectAfter(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal });
  throw new Error(`the bench's listeners were not connected after ${ms} ms`);
}
