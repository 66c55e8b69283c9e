import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatFloats } from '../../src/core/buffers.js';
import { bytesPerFramePlane } from '../../src/core/latent/format.js';
import { nodeClock } from '../../src/node/clock.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { broadcastTo, listenTo } from '../../src/node/live.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import type { DownlinkOptions } from '../../src/stream/receive/downlink-options.js';
import type { Listener } from '../../src/stream/receive/listener.js';
import { Receiver } from '../../src/stream/receive/receiver.js';
import { Sender } from '../../src/stream/send/sender.js';
import { startCli } from '../support/cli.js';
import { payloadFor } from '../support/peers.js';
import { SOURCE_HELLO } from '../vectors/hello-fixture.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const RATE = 8000;

let server: RelayServer;
let model: OnnxModel;
let dir = '';
beforeAll(async () => {
  // Nobody is pinged, and a listener that a busy machine keeps waiting is sent what every other one is.
  const pings = { pingIntervalMs: 600_000, healthyPingIntervalMs: 600_000 };
  const limits = { ...pings, thinLagMs: 600_000, skipLagMs: 600_000, evictAfterMs: 600_000 };
  server = await startRelayServer({ port: 0, graceMs: 200, limits });
  model = await loadModel(join(TINY, 'stateful'));
  dir = await mkdtemp(join(tmpdir(), 'latentcast-repacking-'));
});
afterAll(async () => {
  await server?.close();
  await model?.close();
  await rm(dir, { recursive: true });
});

/** Resolves when something holds; the test's own timeout ends a hang. Other processes need the cores meanwhile. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** A listener that is connected, and what it plays until the stream ends. */
async function listen(url: string, downlink: DownlinkOptions, channels = 1) {
  const played: Float32Array[] = [];
  const lengths: number[] = [];
  let hasEnded = false;
  const listener: Listener = listenTo(url, {
    model,
    player: { channels },
    downlink,
    write: (pcm) => {
      played.push(pcm.slice());
    },
    handlers: {
      onBlock: ({ frames }) => lengths.push(frames),
      onEnd: () => {
        hasEnded = true;
      },
    },
  });
  await listener.start();
  return {
    listener,
    lengths,
    /** Resolves with all of the audio when the stream has ended. */
    async audio(): Promise<Float32Array> {
      await until(() => hasEnded);
      await listener.close();
      return concatFloats(played);
    },
  };
}

