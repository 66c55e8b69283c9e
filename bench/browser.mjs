// Measures the browser side in a real Chromium: decoding by packet size, time from the click to the first sound, and
// what is transferred. `npm run bench:browser [-- --runs N] [--out FILE] [--skip-decode] [--skip-sound]`.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { collect } from '../dist/node/files/collect.js';
import { broadcastTo, loadModel, nodeClock, openAudioFile, startRelayServer } from '../dist/node/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SIZES = [1, 4, 12, 22];
const { values: args } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    preset: { type: 'string', default: 'normal' },
    out: { type: 'string' },
    'skip-decode': { type: 'boolean' },
    'skip-sound': { type: 'boolean' },
  },
});
const RUNS = Number(args.runs);
const executablePath =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
};
const round = (value, digits = 0) => Number(value.toFixed(digits));

/** A Chromium with a new profile, or with `kept`, that of an earlier browser and its cache. */
async function launch(kept) {
  const profile = kept ?? (await mkdtemp(join(tmpdir(), 'latentcast-bench-')));
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: flags });
  return {
    context,
    profile,
    async close(keep = false) {
      await context.close();
      if (!keep) await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function benchDecode(base) {
  const [ort] = await readdir(join(ROOT, 'dist/web/ort'));
  const bundled = await build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(ROOT, 'bench/browser-worker.mjs'), formats: ['es'], fileName: 'bench' },
    },
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'import', 'default'] },
  });
  const code = [bundled].flat()[0].output[0].code;
  const browser = await launch();
  try {
    const results = {};
    for (const threads of [1, 2]) {
      const page = await browser.context.newPage();
      await page.goto(base);
      const result = await page.evaluate(
        async ({ code, request }) => {
          const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
          const worker = new Worker(url, { type: 'module' });
          const answer = new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => resolve({ error: message });
          });
          worker.postMessage(request);
          return answer;
        },
        {
          code,
          request: { modelUrl: `${base}/models/default/`, wasmUrl: `${base}/ort/${ort}/`, threads, sizes: SIZES },
        },
      );
      await page.close();
      if (result.error) throw new Error(`decoding in the page failed: ${result.error}`);
      results[threads] = result;
    }
    return results;
  } finally {
    await browser.close();
  }
}

/** Speech with a quiet tone beneath it, so that no pause is classified as silence, in real time. */
async function* voice(signal) {
  const clip = await collect(await openAudioFile(join(ROOT, 'assets/voice.flac')));
  const startedMs = nodeClock.nowMs();
  for (let at = 0; !signal.aborted; at += 4410) {
    const waitMs = startedMs + at / 44.1 - nodeClock.nowMs();
    if (waitMs > 0) await new Promise((resolve) => nodeClock.schedule(waitMs, resolve));
    const from = at % (clip.length - 4410);
    yield clip.slice(from, from + 4410).map((x, i) => x + 0.1 * Math.sin((440 * 2 * Math.PI * (at + i)) / 44100));
  }
}

/** Opens the page, clicks, and waits for sound and for the lag to settle. */
async function firstSound(context, base, isReady) {
  const page = await context.newPage();
  const openedMs = performance.now();
  await page.goto(`${base}/#/bench`);
  const button = page.getByRole('button', { name: 'Listen', exact: true });
  if (isReady)
    await page.waitForFunction(() => ['ready', 'failed'].includes(globalThis.latentcast.listener?.state), null, {
      timeout: 60_000,
    });
  const readyMs = performance.now() - openedMs;
  await button.click();
  await page.waitForFunction(() => globalThis.latentcast.firstSoundMs !== null, null, { timeout: 60_000, polling: 20 });
  const { firstSoundMs, marks } = await page.evaluate(() => {
    const { firstSoundMs, marks = {} } = globalThis.latentcast;
    return { firstSoundMs, marks };
  });
  // How the buffer level decreases: every half second for six seconds.
  const buffer = [];
  for (let i = 0; i < 12; i++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    buffer.push(
      await page.evaluate(() => {
        const f = globalThis.latentcast.listener.figures;
        return f && { bufferMs: f.bufferMs, lagMs: f.lagMs, skippedMs: f.skippedMs, underruns: f.underruns };
      }),
    );
  }
  const { loaded } = await page.evaluate(() => ({ loaded: globalThis.latentcast.listener.model.loaded }));
  await page.close();
  return { firstSoundMs, readyMs, marks, buffer, loaded };
}

