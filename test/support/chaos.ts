import { fileURLToPath } from 'node:url';
import { concatFloats } from '../../src/core/buffers.js';
import { seededRandom } from '../../src/core/random.js';
import { nodeClock } from '../../src/node/clock.js';
import { loadModel } from '../../src/node/model/onnx-model.js';
import { startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Connection } from '../../src/ports/transport.js';
import { Listener } from '../../src/stream/receive/listener.js';
import { type Broadcast, startBroadcast } from '../../src/stream/send/broadcast.js';
import { FAULTS, type Fault, type FaultyProxy, faultyProxy } from './faulty-proxy.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const HOP_SAMPLES = 64;
/** Frames that the source may be ahead of the slowest listener: less than the relay keeps. */
const AHEAD_FRAMES = 400;
const STEP_FRAMES = 12;

/** Share of pieces with each fault, on each connection. */
export const CHAOS_SHARES: Readonly<Record<Fault, number>> = {
  delay: 0.1,
  throttle: 0.02,
  duplicate: 0.2,
  halfClose: 0.01,
  swallow: 0.008,
  cut: 0.01,
  reset: 0.01,
};

/** A run of {@link chaos}. */
export interface ChaosOptions {
  readonly seed: number;
  /** Length of the broadcast in latent frames. */
  readonly frames: number;
  readonly listeners: number;
}

/** What one listener has got. */
export interface ChaosListener {
  /** First frame of every block that arrived, in order. */
  readonly firstFrames: readonly number[];
  readonly samples: number;
  /** Frames that were reported lost, and blocks that came too late or again. */
  readonly lost: number;
  readonly again: number;
  /** Largest difference of a sample from what was broadcast, at its place. */
  readonly maxError: number;
  readonly connectionsLost: number;
}

/** What has come of a run. */
export interface ChaosResult {
  readonly samples: number;
  readonly listeners: readonly ChaosListener[];
  readonly sourceReconnects: number;
  readonly droppedFrames: number;
  readonly faults: Readonly<Record<Fault, number>>;
  /** Most bytes that waited in a proxy, and at the relay for one listener. */
  readonly maxProxyBytes: number;
  readonly maxRelayBytes: number;
  /** Most frames that waited at the source. */
  readonly maxPendingFrames: number;
  /** Promises that were rejected without anybody to learn of it. */
  readonly unhandled: readonly string[];
}

/**
 * As a library user connects, but for the time that a relay has to answer: whatever is swallowed costs it. A first connection,
 * which fails for good, may take as long as the machine needs.
 */
function connectThrough(url: string): () => Promise<Connection> {
  let attempts = 0;
  return () => connectWebSocket(url, { timeoutMs: attempts++ === 0 ? 60_000 : 1000 });
}

/** The time of a source begins when its first connection stands: no machine is too slow for that. */
class TimeFromStart implements Clock {
  #startMs: number | null = null;

  start(): void {
    this.#startMs ??= nodeClock.nowMs();
  }

  nowMs(): number {
    return this.#startMs === null ? 0 : nodeClock.nowMs() - this.#startMs;
  }

  schedule(delayMs: number, fn: () => void): () => void {
    return nodeClock.schedule(delayMs, fn);
  }
}

/** Audio that waits until the slowest listener has come near. */
class PacedTone implements AsyncIterable<Float32Array> {
  #wake: () => void = () => {};
  #allowed = AHEAD_FRAMES;

  constructor(readonly tone: Float32Array) {}

