import { afterEach, describe, expect, it } from 'vitest';
import { Encoder } from '../../src/codec/encoder.js';
import { seededRandom } from '../../src/core/random.js';
import { shortEpoch, streamContext } from '../../src/core/wire/hello.js';
import { encodePacket } from '../../src/core/wire/packet.js';
import { nodeClock } from '../../src/node/clock.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import type { Connection } from '../../src/ports/transport.js';
import { Listener } from '../../src/stream/receive/listener.js';
import { FakeModel } from '../support/fake-model.js';

const SEED = 20_261_128;
const RATE_HZ = 44_100;
const HOP = 64;
const FRAMES = 48;
const PACKET_MS = (1000 * FRAMES * HOP) / RATE_HZ;
const CROSSFADE_MS = 300;
const FORM = { encoder: { stateSize: 1 }, decoder: { stateSize: 1 } };

/** A source of noise that is like no other, in real time. */
class NoiseSource {
  readonly audio: Float32Array;
  #connection: Connection | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #blocks: readonly Uint8Array[] = [];
  #sent = 0;

  constructor(
    readonly epoch: number,
    seconds: number,
  ) {
    const random = seededRandom(SEED + epoch);
    this.audio = Float32Array.from({ length: Math.ceil(seconds * RATE_HZ) }, () => 0.6 * (random() - 0.5));
  }

  async start(url: string): Promise<void> {
    const model = new FakeModel(FORM);
    const { format, id, sha256 } = model.info;
    const encoder = new Encoder(model, { sampleRateHz: RATE_HZ, channels: 1, planes: 8, framesPerBlock: FRAMES });
    const context = streamContext({ format });
    const blocks = await encoder.push(this.audio);
    this.#blocks = blocks.map(({ firstFrame, frames, planes, payload }) =>
      encodePacket(
        { type: 'audio', epoch: shortEpoch(this.epoch), firstFrame, frames, encodedPlanes: 8, planes, payload },
        context,
      ),
    );
    const connection = await connectWebSocket(url);
    this.#connection = connection;
    connection.setHandlers({ onMessage: () => {}, onClose: () => {} });
    const hello = { role: 'source', modelId: id, modelSha256: sha256, format, planes: 8, epoch: this.epoch };
    const body = { ...hello, framesPerPacket: FRAMES, startedAtMs: Date.now() };
    connection.send(encodePacket({ type: 'hello', body }, context));
    const startedMs = performance.now();
    this.#timer = setInterval(() => {
      while (this.#sent < this.#blocks.length && this.#sent * PACKET_MS <= performance.now() - startedMs)
        connection.send(this.#blocks[this.#sent++]!);
    }, 10);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#connection?.close(1000, '');
  }
}

/** Where in `audio` the window of `heard` from `at` on is; -1 for nowhere. */
function find(audio: Float32Array, heard: Float32Array, at: number, length = 512): number {
  const window = heard.subarray(at, at + length);
  const power = window.reduce((sum, x) => sum + x * x, 0);
  for (let from = 0; from + length <= audio.length; from++) {
    let dot = 0;
    // Most places differ after a few samples.
    for (let i = 0; i < 24; i++) dot += (audio[from + i]! - window[i]!) ** 2;
    if (dot > 0.02) continue;
    dot = 0;
    for (let i = 0; i < length; i++) dot += audio[from + i]! * window[i]!;
    if (dot > 0.95 * power) return from;
  }
  return -1;
}