async function benchSound(server, base) {
  const model = await loadModel(undefined, { directions: ['encode'] });
  const abort = new AbortController();
  const sent = broadcastTo(`${server.url}/bench`, {
    model,
    audio: voice(abort.signal),
    encoder: { sampleRateHz: 44100, channels: 1, preset: args.preset },
    isLive: true,
    startedAtMs: Date.now(),
    signal: abort.signal,
  });
  const runs = { cold: [], cached: [], restarted: [], ready: [] };
  try {
    for (let run = 0; run < RUNS; run++) {
      let browser = await launch();
      try {
        runs.cold.push(await firstSound(browser.context, base, false));
        runs.cached.push(await firstSound(browser.context, base, false));
        await browser.close(true);
        browser = await launch(browser.profile);
        runs.restarted.push(await firstSound(browser.context, base, false));
        runs.ready.push(await firstSound(browser.context, base, true));
      } finally {
        await browser.close();
      }
    }
  } finally {
    abort.abort();
    await sent.done.catch(() => undefined);
    await model.close();
  }
  return runs;
}

/** Bytes as transferred to a browser that accepts gzip, and after unpacking. */
async function benchSizes(base) {
  const [ort] = await readdir(join(ROOT, 'dist/web/ort'));
  const assets = await readdir(join(ROOT, 'dist/web/assets'));
  const paths = [
    '/',
    ...assets.map((name) => `/assets/${name.replace(/\.(gz|br)$/, '')}`),
    `/ort/${ort}/ort-wasm-simd-threaded.mjs`,
    `/ort/${ort}/ort-wasm-simd-threaded.wasm`,
    '/models/default/manifest.json',
    '/models/default/decoder.onnx',
    '/models/default/encoder.onnx',
  ];
  const sizes = [];
  for (const path of [...new Set(paths)]) {
    const packed = await wireBytes(base + path, 'gzip, br');
    const plain = await wireBytes(base + path, 'identity');
    sizes.push({ path, wireBytes: packed.bytes, encoding: packed.encoding, plainBytes: plain.bytes });
  }
  const { size } = await stat(join(ROOT, 'dist/browser/code.js'));
  return { sizes, libraryCodeBytes: size };
}

/** fetch would unpack: the raw request reports the size as transferred. */
async function wireBytes(url, accept) {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': accept } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve({ bytes, encoding: response.headers['content-encoding'] ?? 'none' }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

function printDecode(decode) {
  const frameMs = (2048 / 44100) * 1000;
  for (const [threads, { fetchMs, runtimeMs, sessionMs, firstMs, cold, warm }] of Object.entries(decode)) {
    console.log(
      `decode, ${threads} WASM thread(s): fetch ${round(fetchMs)} ms, runtime meanwhile ${round(runtimeMs)} ms, session ${round(sessionMs)} ms, first call of 12 frames ${round(firstMs)} ms`,
    );
    for (const frames of SIZES) {
      const audioMs = frames * frameMs;
      const ms = median(warm[frames]);
      console.log(
        `  ${String(frames).padStart(2)} frames: ${ms.toFixed(1)} ms, ${(audioMs / ms).toFixed(1)} x real time` +
          ` (just after loading: ${(audioMs / median(cold[frames])).toFixed(1)} x)`,
      );
    }
  }
}

function printSound(runs) {
  for (const [name, list] of Object.entries(runs)) {
    const all = list.map(({ firstSoundMs }) => round(firstSoundMs));
    console.log(`first sound, ${name}: median ${median(all)} ms of ${all.join(', ')}`);
    const marks = list.at(-1).marks;
    console.log(`  last run: ${JSON.stringify(marks)}`);
    const { loaded } = list.at(-1);
    const { fetchMs, runtimeMs, sessionMs, isPlanned } = loaded;
    console.log(
      `  model: fetch ${round(fetchMs)} ms, runtime meanwhile ${round(runtimeMs)} ms, session ${round(sessionMs)} ms${isPlanned ? '' : ', without a plan'}`,
    );
    console.log(
      `  buffer, ms, every 0.5 s: ${list
        .at(-1)
        .buffer.map((f) => (f ? round(f.bufferMs) : '-'))
        .join(' ')}`,
    );
    console.log(
      `  lag, ms: ${list
        .at(-1)
        .buffer.map((f) => (f?.lagMs ? round(f.lagMs) : '-'))
        .join(' ')}`,
    );
    const last = list.at(-1).buffer.at(-1);
    if (last) console.log(`  passed over ${round(last.skippedMs)} ms, interruptions ${last.underruns}`);
  }
}

const server = await startRelayServer({ port: 0, graceMs: 200 });
const base = `http://127.0.0.1:${server.port}`;
const report = { cpu: cpus()[0]?.model, cores: cpus().length };
try {
  report.wire = await benchSizes(base);
  for (const { path, wireBytes, encoding, plainBytes } of report.wire.sizes)
    console.log(`${path}: ${wireBytes} bytes on the wire (${encoding}), ${plainBytes} unpacked`);
  if (!args['skip-decode']) {
    report.decode = await benchDecode(base);
    printDecode(report.decode);
  }
  if (!args['skip-sound']) {
    report.sound = await benchSound(server, base);
    printSound(report.sound);
  }
  if (args.out) {
    await mkdir(dirname(args.out), { recursive: true });
    await writeFile(args.out, `${JSON.stringify(report, null, 2)}\n`);
  }
} finally {
  await server.close();
}
