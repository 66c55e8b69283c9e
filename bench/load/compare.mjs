/**
 * The relay under many listeners beside other servers that send the same bytes, one after another in one run, each figure
 * also as a ratio: `npm run bench:relay-load -- [--listeners 10000] [--seconds 15] [--preset live] [--only relay,ws,…]
 * [--icecast] [--slow 1%] [--trickle 1%] [--churn 1%] [--join-rate 800] [--limits JSON] [--out FILE]`, the limits of the
 * relay alone.
 *
 * Servers are pinned to core 0 and listeners to core 1 where there are two and `taskset` is installed. Icecast takes part
 * where `icecast2` and `ffmpeg` are installed; it sends Opus at 6 kbit/s, its own bytes. `--server-share 0.5` leaves the
 * server half of its core, to see it overloaded (as root, with `chrt`).
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startIcecast } from './icecast-server.mjs';
import { has, PINS, pinned } from './pinned.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const CLI = path.join(HERE, '../../dist/cli/main.js');

const { values: options } = parseArgs({
  options: {
    listeners: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '15' },
    preset: { type: 'string', default: 'live' },
    only: { type: 'string', default: 'relay,preframed,ws,net,icecast' },
    slow: { type: 'string', default: '1%' },
    trickle: { type: 'string', default: '1%' },
    churn: { type: 'string', default: '1%' },
    'join-rate': { type: 'string', default: '800' },
    'server-share': { type: 'string', default: '1' },
    limits: { type: 'string', default: '{}' },
    out: { type: 'string' },
  },
});

/** Starts a program and resolves with its first line of output. */
async function start(command) {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  // With taskset the process is the server itself: it replaces itself.
  return { child, line };
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** One WebSocket server under `latentcast load-test`. */
async function loadTest(script, ...args) {
  const { child, line: port } = await start(pinned(0, process.execPath, path.join(HERE, script), ...args));
  try {
    const command = pinned(1, process.execPath, CLI, 'load-test', `ws://127.0.0.1:${port}/main`);
    const { listeners, seconds, preset, slow, trickle, churn } = options;
    const tool = spawn(command[0], [
      ...command.slice(1),
      ...['--listeners', listeners, '--seconds', seconds, '--preset', preset, '--join-rate', options['join-rate']],
      ...['--slow', slow, '--trickle', trickle, '--churn', churn, '--pid', String(child.pid), '--json', '-'],
      ...['--allow-loss', '--allow-refused'],
    ]);
    let json = '';
    tool.stdout.on('data', (data) => {
      json += data;
    });
    tool.stderr.on('data', (data) => process.stderr.write(`  ${String(data).replaceAll('latentcast: ', '')}`));
    await once(tool, 'close');
    return fromReport(JSON.parse(json));
  } finally {
    await stop(child);
  }
}

function fromReport(report) {
  const { healthy, lagMs, joinMs, relay, tool } = report;
  const total = (counts) => Object.values(counts).reduce((sum, n) => sum + n, 0);
  return {
    cpuMicrosPerMessage: relay.cpuMicrosPerMessage,
    cpuShare: relay.cpuShare,
    bytesPerListener: relay.bytesPerListener,
    p50Ms: lagMs.p50Ms,
    p99Ms: lagMs.p99Ms,
    maxMs: lagMs.maxMs,
    joinP99Ms: joinMs.p99Ms,
    delivered: healthy.deliveredShare,
    gapFrames: healthy.gapFrames,
    lateFrames: healthy.undeliveredFrames,
    closed: total(healthy.evicted) + total(healthy.lost),
    refused: total(healthy.refused),
    messagesPerSecond: report.messagesPerSecond,
    toolCpuShare: tool.cpuShare,
    toolMicrosPerMessage: tool.cpuMicrosPerMessage,
    toolLoopP99Ms: tool.loopDelayP99Ms,
    isToolBottleneck: tool.isBottleneck,
    report,
  };
}

/** CPU seconds and resident bytes of a process, from /proc. */
function usage(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, bytes: Number(fields[21]) * 4096 };
}

