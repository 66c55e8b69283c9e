/**
 * The real thing for a long time: `npm run soak -- [--minutes 60] [--listeners 500] [--decoders 3] [--every 10]
 * [--model default] [--out bench/out/soak] [--no-page]`.
 *
 * A relay (`latentcast serve`), a source (`latentcast send --loop`), listeners (`latentcast load-test`), processes that decode,
 * and a page in Chromium, each a process of its own, all on the loopback. Memory, open files, threads, lost frames and the
 * distance of what is decoded from the source's clock are sampled every `--every` seconds, into OUT.json and a plot, OUT.svg.
 * The first fifth of the samples is left out of the trends: models and caches fill up then.
 *
 * The command fails where a frame is missing, or where a memory grows for certain by more than 5 % of itself an hour; a heap
 * by more than 0.5 MB as well. What the page's heap has gained is listed by constructor.
 */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { conclude, WARM_UP_SHARE } from './conclude.mjs';
import { growth, sizesByKind, takeSnapshot } from './heap-growth.mjs';
import { end, pidWith, start, usage, usageOfTree } from './processes.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.join(HERE, '../..');
const CLI = path.join(ROOT, 'dist/cli/main.js');
const CLIP = path.join(ROOT, 'assets/voice.flac');
const CHROMIUM =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
/** Between a question to all and the time by which they must have answered. */
const ANSWER_MS = 30_000;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    minutes: { type: 'string', default: '60' },
    listeners: { type: 'string', default: '500' },
    decoders: { type: 'string', default: '3' },
    every: { type: 'string', default: '10' },
    model: { type: 'string', default: 'default' },
    out: { type: 'string', default: 'bench/out/soak' },
    page: { type: 'boolean', default: true },
  },
});
const number = (name, min, max) => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  process.stderr.write(`--${name} must be a number from ${min} to ${max}, got ${values[name]}\n`);
  process.exit(2);
};
const minutes = number('minutes', 0.2, 100_000);
const listeners = number('listeners', 1, 100_000);
const decoders = number('decoders', 0, 100);
const everyMs = 1000 * number('every', 1, 3600);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when the relay answers, and what it answers fits. */
async function until(url, fits, started, what) {
  for (let i = 0; i < 1200; i++) {
    const gone = started.find(({ child }) => child.exitCode !== null);
    if (gone) throw new Error(`${gone.name} has ended: ${gone.words()}`);
    try {
      const response = await fetch(url);
      if (response.ok && fits(await response.json())) return;
    } catch {
      // It does not listen yet.
    }
    await delay(100);
  }
  throw new Error(`${what} did not happen within two minutes`);
}

const dir = mkdtempSync(path.join(tmpdir(), 'latentcast-soak-'));
const out = path.resolve(values.out);
mkdirSync(path.dirname(out), { recursive: true });
const port = await freePort();
const http = `http://127.0.0.1:${port}`;
const channel = `ws://127.0.0.1:${port}/main`;
const started = [];
let browser = null;
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    isInterrupted = true;
  });

function launch(name, command, args, options) {
  const one = start(name, command, args, options);
  started.push(one);
  return one;
}

async function openPage() {
  const profile = path.join(dir, 'chromium');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    // Ctrl-C ends the soak, which then writes what it has, and not the browser alone.
    handleSIGINT: false,
    handleSIGTERM: false,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  const page = await context.newPage();
  await page.goto(`${http}/#/main`);
  await page.getByRole('button', { name: 'Listen' }).click();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  return { context, page, session, pid: pidWith(`--user-data-dir=${profile}`) };
}

/** What the page holds after a collection, and what its listener has counted. */
async function pageFigures({ page, session }) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name) => metrics.find((one) => one.name === name)?.value ?? 0;
  const figures = await page.evaluate(() => globalThis.latentcast?.listener?.figures ?? null);
  return {
    heapBytes: metric('JSHeapUsedSize'),
    nodes: metric('Nodes'),
    handlers: metric('JSEventListeners'),
    frames: figures?.frames ?? 0,
    lost: figures?.lostFrames ?? 0,
    underruns: figures?.underruns ?? 0,
    reconnects: figures?.reconnects ?? 0,
    lagMs: figures?.lagMs ?? null,
    bufferMs: figures?.bufferMs ?? null,
  };
}

/** A decoder's figures; null where it has not answered in time, as on a machine that stands still: the next sample has them. */
function ask(decoder) {
  return new Promise((resolve) => {
    const answer = (figures) => {
      clearTimeout(timer);
      decoder.child.off('message', answer);
      resolve(figures);
    };
    const timer = setTimeout(answer, ANSWER_MS, null);
    decoder.child.on('message', answer);
    decoder.child.send('figures');
  });
}

