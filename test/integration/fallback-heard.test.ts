import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../../src/node/clock.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { loadModel } from '../../src/node/model/onnx-model.js';
import type { IcecastEvent } from '../../src/node/relay/icecast/options.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import type { LatentModel } from '../../src/ports/model.js';
import { Listener } from '../../src/stream/receive/listener.js';
import { FakeModel } from '../support/fake-model.js';
import { find, NoiseSource, noise } from '../support/noise-source.js';

const SEED = 20_261_128;
const CROSSFADE_MS = 300;
const FORM = { encoder: { stateSize: 1 }, decoder: { stateSize: 1 } };
const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));

describe('what is heard of a channel while its source is away, over real sockets', () => {
  let server: RelayServer | null = null;
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await server?.close();
  });

  /** One listener of `main` while its first source drops and a second one comes; what it has heard, and of what. */
  async function listen(model: LatentModel, rateHz: number, options: RelayServerOptions, isReady = () => true) {
    server = await startRelayServer({ port: 0, graceMs: 50, site: false, ...options });
    const url = `${server.url}/main`;
    const [first, second] = [new NoiseSource(model, 1, 25, SEED), new NoiseSource(model, 3, 15, SEED)];
    closers.push(
      () => first.stop(),
      () => second.stop(),
    );
    await first.start(url);
    const heard: number[] = [];
    const states: string[] = [];
    const titles: string[] = [];
    const listener = new Listener({
      model,
      clock: nodeClock,
      connect: () => connectWebSocket(url),
      write: (pcm) => void heard.push(...pcm),
      handlers: {
        onHello: ({ epoch, fallback }) => void states.push(fallback ?? `${epoch}`),
        onSource: (state) => void states.push(state),
        onMetadata: ({ title }) => void (title !== undefined && titles.push(title)),
      },
    });
    closers.push(() => listener.close());
    await listener.start();
    const samplesAfter = async (seconds: number): Promise<void> => {
      const end = heard.length + seconds * rateHz;
      await expect.poll(() => heard.length, { interval: 20 }).toBeGreaterThan(end);
    };
    await samplesAfter(1);
    await expect.poll(isReady).toBe(true);
    first.stop();
    await samplesAfter(1.8);
    await second.start(url);
    await expect.poll(() => states, { interval: 20 }).toContain('3');
    await samplesAfter(2.6);
    const stats = listener.stats();
    await listener.close();
    expect([stats.stream.reconnects, stats.player.jitter.lost, stats.player.decoder.lostFrames]).toEqual([0, 0, 0]);
    expect(states).not.toContain('gone');
    const streams = states.filter((state) => state !== 'live');
    return { recording: Float32Array.from(heard), streams, titles, parts: [first.sentAudio, second.sentAudio] };
  }

  /** Whether a recording is its three parts one after the other, without a gap; the correlation with their mix at the return. */
  function judge(recording: Float32Array, parts: readonly Float32Array[], rateHz: number, step = 2048): number {
    const length = step / 4;
    // Each window is a piece of one of the three, in order and without a piece left out or played twice; only the two
    // crossfades are of two of them, or, where a source has dropped, of one and what conceals its end.
    const placed: { readonly part: number; readonly shift: number; readonly at: number }[] = [];
    for (let at = 2 * step; at + length < recording.length - 2 * step; at += step) {
      const part = parts.findIndex((audio) => find(audio, recording, at, length) >= 0);
      if (part >= 0) placed.push({ part, shift: find(parts[part]!, recording, at, length) - at, at });
    }
    for (const part of [0, 1, 2]) {
      const own = placed.filter((each) => each.part === part);
      expect(own.length).toBeGreaterThan(5);
      expect(new Set(own.map(({ shift }) => shift)).size).toBe(1);
    }
    expect(placed.map(({ part }) => part)).toEqual(placed.map(({ part }) => part).sort((a, b) => a - b));
    for (let i = 1; i < placed.length; i++)
      expect(placed[i]!.at - placed[i - 1]!.at).toBeLessThanOrEqual(2 * step + (CROSSFADE_MS / 1000) * rateHz);
    // The return, sample by sample: the mix of both at equal power.
    const shiftOf = (part: number): number => placed.find((each) => each.part === part)!.shift;
    const overlap = Math.round((CROSSFADE_MS / 1000) * rateHz);
    const lastOfMusic = placed.filter(({ part }) => part === 1).at(-1)!.at;
    let best = 0;
    for (let from = lastOfMusic - overlap; from < lastOfMusic + 2 * step; from += step / 128) {
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
    return best;
  }

  it(`is one recording: source, another channel and source, crossfaded and without a gap (seed ${SEED})`, async () => {
    const model = new FakeModel(FORM);
    const music = new NoiseSource(model, 2, 25, SEED);
    closers.push(() => music.stop());
    const fallback = { channel: 'music', crossfadeMs: CROSSFADE_MS };
    const rateHz = model.info.format.sampleRateHz;
    const heard = listen(model, rateHz, { channels: [{ name: 'main', fallback }] });
    await expect.poll(() => server !== null).toBe(true);
    await music.start(`${server!.url}/music`);
    const { recording, streams, parts } = await heard;
    expect(streams).toEqual(['1', 'music', '3']);
    expect(judge(recording, [parts[0]!, music.sentAudio, parts[1]!], rateHz)).toBeGreaterThan(0.98);
  });

  it(`is one recording with files in place of the source; what cannot be read is skipped and logged (seed ${SEED})`, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'latentcast-fallback-'));
    closers.push(() => rm(dir, { recursive: true }));
    const model = await loadModel('stateful', { roots: [TINY] });
    closers.push(() => model.close());
    const { sampleRateHz } = model.info.format;
    const tracks = [noise(SEED + 10, sampleRateHz), noise(SEED + 11, 5 * sampleRateHz)];
    for (const [i, samples] of tracks.entries()) {
      const sink = await wavFileSink(join(dir, `${i}.wav`), { sampleRateHz, channels: 1, encoding: 's16le' });
      await sink.write(samples);
      await sink.close();
    }
    await writeFile(join(dir, 'broken.wav'), 'RIFF');
    const list = join(dir, 'night.m3u');
    await writeFile(list, '#EXTM3U\nmissing.wav\n#EXTINF:1,Ein "Titel" 🎧\n0.wav\nbroken.wav\n1.wav\n');
    const events: IcecastEvent[] = [];
    const options: RelayServerOptions = {
      channels: [{ name: 'main', fallback: { files: [list], crossfadeMs: CROSSFADE_MS } }],
      media: {
        channels: [{ name: 'main', icecast: { source: false, planes: 8, preset: 8 } }],
        modelRoots: [TINY],
        onEvent: (event) => events.push(event),
      },
    };
    const isReady = (): boolean => events.some(({ message }) => message.includes('is ready'));
    const { recording, streams, titles, parts } = await listen(model, sampleRateHz, options, isReady);
    expect(streams).toEqual(['1', 'files', '3']);
    expect(titles).toEqual(['Ein "Titel" 🎧', '1']);
    for (const name of ['missing.wav', 'broken.wav'])
      expect(events.filter(({ message }) => message.includes(name))).toEqual([
        { level: 'warn', channel: 'main', message: expect.stringContaining('skipped in the fallback') },
      ]);
    const files = Float32Array.from([...tracks[0]!, ...tracks[1]!]);
    expect(judge(recording, [parts[0]!, files, parts[1]!], sampleRateHz, 512)).toBeGreaterThan(0.98);
  });
});