describe('what is heard of a channel that falls back on another one, over real sockets', () => {
  let server: RelayServer | null = null;
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await server?.close();
  });

  it(`is one recording: source, fallback and source, crossfaded and without a gap (seed ${SEED})`, async () => {
    server = await startRelayServer({
      port: 0,
      graceMs: 50,
      site: false,
      channels: [{ name: 'main', fallback: { channel: 'music', crossfadeMs: CROSSFADE_MS } }],
    });
    const { url } = server;
    const [first, music, second] = [new NoiseSource(1, 3), new NoiseSource(2, 8), new NoiseSource(3, 5)];
    closers.push(
      () => first.stop(),
      () => music.stop(),
      () => second.stop(),
    );
    await music.start(`${url}/music`);
    await first.start(`${url}/main`);
    const heard: number[] = [];
    const states: string[] = [];
    const listener = new Listener({
      model: new FakeModel(FORM),
      clock: nodeClock,
      connect: () => connectWebSocket(`${url}/main`),
      write: (pcm) => void heard.push(...pcm),
      handlers: {
        onHello: ({ epoch, fallback }) => void states.push(`${epoch} ${fallback ?? '-'}`),
        onSource: (state) => void states.push(state),
      },
    });
    closers.push(() => listener.close());
    await listener.start();
    const samplesAfter = async (more: number): Promise<void> => {
      const end = heard.length + more;
      await expect.poll(() => heard.length, { timeout: 8000, interval: 20 }).toBeGreaterThan(end);
    };
    await samplesAfter(RATE_HZ);
    first.stop();
    await samplesAfter(1.2 * RATE_HZ);
    await second.start(`${url}/main`);
    await samplesAfter(2.6 * RATE_HZ);
    const stats = listener.stats();
    await listener.close();
    const recording = Float32Array.from(heard);

    expect(states.filter((state) => state.includes(' '))).toEqual(['1 -', '2 music', '3 -']);
    expect(states).not.toContain('gone');
    expect([stats.stream.reconnects, stats.player.jitter.lost, stats.player.decoder.lostFrames]).toEqual([0, 0, 0]);

    // Each window is a piece of one of the three, in order and without a piece left out or played twice; only the two
    // crossfades are of two of them, or, where a source has dropped, of one and what conceals its end.
    const parts = [first, music, second].map(({ audio }) => audio);
    const placed: { readonly part: number; readonly shift: number; readonly at: number }[] = [];
    for (let at = 4096; at + 512 < recording.length - 4096; at += 2048) {
      const part = parts.findIndex((audio) => find(audio, recording, at) >= 0);
      if (part >= 0) placed.push({ part, shift: find(parts[part]!, recording, at) - at, at });
    }
    for (const part of [0, 1, 2]) {
      const own = placed.filter((each) => each.part === part);
      expect(own.length).toBeGreaterThan(5);
      expect(new Set(own.map(({ shift }) => shift)).size).toBe(1);
    }
    expect(placed.map(({ part }) => part)).toEqual(placed.map(({ part }) => part).sort((a, b) => a - b));
    for (let i = 1; i < placed.length; i++)
      expect(placed[i]!.at - placed[i - 1]!.at).toBeLessThanOrEqual(2 * 2048 + (CROSSFADE_MS / 1000) * RATE_HZ);

    // The return, sample by sample: the mix of both at equal power.
    const shiftOf = (part: number): number => placed.find((each) => each.part === part)!.shift;
    const overlap = Math.round((CROSSFADE_MS / 1000) * RATE_HZ);
    const lastOfMusic = placed.filter(({ part }) => part === 1).at(-1)!.at;
    let best = 0;
    for (let from = lastOfMusic - overlap; from < lastOfMusic + 2 * 2048; from += 16) {
      let [dot, own, expected] = [0, 0, 0];
      for (let i = 0; i < overlap; i++) {
        const x = (Math.PI / 2) * ((i + 0.5) / overlap);
        const mix =
          parts[1]![from + i + shiftOf(1)]! * Math.cos(x) + (parts[2]![from + i + shiftOf(2)] ?? 0) * Math.sin(x);
        dot += mix * recording[from + i]!;
        own += recording[from + i]! ** 2;
        expected += mix * mix;
      }
      best = Math.max(best, dot / Math.sqrt(own * expected));
    }
    console.log(`correlation with the expected mix at the return: ${best.toFixed(4)} (seed ${SEED})`);
    expect(best).toBeGreaterThan(0.98);
  }, 40_000);
});