/** What the relay says of its listeners: the slowest one's lag, and how many have been skipped ahead. */
async function channelFigures() {
  try {
    const { channels } = await (await fetch(`${http}/channels`)).json();
    const { listeners: present, maxLagMs, skippedListeners, thinnedListeners } = channels[0] ?? {};
    return { present, maxLagMs, skippedListeners, thinnedListeners };
  } catch {
    // A machine that stands still answers late or cuts its answer: the next sample has the figures.
    return null;
  }
}

const samples = [];
let report = null;
let warmHeap = null;
let heapGrowth = null;
try {
  const relay = launch('relay', process.execPath, [CLI, 'serve', '--port', String(port), '--quiet']);
  await until(`${http}/healthz`, () => true, started, 'an answer of the relay');
  launch('source', process.execPath, [
    CLI,
    'send',
    CLIP,
    channel,
    '--loop',
    '--search',
    '0',
    '--model',
    values.model,
    '--quiet',
  ]);
  await until(
    `${http}/channels`,
    ({ channels }) => channels.some(({ isLive }) => isLive),
    started,
    'a source on the air',
  );
  const crew = [];
  for (let i = 0; i < decoders; i++) {
    const args = ['--expose-gc', path.join(HERE, 'decoder.mjs'), channel, values.model];
    const decoder = launch(`decoder ${i + 1}`, process.execPath, args, { ipc: true });
    await Promise.race([
      once(decoder.child, 'message'),
      once(decoder.child, 'exit').then(() => Promise.reject(new Error(decoder.words()))),
    ]);
    crew.push(decoder);
  }
  if (values.page) browser = await openPage();
  const reportFile = path.join(dir, 'load.json');
  const load = launch('listeners', process.execPath, [
    CLI,
    'load-test',
    channel,
    '--listeners',
    String(listeners),
    '--source',
    'none',
    '--seconds',
    String(Math.round(60 * minutes)),
    '--pid',
    String(relay.pid),
    '--reconnect',
    '--quiet',
    '--allow-loss',
    '--json',
    reportFile,
  ]);
  const beganMs = performance.now();
  const gone = once(load.child, 'exit');
  let isOver = false;
  void gone.then(() => {
    isOver = true;
  });
  for (let next = beganMs; !isOver && !isInterrupted; ) {
    const lost = started.find(
      ({ child }) => child !== load.child && (child.exitCode !== null || child.signalCode !== null),
    );
    if (lost) throw new Error(`${lost.name} has ended: ${lost.words()}`);
    const sample = {
      minutes: (performance.now() - beganMs) / 60_000,
      processes: Object.fromEntries(started.map(({ name, pid }) => [name, usage(pid)]).filter(([, one]) => one)),
      decoders: await Promise.all(crew.map(ask)),
      channel: await channelFigures(),
      load: loadavg()[0],
      processors: availableParallelism(),
      ...(browser && { page: await pageFigures(browser) }),
    };
    if (browser) sample.processes.chromium = usageOfTree(browser.pid);
    if (browser && !warmHeap && sample.minutes >= WARM_UP_SHARE * minutes)
      warmHeap = sizesByKind(await takeSnapshot(browser.session));
    samples.push(sample);
    process.stderr.write(
      `\r${sample.minutes.toFixed(1)} min: relay ${(sample.processes.relay.bytes / 2 ** 20).toFixed(0)} MB, missing ${sample.decoders.map((one) => one?.missing ?? '?').join(' ')}  `,
    );
    next += everyMs;
    await Promise.race([delay(Math.max(0, next - performance.now())), gone]);
  }
  process.stderr.write('\n');
  if (browser && warmHeap) heapGrowth = growth(warmHeap, sizesByKind(await takeSnapshot(browser.session)));
  if (isInterrupted) load.child.kill('SIGINT');
  await Promise.race([gone, delay(60_000)]);
  if (existsSync(reportFile)) report = JSON.parse(readFileSync(reportFile, 'utf8'));
  else process.stderr.write(`listeners gave no report: ${load.words()}\n`);
} finally {
  await browser?.context.close();
  for (const one of started.reverse()) await end(one);
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
const { result, svg, text, isSound } = conclude(samples, { listeners, model: values.model, report, heapGrowth });
writeFileSync(`${out}.json`, `${JSON.stringify(result, null, 1)}\n`);
writeFileSync(`${out}.svg`, svg);
process.stdout.write(`${text}\n${out}.json, ${out}.svg\n`);
process.exitCode = isSound ? 0 : 1;
