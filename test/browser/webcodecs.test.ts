import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Library from '../../src/browser/index.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { type AudioCodecs, WEBCODECS_FACTS, webCodecsFacts } from '../support/webcodecs-facts.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TINY = join(ROOT, 'test/fixtures/tiny-model/stateful');

interface Globals {
  lib: typeof Library;
  model: Awaited<ReturnType<typeof Library.loadPageModel>>;
  AudioEncoder: AudioCodecs['AudioEncoder'] & { isConfigSupported: AudioCodecs['isSupported'] };
  AudioDecoder: AudioCodecs['AudioDecoder'];
  AudioData: AudioCodecs['AudioData'];
}

describe.skipIf(skipReason)(titled('WebCodecs in Chromium'), () => {
  let dir = '';
  let relay: RelayServer;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    const bundled = await build({
      stdin: { contents: `export * from './dist/browser/index.js'`, resolveDir: ROOT },
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'lib',
      footer: { js: 'globalThis.lib = lib;' },
    });
    dir = await mkdtemp(join(tmpdir(), 'latentcast-webcodecs-'));
    await cp(TINY, join(dir, 'default'), { recursive: true });
    relay = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [dir] } });
    browser = await launch();
    page = await browser.open(`http://127.0.0.1:${relay.port}/status`);
    await page.evaluate(bundled.outputFiles[0]!.text);
    await page.evaluate(`globalThis.webCodecsFacts = ${webCodecsFacts.toString()}`);
    await page.evaluate(async (url) => {
      const scope = globalThis as never as Globals;
      scope.model = await scope.lib.loadPageModel({ url, threads: 1 });
    }, `http://127.0.0.1:${relay.port}/models/default/`);
  });
  afterAll(async () => {
    await browser?.close();
    await relay?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  it('behaves with its own Opus encoder and decoder as the facts state', async () => {
    const facts = await page.evaluate(async () => {
      const { AudioEncoder, AudioDecoder, AudioData } = globalThis as never as Globals;
      return (globalThis as never as { webCodecsFacts: typeof webCodecsFacts }).webCodecsFacts({
        AudioEncoder,
        AudioDecoder,
        AudioData,
        isSupported: (config) => AudioEncoder.isConfigSupported(config),
        config: { codec: 'opus', sampleRate: 48_000, numberOfChannels: 1 },
      });
    });
    expect(facts).toEqual(WEBCODECS_FACTS);
  });

  it('behaves in the same way with this codec, whose model runs in workers', async () => {
    const facts = await page.evaluate(async () => {
      const { lib, model, AudioData } = globalThis as never as Globals;
      return (globalThis as never as { webCodecsFacts: typeof webCodecsFacts }).webCodecsFacts({
        AudioEncoder: lib.LatentcastAudioEncoder.withModel(model) as never,
        AudioDecoder: lib.LatentcastAudioDecoder.withModel(model) as never,
        AudioData,
        isSupported: (config) => lib.LatentcastAudioEncoder.isConfigSupported(config as never),
        config: { codec: 'latentcast', sampleRate: 48_000, numberOfChannels: 1, latentcast: { framesPerChunk: 4 } },
      });
    });
    expect(facts).toEqual(WEBCODECS_FACTS);
  });

  it('pipes a track’s AudioData through encodeStream and decodeStream', async () => {
    const samples = await page.evaluate(async () => {
      const { lib, model, AudioData } = globalThis as never as Globals;
      const source = new ReadableStream({
        start(controller) {
          for (let i = 0; i < 5; i++)
            controller.enqueue(
              new AudioData({
                format: 'f32-planar',
                sampleRate: 48_000,
                numberOfFrames: 9600,
                numberOfChannels: 2,
                timestamp: i * 200_000,
                data: new Float32Array(19_200),
              }),
            );
          controller.close();
        },
      });
      let count = 0;
      const audio = source
        .pipeThrough(lib.encodeStream({ model }) as never)
        .pipeThrough(lib.decodeStream({ model, sampleRateHz: 48_000 }) as never) as ReadableStream<Float32Array>;
      const reader = audio.getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) count += read.value.length;
      return count;
    });
    expect(samples).toBe(48_000);
  });
});