/** Icecast with Opus at 6 kbit/s and as many HTTP listeners, all of them healthy. */
async function icecast() {
  const { port, child: server, remove } = await startIcecast();
  const url = `icecast://source:source@127.0.0.1:${port}/main`;
  const feed = pinned(1, 'ffmpeg', '-loglevel', 'error', '-re', '-stream_loop', '-1');
  const source = spawn(
    feed[0],
    [
      ...feed.slice(1),
      ...['-i', path.join(HERE, '../../assets/voice.flac'), '-ac', '1', '-c:a', 'libopus', '-b:a', '6k'],
      ...['-frame_duration', '60', '-content_type', 'application/ogg', '-f', 'ogg', url],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  try {
    await delay(2000);
    const before = usage(server.pid);
    const listeners = fork(path.join(HERE, 'icecast-listeners.mjs'), [String(port), '/main', options.listeners], {
      ...(PINS && { execPath: 'taskset', execArgv: ['-c', '1', process.execPath] }),
    });
    const [joined] = await once(listeners, 'message');
    await delay(1000);
    listeners.send('measure');
    const from = usage(server.pid);
    const fromMs = performance.now();
    await delay(Number(options.seconds) * 1000);
    listeners.send('stop');
    const to = usage(server.pid);
    const seconds = (performance.now() - fromMs) / 1000;
    const [measured] = await once(listeners, 'message');
    listeners.disconnect();
    const cpuSeconds = to.cpuSeconds - from.cpuSeconds;
    return {
      cpuMicrosPerMessage: (cpuSeconds * 1e6) / measured.reads,
      cpuShare: cpuSeconds / seconds,
      bytesPerListener: (to.bytes - before.bytes) / joined.joined,
      closed: joined.closed + measured.closed,
      refused: 0,
      messagesPerSecond: measured.reads / seconds,
      toolCpuShare: measured.cpuMs / 1000 / seconds,
      toolMicrosPerMessage: (measured.cpuMs * 1000) / measured.reads,
    };
  } finally {
    source.kill('SIGKILL');
    await stop(server);
    remove();
  }
}

const SERVERS = {
  relay: ['latentcast relay', () => loadTest('relay-server.mjs', '0', options.limits)],
  preframed: ['ws sockets, one pre-framed write', () => loadTest('bare-servers.mjs', 'preframed')],
  ws: ['ws.send to each', () => loadTest('bare-servers.mjs', 'ws')],
  net: ['net sockets, one pre-framed write', () => loadTest('bare-servers.mjs', 'net')],
  icecast: ['Icecast, Opus 6 kbit/s', icecast],
};

const share = Number(options['server-share']);
const competitor =
  share < 1
    ? (
        await start(
          pinned(0, 'chrt', '-f', '2', process.execPath, path.join(HERE, 'competitor.mjs'), String(1 - share)),
        )
      ).child
    : null;
const results = {};
for (const name of options.only.split(',')) {
  const [label, run] = SERVERS[name] ?? [];
  if (!run) throw new Error(`--only must be of ${Object.keys(SERVERS).join(', ')}, got ${name}`);
  if (name === 'icecast' && !(has('icecast2') && has('ffmpeg'))) {
    process.stderr.write('Icecast: left out, it needs icecast2 and ffmpeg\n');
    continue;
  }
  process.stderr.write(`${label}\n`);
  results[name] = { label, ...(await run()) };
  // What is measured is kept when a later server fails or the run is cut off.
  if (options.out) writeFileSync(options.out, `${JSON.stringify({ options, results }, null, 2)}\n`);
  // Ports and memory of the run before settle.
  await delay(1000);
}

competitor?.kill('SIGKILL');
const round = (value, places) => (value === undefined || value === null ? '–' : value.toFixed(places));
const base = results.preframed?.cpuMicrosPerMessage;
const rows = Object.values(results).map((r) => [
  r.label,
  round(r.cpuMicrosPerMessage, 1),
  base ? round(r.cpuMicrosPerMessage / base, 2) : '–',
  round(r.cpuShare, 2),
  round(r.bytesPerListener === null ? null : r.bytesPerListener / 1000, 1),
  r.p50Ms === undefined ? '–' : `${round(r.p50Ms, 0)} / ${round(r.p99Ms, 0)} / ${round(r.maxMs, 0)}`,
  r.delivered === undefined ? '–' : round(r.delivered * 100, 3),
  r.gapFrames === undefined ? '–' : `${r.gapFrames} / ${r.lateFrames}`,
  `${r.closed} / ${r.refused}`,
  round(r.joinP99Ms, 0),
  `${round(r.toolCpuShare, 2)}${r.isToolBottleneck ? ' (busy)' : ''}`,
]);
const head = [
  'server',
  'µs a message',
  '× pre-framed',
  'core',
  'kB a listener',
  'lag p50 / p99 / max ms',
  'delivered %',
  'frames missing / late',
  'closed / refused',
  'join p99 ms',
  'tool core',
];
const { listeners, seconds, preset, slow, trickle, churn } = options;
process.stdout.write(
  `${listeners} listeners, ${preset}, ${seconds} s; ${slow} stalled, ${trickle} a byte at a time, ${churn} a second leaving and joining; ${share < 1 ? `${share} of the server's core; ` : ''}${cpus()[0].model}, Node ${process.version}\n\n`,
);
for (const row of [head, head.map(() => '---'), ...rows]) process.stdout.write(`| ${row.join(' | ')} |\n`);
