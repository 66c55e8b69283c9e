import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadedModel } from '../../src/browser/worker/messages.js';
import { Decoder } from '../../src/codec/decoder.js';
import { concatFloats } from '../../src/core/buffers.js';
import type { FrameBlock } from '../../src/core/latent/frames.js';
import { nodeClock } from '../../src/node/clock.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { broadcastTo } from '../../src/node/live.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, figures, shows } from './page.js';
import { capture, captured, correlation, envelope, levelDifference, soundingSamples, withoutPauses } from './sound.js';

const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
/** A busy test machine is a slow listener: it must not be thinned, skipped or evicted here. */
const PATIENT = { thinLagMs: 120_000, skipLagMs: 120_000, evictAfterMs: 180_000 };

describe.skipIf(skipReason)(titled('Chromium with the default model'), () => {
  let server: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let page: Page;
  let voice: Float32Array;
  let dir = '';

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-browser-'));
    voice = await collect(await openAudioFile(VOICE));
    const microphone = join(dir, 'microphone.wav');
    const sink = await wavFileSink(microphone, { sampleRateHz: 44100, channels: 1, encoding: 's16le' });
    await sink.write(voice);
    await sink.close();
    server = await startRelayServer({ port: 0, graceMs: 200, limits: PATIENT });
    browser = await launch({ microphone });
    page = await browser.open(`http://127.0.0.1:${server.port}/#/voice`);
    model = await loadModel();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await model?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  /** Part of the voice in pieces of 0.1 s; with `pace`, each in real time. */
  async function* audio(seconds: number, pace = false): AsyncGenerator<Float32Array> {
    const startedMs = nodeClock.nowMs();
    for (let at = 0; at < seconds * 44100; at += 4410) {
      const waitMs = pace ? startedMs + at / 44.1 - nodeClock.nowMs() : 0;
      if (waitMs > 0) await new Promise<void>((resolve) => nodeClock.schedule(waitMs, resolve));
      const from = at % (voice.length - 4410);
      yield voice.slice(from, from + 4410);
    }
  }

  it('is isolated, so that memory is shared with worker and worklet', async () => {
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });

  it('starts the model from the plan that was made when the package was built', async () => {
    const loaded = (): Promise<LoadedModel | null> =>
      page.evaluate(
        () =>
          (globalThis as never as { latentcast: { listener: { model: { loaded: LoadedModel | null } } } }).latentcast
            .listener.model.loaded,
      );
    await eventually(loaded).toMatchObject({ isPlanned: true, isFromCache: false });
  });

  it('plays what Node’s decoder makes of the same stream', async () => {
    await page.getByRole('button', { name: 'Listen' }).click();
    await shows(page, 'Waiting for a source');
    const rateHz = await capture(page);
    const blocks: FrameBlock[] = [];
    const sent = broadcastTo(`${server.url}/voice`, {
      model,
      audio: audio(5),
      encoder: { sampleRateHz: 44100, channels: 1 },
      metadata: { title: 'A clip', artist: 'A voice' },
      handlers: { onBlock: (block) => blocks.push(block) },
    });
    await page.getByText('A voice – A clip').waitFor();
    await Promise.all([sent.done, shows(page, 'The broadcast has ended')]);
    const decoder = new Decoder(model, { sampleRateHz: rateHz });
    const parts: Float32Array[] = [];
    for (const block of blocks) parts.push(await decoder.push({ kind: 'frames', block }));
    const reference = concatFloats([...parts, await decoder.flush()]);
    // The end is decoded; the ring plays on for a few seconds.
    await eventually(() => soundingSamples(page)).toBeGreaterThan(0.97 * 5 * rateHz);
    const output = withoutPauses(await captured(page));
    const match = correlation(envelope(reference, rateHz), envelope(output, rateHz));
    console.log(`listen: envelope correlation ${match.toFixed(4)}, figures ${JSON.stringify(await figures(page))}`);
    // At its own speed: half a percent of steering would make .97 or .98 of it.
    expect(match).toBeGreaterThan(0.985);
    // Nothing plays any more.
    expect(await page.getByText('A voice – A clip').isVisible()).toBe(false);
    expect(await figures(page)).toMatchObject({ lostFrames: 0, skippedMs: 0 });
  });

  it('plays a stream in stereo', async () => {
    async function* toTheLeft(): AsyncGenerator<Float32Array> {
      for await (const pcm of audio(5))
        yield Float32Array.from({ length: 2 * pcm.length }, (_, i) => pcm[i >> 1]! * (i % 2 ? 0.25 : 1));
    }
    await capture(page);
    const { payloadBytes, frames } = (await figures(page))!;
    const sent = broadcastTo(`${server.url}/voice`, {
      model,
      audio: toTheLeft(),
      encoder: { sampleRateHz: 44100, channels: 2 },
      features: { stereo: true },
    });
    const { frames: sentFrames } = await sent.done;
    await eventually(async () => (await figures(page))!.frames).toBe(frames + sentFrames);
    expect((await figures(page))!.payloadBytes - payloadBytes).toBe(9 * sentFrames);
    await eventually(() => soundingSamples(page)).toBeGreaterThan(0.9 * 5 * 44_100);
    const difference = await levelDifference(page);
    console.log(`stereo: level difference 12.0 dB sent, ${difference.toFixed(1)} dB played`);
    expect(difference).toBeGreaterThan(10);
    expect(difference).toBeLessThan(14);
  });

  it('changes the number of bit planes while it plays, without a lost frame', async () => {
    const abort = new AbortController();
    const sent = broadcastTo(`${server.url}/voice`, {
      model,
      audio: audio(60, true),
      encoder: { sampleRateHz: 44100, channels: 1, planes: 2, preset: 'live' },
      signal: abort.signal,
    });
    try {
      await eventually(async () => (await figures(page))?.planes).toBe(2);
      await page.getByRole('radio', { name: 'Standard 1.4 kbit/s' }).check();
      await eventually(async () => (await figures(page))?.planes).toBe(1);
      await page.getByRole('radio', { name: 'High 2.8 kbit/s' }).check();
      await eventually(async () => (await figures(page))?.planes).toBe(2);
      expect(await figures(page)).toMatchObject({ lostFrames: 0, skippedMs: 0, reconnects: 0, sourcePlanes: 2 });
    } finally {
      abort.abort();
      await sent.done;
    }
  });

  it('reconnects when the relay is back, and continues playing', async () => {
    const { port } = server;
    const abort = new AbortController();
    const sent = broadcastTo(`${server.url}/voice`, {
      model,
      audio: audio(120, true),
      encoder: { sampleRateHz: 44100, channels: 1, preset: 'live' },
      isLive: true,
      signal: abort.signal,
    });
    try {
      await shows(page, 'Live');
      await server.close();
      await shows(page, 'Connection lost, trying again');
      server = await startRelayServer({ port, graceMs: 200, limits: PATIENT });
      await shows(page, 'Live');
      // What is played now was sent before; audio from the new relay is played after it.
      const { frames } = (await figures(page))!;
      await eventually(async () => (await figures(page))!.frames).toBeGreaterThan(frames + 8);
      const before = await soundingSamples(page);
      await eventually(() => soundingSamples(page)).toBeGreaterThan(before + 22_050);
      expect(await figures(page)).toMatchObject({ reconnects: 1 });
    } finally {
      abort.abort();
      await sent.done;
    }
  });

  it('sends a microphone from one page to another', async () => {
    const studio = await browser.open(`http://127.0.0.1:${server.port}/#broadcast`);
    await studio.getByLabel('Channel').fill('studio');
    await studio.getByLabel('Title').fill('Spoken here');
    await studio.getByRole('radio', { name: 'Stereo' }).check();
    await studio.getByRole('button', { name: 'Broadcast' }).click();
    await shows(studio, 'On air');
    await page.bringToFront();
    await page.evaluate(() => {
      location.hash = '#/studio';
    });
    await page.getByRole('heading', { name: 'studio' }).waitFor();
    await page.getByRole('button', { name: 'Listen' }).click();
    await capture(page);
    await shows(page, 'Live');
    await eventually(() => soundingSamples(page)).toBeGreaterThan(2 * 44_100);
    const output = withoutPauses(await captured(page));
    const level = Math.sqrt(output.reduce((sum, x) => sum + x * x, 0) / output.length);
    console.log(`microphone: level ${level.toFixed(4)}, figures ${JSON.stringify(await figures(page))}`);
    expect(level).toBeGreaterThan(0.005);
    expect(await page.getByText('Spoken here').isVisible()).toBe(true);
    expect((await figures(page))!.lagMs).toBeGreaterThan(0);
    const { payloadBytes, frames } = (await figures(page))!;
    expect(payloadBytes / frames).toBe(9);
    await studio.getByRole('button', { name: 'Stop' }).click();
    await shows(page, 'The broadcast has ended');
  });
});
