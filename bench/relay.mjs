/**
 * What the relay's fan-out costs beside the same bytes sent without a relay, in one run:
 *
 *     npm run build && node bench/relay.mjs --listeners 5000 --frames 4,12 --seconds 10 [--variants relay,preframed] [--profile DIR] [--server-flags=--max-semi-space-size=1]
 *
 * The server is pinned to core 0, the listeners to core 1. CPU is user and system time of the server's process for each
 * delivered message, the ratio is to `preframed`; memory is RSS above that of the empty server, after a garbage
 * collection and as it is; `--shed` lets the relay refuse what is beyond its limits; lag is from the source's clock to the listener's. 10,000 listeners need `ulimit -n 20000`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    listeners: { type: 'string', default: '5000' },
    frames: { type: 'string', default: '12,4' },
    seconds: { type: 'string', default: '10' },
    variants: { type: 'string', default: 'relay,ws,preframed,net' },
    profile: { type: 'string' },
    shed: { type: 'boolean', default: false },
    'server-flags': { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const listeners = Number(values.listeners);
const seconds = Number(values.seconds);
const WARM_UP_MS = 3000;

/** A module of this folder in a process of its own, on one core. */
function pinned(core, module, args, execArgv = []) {
  const path = fileURLToPath(new URL(module, import.meta.url));
  // fork's channel passes through taskset, which replaces itself by node.
  return fork(path, args.map(String), {
    execPath: 'taskset',
    execArgv: ['-c', String(core), process.execPath, ...execArgv],
  });
}
async function ask(child, question) {
  child.send(question);
  return (await once(child, 'message'))[0];
}

async function run(variant, frames) {
  const profile = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
  const server = pinned(
    0,
    'relay-server.mjs',
    [variant, frames, values.shed],
    ['--expose-gc', ...profile, ...values['server-flags'].split(' ').filter(Boolean)],
  );
  const [{ port }] = await once(server, 'message');
  const before = await ask(server, 'gc');
  const load = pinned(1, 'relay-load.mjs', [port, listeners, variant, frames]);
  try {
    const [{ connectMs }] = await once(load, 'message');
    // Some are refused where load is shed.
    for (let wait = 0; wait < 100 && (await ask(server, 'joined')).joined < listeners; wait++) await delay(50);
    load.send('start');
    server.send('start');
    await delay(WARM_UP_MS);
    load.send('measure');
    const first = await ask(server, 'usage');
    const startMs = performance.now();
    await delay(seconds * 1000);
    const last = await ask(server, 'usage');
    const elapsedMs = performance.now() - startMs;
    const report = await ask(load, 'report');
    const { rss } = await ask(server, 'gc');
    const micros = last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system;
    return {
      variant,
      framesPerMessage: frames,
      listeners,
      cpuMicrosPerMessage: micros / report.delivered,
      coreShare: micros / 1000 / elapsedMs,
      deliveredPerSecond: (report.delivered * 1000) / elapsedMs,
      rssPerListener: (last.memory.rss - before.rss) / listeners,
      rssPerListenerAfterGc: (rss - before.rss) / listeners,
      lagMs: { p50: report.lags[0], p99: report.lags[1], p999: report.lags[2] },
      gaps: report.lost,
      closed: report.closed,
      connectMs,
      loadCoreShare: (report.cpu.user + report.cpu.system) / 1000 / performance.now(),
    };
  } finally {
    load.disconnect();
    server.disconnect();
    await Promise.all([load, server].map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
  }
}

const results = [];
for (const frames of values.frames.split(',').map(Number))
  for (const variant of values.variants.split(',')) {
    const result = await run(variant, frames);
    results.push(result);
    const preframed = results.find((other) => other.variant === 'preframed' && other.framesPerMessage === frames);
    if (!values.json)
      console.log(
        `${variant.padEnd(10)} ${String(frames).padStart(3)} frames  ${result.cpuMicrosPerMessage.toFixed(1)} µs/message  ` +
          `${(100 * result.coreShare).toFixed(0)} % of a core  ${(result.rssPerListener / 1000).toFixed(1)} kB ` +
          `(${(result.rssPerListenerAfterGc / 1000).toFixed(1)} after gc)  p50 ${result.lagMs.p50} p99 ${result.lagMs.p99} ms  ` +
          `${result.deliveredPerSecond.toFixed(0)}/s  gaps ${result.gaps}  closed ${result.closed}  connect ${(result.connectMs / 1000).toFixed(1)} s` +
          (preframed ? `  ratio ${(result.cpuMicrosPerMessage / preframed.cpuMicrosPerMessage).toFixed(3)}` : ''),
      );
  }
if (values.json) console.log(JSON.stringify(results, null, 2));