  /** @param frame that every listener has passed */
  allow(frame: number): void {
    this.#allowed = frame + AHEAD_FRAMES;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    for (let at = 0; at < this.tone.length; at += STEP_FRAMES * HOP_SAMPLES) {
      while (at / HOP_SAMPLES > this.#allowed)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      yield this.tone.slice(at, at + STEP_FRAMES * HOP_SAMPLES);
      // As sources come: one block in each turn of the event loop, not all at once.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** A relay, a source and listeners that are real, each connection through a proxy whose faults follow from the seed. */
export async function chaos({ seed, frames, listeners: count }: ChaosOptions): Promise<ChaosResult> {
  const unhandled: string[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(String(error));
  process.on('unhandledRejection', onUnhandled);
  const model = await loadModel('stateful', { roots: [TINY] });
  const server = await startRelayServer({
    port: 0,
    graceMs: 50,
    site: false,
    // Connections come back hundreds of times from one address.
    limits: {
      maxBurstsPerMinute: 100_000,
      maxBurstMsPerMinute: 2 ** 30,
      maxChannelBurstMsPerMinute: 2 ** 30,
      maxSourceMessagesPerSecond: 100_000,
      maxSourceKbps: 1_000_000,
      maxListenerMessagesPerSecond: 100_000,
      pingIntervalMs: 200,
      healthyPingIntervalMs: 200,
      // A machine that stands still makes nobody skip: what is tested are connections, not the time that they take.
      thinLagMs: 60_000,
      skipLagMs: 60_000,
      evictAfterMs: 60_000,
      maxWaitingMs: 60_000,
      // A source that does not answer because the machine stands still is not dead.
      sourceProbeMs: 5000,
    },
  });
  const random = seededRandom(seed);
  const proxies: FaultyProxy[] = [];
  const throughProxy = async (): Promise<string> => {
    const proxy = await faultyProxy(server.port, { random, shares: CHAOS_SHARES });
    proxies.push(proxy);
    return `ws://127.0.0.1:${proxy.port}/main`;
  };
  const reconnect = { backoff: { minMs: 5, maxMs: 50 }, idleTimeoutMs: 400 };
  const tone = Float32Array.from({ length: frames * HOP_SAMPLES }, (_, i) => 0.5 * Math.sin(i * 0.02));
  const audio = new PacedTone(tone);
  const at: number[] = Array(count).fill(0);
  const parts = Array.from({ length: count }, (): Float32Array[] => []);
  const firstFrames = Array.from({ length: count }, (): number[] => []);
  const downs: number[] = Array(count).fill(0);
  let maxRelayBytes = 0;
  let maxPendingFrames = 0;
  let broadcast: Broadcast | undefined;
  const listeners: Listener[] = [];
  const ends: Promise<void>[] = [];
  for (let i = 0; i < count; i++) {
    const url = await throughProxy();
    let hasEnded!: () => void;
    ends.push(new Promise((resolve) => (hasEnded = resolve)));
    const listener = new Listener({
      connect: connectThrough(url),
      clock: nodeClock,
      model,
      random,
      write: (pcm) => void parts[i]!.push(pcm.slice()),
      downlink: { ...reconnect, burstMs: 10_000 },
      handlers: {
        onBlock: ({ firstFrame, frames: length }) => {
          firstFrames[i]!.push(firstFrame);
          at[i] = firstFrame + length;
          audio.allow(Math.min(...at));
          for (const { waitingBytes } of server.subscriberStats('main'))
            maxRelayBytes = Math.max(maxRelayBytes, waitingBytes);
          maxPendingFrames = Math.max(maxPendingFrames, broadcast?.sender.stats().pendingFrames ?? 0);
        },
        onDown: () => void downs[i]!++,
        onEnd: () => hasEnded(),
      },
    });
    listeners.push(listener);
    await listener.start();
  }
  const clock = new TimeFromStart();
  broadcast = startBroadcast({
    connect: connectThrough(await throughProxy()),
    clock,
    epoch: seed >>> 0,
    model,
    audio,
    random,
    encoder: { sampleRateHz: 8000, channels: 1, planes: 8, preset: 4 },
    // A stream whose first connection fails has failed: faults begin when all are there.
    handlers: {
      onUp: () => {
        clock.start();
        for (const proxy of proxies) proxy.start();
      },
    },
    uplink: { ...reconnect, pingIntervalMs: 200, endTimeoutMs: 60_000 },
  });
  try {
    const { sender } = await broadcast.done;
    await Promise.all(ends);
    return {
      samples: tone.length,
      listeners: listeners.map((listener, i) =>
        heard(listener, concatFloats(parts[i]!), tone, firstFrames[i]!, downs[i]!),
      ),
      sourceReconnects: sender.reconnects,
      droppedFrames: sender.droppedFrames,
      faults: Object.fromEntries(
        FAULTS.map((fault) => [fault, proxies.reduce((sum, { counts }) => sum + counts[fault], 0)]),
      ) as Record<Fault, number>,
      maxProxyBytes: Math.max(...proxies.map(({ maxWaitingBytes }) => maxWaitingBytes)),
      maxRelayBytes,
      maxPendingFrames,
      unhandled,
    };
  } finally {
    for (const listener of listeners) await listener.close();
    for (const proxy of proxies) await proxy.close();
    await server.close();
    await model.close();
    // What is rejected is known in the turn after.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onUnhandled);
  }
}

function heard(
  listener: Listener,
  out: Float32Array,
  tone: Float32Array,
  firstFrames: readonly number[],
  connectionsLost: number,
): ChaosListener {
  let maxError = 0;
  for (const [i, value] of out.entries()) maxError = Math.max(maxError, Math.abs(value - (tone[i] ?? 9)));
  const { lost, late, duplicate } = listener.stats().player.jitter;
  return { firstFrames, samples: out.length, lost, again: late + duplicate, maxError, connectionsLost };
}