describe('listeners of one stream at lengths of their own, over a real relay', () => {
  it('decode the same audio, bit for bit, in mono and stereo, while one changes its length and titles change', async () => {
    const channels = 2;
    const url = `${server.url}/mixed`;
    const wanted: readonly (readonly [DownlinkOptions, number])[] = [
      [{ maxPreset: 1 }, 4],
      [{ preset: 'live' }, 4],
      [{ preset: 'normal' }, 12],
      [{ preset: 'radio' }, 24],
    ];
    const stereo = await Promise.all(wanted.map(([downlink]) => listen(url, downlink, channels)));
    const mono = await Promise.all(wanted.map(([downlink]) => listen(url, downlink)));
    const restless = await listen(url, { preset: 'radio' }, channels);
    const pcm = Float32Array.from(
      { length: 6 * RATE * channels },
      (_, i) => (i % 2 ? 0.2 : 0.5) * Math.sin((i >> 1) * 0.07) * Math.sin((i >> 1) / 4000),
    );
    async function* audio(): AsyncGenerator<Float32Array> {
      for (let at = 0; at < pcm.length; at += RATE) {
        yield pcm.subarray(at, at + RATE);
        const half = at / RATE;
        if (half % 2) sent.sender.setMetadata({ title: `second ${half}` });
        restless.listener.receiver.setPreset(1 + ((7 * half) % 30));
        // Longer than a tick of the relay: the change has been made.
        await new Promise<void>((resolve) => nodeClock.schedule(300, resolve));
      }
    }
    const sent = broadcastTo(url, {
      model,
      audio: audio(),
      encoder: { sampleRateHz: RATE, channels, preset: 'live', planes: 2 },
      features: { stereo: true },
    });
    await sent.done;
    const [expected, ...others] = await Promise.all([...stereo, restless].map((listening) => listening.audio()));
    expect(expected!.length).toBe(pcm.length);
    for (const other of others) expect(Buffer.compare(bytesOf(other), bytesOf(expected!))).toBe(0);
    const [expectedMono, ...othersMono] = await Promise.all(mono.map((listening) => listening.audio()));
    expect(expectedMono!.length).toBe(pcm.length / channels);
    for (const other of othersMono) expect(Buffer.compare(bytesOf(other), bytesOf(expectedMono!))).toBe(0);
    for (const [i, [, frames]] of wanted.entries()) {
      expect(stereo[i]!.listener.receiver.framesPerMessage).toBe(frames);
      expect(Math.max(...stereo[i]!.lengths)).toBe(frames);
    }
    expect(new Set(restless.lengths).size).toBeGreaterThan(2);
    expect([...stereo, ...mono, restless].map(({ listener }) => listener.stats().player.jitter.lost)).toEqual(
      Array(9).fill(0),
    );
  });

  it('cost on the wire what their packets cost: 3.45 kbit/s at live, 2.07 at normal, 1.74 at radio', async () => {
    const hello = {
      ...{ modelId: 'rates', modelSha256: 'c'.repeat(64), format: SOURCE_HELLO.format, planes: 1, epoch: 1 },
      ...{ framesPerPacket: 4, startedAtMs: 0 },
    };
    const frames = 24 * 50;
    const connect = (): ReturnType<typeof connectWebSocket> => connectWebSocket(`${server.url}/rates`);
    const own = { id: 'rates', sha256: hello.modelSha256, compatibleWith: [], format: SOURCE_HELLO.format };
    const rates = await Promise.all(
      (['live', 'normal', 'radio'] as const).map(async (preset) => {
        let [received, before] = [0, 0];
        const receiver = new Receiver({
          connect,
          clock: nodeClock,
          model: own,
          downlink: { preset },
          handlers: {
            onHello: () => {
              before = receiver.stats().wireBytes;
            },
            onBlock: (block) => {
              received += block.frames;
            },
          },
        });
        await receiver.start();
        return {
          async kbps(): Promise<number> {
            await until(() => received === frames);
            const seconds = (frames * SOURCE_HELLO.format.hopSamples) / SOURCE_HELLO.format.sampleRateHz;
            const kbps = ((receiver.stats().wireBytes - before) * 8) / seconds / 1000;
            receiver.close();
            return kbps;
          },
        };
      }),
    );
    const sender = new Sender({ connect, clock: nodeClock, hello, uplink: { queueMs: 600_000, ringMs: 600_000 } });
    await sender.start();
    const size = bytesPerFramePlane(SOURCE_HELLO.format);
    for (let frame = 0; frame < frames; frame += 4) {
      sender.send({ firstFrame: frame, frames: 4, planes: 1, payload: payloadFor(frame, 4, 1).subarray(0, 4 * size) });
      if (frame % 100 === 0) await new Promise<void>((resolve) => nodeClock.schedule(60, resolve));
    }
    const [live, normal, radio] = await Promise.all(rates.map((rate) => rate.kbps()));
    sender.close();
    console.log(`on the wire, source at live: live ${live}, normal ${normal}, radio ${radio} kbit/s`);
    expect(live).toBeCloseTo(3.45, 2);
    expect(normal).toBeCloseTo(2.07, 2);
    expect(radio).toBeCloseTo(1.74, 2);
  });

  it('are made by `listen --preset`, which states what the relay sends', async () => {
    const url = `${server.url}/cli`;
    const heard = join(dir, 'heard.wav');
    const env = { LATENTCAST_MODELS: TINY };
    const listening = startCli(
      ['listen', url, heard, '--model', 'stateful', '--preset', 'radio', '--json', '--format', 'f32le'],
      env,
    );
    await until(() => server.stats().channels.some(({ channel, listeners }) => channel === 'cli' && listeners === 1));
    const pcm = Float32Array.from({ length: 2 * RATE }, (_, i) => 0.4 * Math.sin(i * 0.05));
    const plain = await listen(url, {});
    await broadcastTo(url, {
      model,
      audio: (async function* () {
        yield pcm;
      })(),
      encoder: { sampleRateHz: RATE, channels: 1, preset: 'live' },
    }).done;
    const { code, err } = await listening.done;
    expect([code, JSON.parse(err.slice(err.indexOf('{')))]).toMatchObject([0, { framesPerPacket: 24, lostFrames: 0 }]);
    const expected = await plain.audio();
    const recorded = await collect(await openAudioFile(heard));
    expect(recorded.length).toBe(expected.length);
    expect(Buffer.compare(bytesOf(recorded), bytesOf(expected))).toBe(0);
    const wrong = await startCli(['listen', url, '--preset', 'fast'], env).done;
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('live, normal, radio')]);
  });
});

const bytesOf = (pcm: Float32Array): Uint8Array => new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
