import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as Library from '../../src/browser/index.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { generateStaticKey, hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { copyWithLowDelay } from '../support/low-delay-model.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually } from './page.js';
import { capture, soundingSamples } from './sound.js';
import { sendTone } from './tone-source.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TINY = join(ROOT, 'test/fixtures/tiny-model/stateful');
const FOLDERS: Readonly<Record<string, string>> = {
  scripts: join(ROOT, 'dist/browser/scripts'),
  wasm: join(ROOT, 'node_modules/onnxruntime-web/dist'),
  own: TINY,
};
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
/** No blob URLs at all. */
const STRICT = {
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' ws:",
};

/** What the test page has: the library as `lib`, and the listener under test. */
interface Globals {
  lib: typeof Library;
  latentcast: { listener: Library.BrowserListener };
  states: string[];
}

/** A site that is not the relay: the library in a page, its files, and headers that depend on the path. */
async function serveSite(library: string, requests: string[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    requests.push(pathname);
    const [, folder, name] = pathname.split('/');
    const headers = folder === 'plain' ? {} : folder === 'strict' ? STRICT : ISOLATED;
    if (name === '') {
      response.writeHead(200, { 'content-type': 'text/html', ...headers });
      response.end('<!doctype html><title>T</title><button>Play</button><script type="module" src="/lib.js"></script>');
      return;
    }
    const path = FOLDERS[folder!];
    const body =
      folder === 'lib.js' ? library : path && name ? await readFile(join(path, name)).catch(() => null) : null;
    const type = TYPES[extname(name ?? folder!)] ?? 'application/octet-stream';
    // A worker of a page that is isolated must be too.
    response.writeHead(body === null ? 404 : 200, { 'content-type': type, ...ISOLATED }).end(body ?? undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe.skipIf(skipReason)(titled('latentcast/browser as a library'), () => {
  let dir = '';
  let site: Server;
  let relay: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let stopTone: () => Promise<void>;
  let page: Page;
  /** Of the site, since it was made. */
  const requests: string[] = [];

  beforeAll(async () => {
    const bundled = await build({
      stdin: { contents: `export * from './dist/browser/index.js'`, resolveDir: ROOT },
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'lib',
      footer: { js: 'globalThis.lib = lib;' },
    });
    site = await serveSite(bundled.outputFiles[0]!.text, requests);
    dir = await mkdtemp(join(tmpdir(), 'latentcast-library-'));
    await copyWithLowDelay(TINY, join(dir, 'default'));
    relay = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [dir] } });
    model = await loadModel(TINY);
    stopTone = sendTone(`${relay.url}/tone`, model);
    browser = await launch();
  });
  afterEach(() => page?.close());
  afterAll(async () => {
    await browser?.close();
    await stopTone?.();
    await relay?.close();
    await model?.close();
    site?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  /** A page of the site, with a listener made by a click. */
  async function listen(
    folder: string,
    options: Partial<Library.BrowserListenerOptions> = {},
    rateHz?: number,
    tokens?: readonly string[],
  ): Promise<void> {
    page = await browser.context.newPage();
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/${folder}/`);
    await page.waitForFunction(() => 'lib' in globalThis);
    await page.evaluate(
      ({ options, rateHz, tokens, url }) => {
        const all = globalThis as unknown as Globals;
        document.querySelector('button')!.onclick = () => {
          const context = rateHz ? new AudioContext({ sampleRate: rateHz }) : undefined;
          const left = [...(tokens ?? [])];
          const listener = all.lib.createListener({
            url,
            ...options,
            ...(context && { context }),
            ...(tokens && { token: async () => left.shift() ?? 'none is left' }),
          });
          all.latentcast = { listener };
          all.states = [listener.state];
          listener.on('state', ({ state }) => all.states.push(state));
        };
      },
      { options: options as object, rateHz, tokens, url: `${relay.url}/tone` },
    );
    await page.getByRole('button').click();
  }
  const state = (): Promise<string> =>
    page.evaluate(() => (globalThis as unknown as Globals).latentcast.listener.state);
  async function waitForSound(): Promise<void> {
    await capture(page);
    await eventually(() => soundingSamples(page)).toBeGreaterThan(10_000);
  }
  /** RMS of the last third of a second that was captured, and the frequency with most power. */
  const measure = (): Promise<{ rms: number; peakHz: number; rateHz: number }> =>
    page.evaluate(async () => {
      const { listener } = (globalThis as unknown as Globals).latentcast;
      const meter = new AnalyserNode(listener.context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      listener.output.connect(meter);
      // The analyser's window must fill first.
      const fromS = listener.context.currentTime;
      while (listener.context.currentTime < fromS + meter.fftSize / listener.context.sampleRate)
        await new Promise(requestAnimationFrame);
      const wave = new Float32Array(meter.fftSize);
      const power = new Float32Array(meter.frequencyBinCount);
      meter.getFloatTimeDomainData(wave);
      meter.getFloatFrequencyData(power);
      const at = power.indexOf(Math.max(...power.slice(2)));
      const rateHz = listener.context.sampleRate;
      return {
        rms: Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length),
        peakHz: (at * rateHz) / meter.fftSize,
        rateHz,
      };
    });

  it('asks the page’s function for a token at each connection, and never writes one into a URL', async () => {
    const keys = [generateStaticKey(), generateStaticKey()];
    const subjects: (string | undefined)[] = [];
    /** Takes the key of this index alone. */
    const serve = (key: number, port: number): Promise<RelayServer> =>
      startRelayServer({
        port,
        graceMs: 0,
        retryAfterMs: [10, 20],
        site: { modelDirs: [dir] },
        access: {
          anonymous: { publish: ['*'] },
          keys: [{ name: `key ${key}`, hash: hashStaticKey(keys[key]!), listen: ['*'] }],
        },
        onJoined: ({ role, subject }) => role === 'listener' && subjects.push(subject),
      });
    let guarded = await serve(0, 0);
    const stop = sendTone(`${guarded.url}/tone`, model);
    const urls: string[] = [];
    const note = (request: { url(): string }): unknown => urls.push(request.url());
    browser.context.on('request', note);
    await listen('isolated', { url: `${guarded.url}/tone` }, undefined, keys);
    await eventually(state).toBe('live');
    expect(subjects).toEqual(['key 0']);
    const { port } = guarded;
    await guarded.close();
    guarded = await serve(1, port);
    await eventually(() => subjects).toEqual(['key 0', 'key 1']);
    await eventually(state).toBe('live');
    browser.context.off('request', note);
    expect(urls.length).toBeGreaterThan(0);
    for (const key of keys) expect(urls.join(' ')).not.toContain(key);
    await stop();
    await guarded.close();
  });

  it('takes model, runtime and scripts from URLs of the user, in a page whose policy forbids blob URLs', async () => {
    const fromRelay: string[] = [];
    browser.context.on('request', (request) => fromRelay.push(new URL(request.url()).port));
    await listen('strict', {
      model: '/own/',
      wasmUrl: '/wasm/',
      scripts: { worker: '/scripts/worker.js', playback: '/scripts/playback.js' },
    });
    await eventually(state).toBe('live');
    await eventually(
      async () =>
        (await page.evaluate(() => (globalThis as unknown as Globals).latentcast.listener.figures?.frames)) ?? 0,
    ).toBeGreaterThan(20);
    expect(requests).toEqual(
      expect.arrayContaining([
        '/scripts/worker.js',
        '/scripts/playback.js',
        '/own/manifest.json',
        '/own/decoder.onnx',
        '/wasm/ort-wasm-simd-threaded.wasm',
      ]),
    );
    expect(fromRelay).not.toContain(String(relay.port));
  });

  it('plays at the same pitch in a context of 48000 Hz and of 16000 Hz', async () => {
    const peaks: number[] = [];
    for (const rateHz of [48_000, 16_000]) {
      await listen('isolated', {}, rateHz);
      await waitForSound();
      const measured = await measure();
      expect(measured.rateHz).toBe(rateHz);
      peaks.push(measured.peakHz);
      await page.close();
    }
    console.log(`pitch: ${peaks.map((hz) => hz.toFixed(1)).join(' and ')} Hz`);
    expect(peaks[0]! / peaks[1]!).toBeGreaterThan(0.98);
    expect(peaks[0]! / peaks[1]!).toBeLessThan(1.02);
  });

  it('follows the volume, and is silent when muted, in its output', async () => {
    await listen('isolated');
    await waitForSound();
    const set = (changes: { volume?: number; muted?: boolean }): Promise<void> =>
      page.evaluate(
        (next) => void Object.assign((globalThis as unknown as Globals).latentcast.listener, next),
        changes,
      );
    const loud = (await measure()).rms;
    expect(loud).toBeGreaterThan(0.01);
    await set({ volume: 0.25 });
    await eventually(async () => Math.abs((await measure()).rms / loud - 0.25)).toBeLessThan(0.05);
    await set({ muted: true });
    await eventually(async () => (await measure()).rms).toBeLessThan(1e-4 * loud);
    await set({ muted: false });
    await eventually(async () => (await measure()).rms).toBeGreaterThan(0.2 * loud);
  });

  it('runs on two threads where memory is shared, and on one where it is not; and the graph of low delay', async () => {
    const loaded = (): Promise<(number | undefined)[]> =>
      page.evaluate(() => {
        const { loaded } = (globalThis as unknown as Globals).latentcast.listener.model;
        return [loaded?.threads, loaded?.info.format.decoder.leftFrames];
      });
    const { leftFrames } = model.info.format.decoder;
    await listen('isolated', { threads: 2 });
    await waitForSound();
    expect(await loaded()).toEqual([2, leftFrames]);
    await page.close();
    await listen('plain', { threads: 2, delay: 'low' });
    await waitForSound();
    expect(await loaded()).toEqual([1, leftFrames + 1]);
  });

  it('is ready before the click with autoplay false, and plays what it has buffered with resume', async () => {
    await listen('isolated', { autoplay: false });
    await eventually(state).toBe('ready');
    await capture(page);
    const buffered = (): Promise<number> =>
      page.evaluate(() => (globalThis as unknown as Globals).latentcast.listener.figures?.bufferMs ?? 0);
    await eventually(buffered).toBeGreaterThan(900);
    expect(await soundingSamples(page)).toBe(0);
    await page.evaluate(() => (globalThis as unknown as Globals).latentcast.listener.resume());
    await eventually(state).toBe('live');
    await eventually(() => soundingSamples(page)).toBeGreaterThan(10_000);
    expect(await page.evaluate(() => (globalThis as unknown as Globals).states)).not.toContain('failed');
  });

  it('names the option that is wrong', async () => {
    await listen('isolated');
    const messages = await page.evaluate((url) => {
      const { lib } = globalThis as unknown as Globals;
      const wrong: object[] = [
        { url: 'ftp://x/y' },
        { url, volume: 2 },
        { url, downlink: { planes: 9 } },
        { url, player: { bufferMs: -1 } },
        { url, threads: 0 },
        { url, delay: 'none' },
      ];
      return wrong.map((options) => {
        try {
          lib.createListener(options as Library.BrowserListenerOptions);
          return 'taken';
        } catch (error) {
          return (error as Error).message;
        }
      });
    }, `${relay.url}/tone`);
    expect(messages).toEqual([
      expect.stringMatching(/^url must/),
      expect.stringMatching(/^volume must.*0.*1/),
      expect.stringMatching(/^downlink\.planes must.*1.*8/),
      expect.stringMatching(/^player\.bufferMs must/),
      expect.stringMatching(/^threads must.*1.*8/),
      expect.stringMatching(/^delay must.*normal.*low/),
    ]);
  });
});
