import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Decoder } from '../../src/codec/decoder.js';
import { Encoder } from '../../src/codec/encoder.js';
import { nodeClock } from '../../src/node/clock.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { broadcastTo } from '../../src/node/live.js';
import { loadModelInWorker } from '../../src/node/model/worker-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import { Listener } from '../../src/stream/receive/listener.js';

const RATE_HZ = 44_100;
/** A melody whose notes come once in it, so that one place is like no other. */
const melody = (seconds: number, seed: number): Float32Array =>
  Float32Array.from({ length: seconds * RATE_HZ }, (_, i) => {
    const note = Math.floor((i / RATE_HZ) * 4);
    const hz = 220 * 2 ** ((((note + seed) * 7 + note * note) % 24) / 12);
    return 0.3 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ) * (1 - ((i / RATE_HZ) * 4 - note) / 2);
  });

let server: RelayServer | undefined;
const dirs: string[] = [];
afterAll(async () => {
  await server?.close();
  for (const dir of dirs) await rm(dir, { recursive: true });
});

/** LATENTCAST_FALLBACK=1 npx vitest run test/opt-in/fallback-default-model.test.ts */
it.skipIf(!process.env.LATENTCAST_FALLBACK)(
  'files in place of a source sound as a local encode and decode of them, with the default model',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'latentcast-fallback-default-'));
    dirs.push(dir);
    const music = melody(20, 5);
    const sink = await wavFileSink(join(dir, 'night.wav'), { sampleRateHz: RATE_HZ, channels: 1, encoding: 'f32le' });
    await sink.write(music);
    await sink.close();
    const model = await loadModelInWorker();
    const encoder = new Encoder(model, { sampleRateHz: RATE_HZ, channels: 1, planes: 1, framesPerBlock: 12 });
    const decoder = new Decoder(model);
    const expected: number[] = [];
    for (const block of await encoder.push(music.subarray(0, 10 * RATE_HZ)))
      expected.push(...(await decoder.push({ kind: 'frames', block })));
    let isReady = false;
    server = await startRelayServer({
      port: 0,
      graceMs: 50,
      site: false,
      channels: [{ name: 'main', fallback: { files: [dir], crossfadeMs: 300 } }],
      media: {
        onEvent: ({ message }) => {
          if (message.includes('is ready')) isReady = true;
        },
      },
    });
    const url = `${server.url}/main`;
    const own = melody(60, 1);
    const startMs = nodeClock.nowMs();
    async function* live(): AsyncGenerator<Float32Array> {
      for (let at = 0; at < own.length; at += 4096) {
        const waitMs = startMs + (at / RATE_HZ) * 1000 - nodeClock.nowMs();
        if (waitMs > 0) await new Promise<void>((resolve) => nodeClock.schedule(waitMs, resolve));
        yield own.slice(at, at + 4096);
      }
    }
    const form = { sampleRateHz: RATE_HZ, channels: 1, planes: 1, preset: 12 };
    const abort = new AbortController();
    const broadcast = broadcastTo(url, { model, audio: live(), encoder: form, signal: abort.signal, isLive: true });
    const heard: number[] = [];
    const streams: string[] = [];
    let fallbackAt = 0;
    const listener = new Listener({
      model,
      clock: nodeClock,
      connect: () => connectWebSocket(url),
      write: (pcm) => void heard.push(...pcm),
      handlers: {
        onHello: ({ fallback }) => {
          if (fallback !== undefined && !streams.includes(fallback)) fallbackAt = heard.length;
          streams.push(fallback ?? '-');
        },
      },
    });
    await listener.start();
    await expect.poll(() => isReady && heard.length > 2 * RATE_HZ, { timeout: 60_000 }).toBe(true);
    broadcast.sender.close();
    await expect.poll(() => fallbackAt > 0 && heard.length > fallbackAt + 5 * RATE_HZ, { timeout: 30_000 }).toBe(true);
    const { player, stream } = listener.stats();
    await listener.close();
    abort.abort();
    await model.close();
    expect([stream.reconnects, player.jitter.lost]).toEqual([0, 0]);
    expect(streams).toEqual(['-', 'files']);
    // Two seconds of the middle, at the place at which they are most alike.
    const piece = heard.slice(fallbackAt + 2 * RATE_HZ, fallbackAt + 4 * RATE_HZ);
    let best = 0;
    for (let shift = RATE_HZ; shift < 6 * RATE_HZ; shift++) {
      let [dot, a, b] = [0, 0, 0];
      for (let i = 0; i < piece.length; i += 97) {
        const [x, y] = [piece[i]!, expected[shift + i] ?? 0];
        dot += x * y;
        a += x * x;
        b += y * y;
      }
      best = Math.max(best, dot / Math.sqrt(Math.max(1e-9, a * b)));
    }
    console.log(`correlation with a local encode and decode: ${best.toFixed(5)}`);
    expect(best).toBeGreaterThan(0.99);
  },
  180_000,
);
