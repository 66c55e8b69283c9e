/**
 * What a packet costs that crosses from one relay of a cluster to another, beside the single relay's, in one run:
 * `node bench/cluster.mjs [--channels 100] [--listeners 5] [--rate 10] [--seconds 10] [--out FILE]`. Needs `nats-server`.
 *
 * Each channel has a source of `rate` messages a second at the one relay and `listeners` at the other, or all at one relay
 * without a cluster. CPU time is that of the processes, from /proc; a third run has no listeners.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { encodePacket } from '../dist/core/wire/packet.js';

const { values } = parseArgs({
  options: {
    channels: { type: 'string', default: '100' },
    listeners: { type: 'string', default: '5' },
    rate: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '10' },
    out: { type: 'string' },
  },
});
const [channels, listeners, rate, seconds] = ['channels', 'listeners', 'rate', 'seconds'].map((key) =>
  Number(values[key]),
);
const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const TICKS_PER_SECOND = 100;
const FRAMES = 4;
const FORMAT = JSON.parse(readFileSync(new URL('../models/default/manifest.json', import.meta.url), 'utf8')).format;
const CONTEXT = { bytesPerFramePlane: FORMAT.latentSize / 8 };
const folder = mkdtempSync(path.join(tmpdir(), 'latentcast-bench-'));
const children = [];

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function start(port, file, args) {
  const child = spawn(file, args, { stdio: 'ignore' });
  children.push(child);
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (isOpen) return child;
    if (child.exitCode !== null) throw new Error(`${file} has ended`);
    await delay(50);
  }
}

async function relay(name, natsPort) {
  const port = await freePort();
  const file = path.join(folder, `${name}.yaml`);
  const cluster = natsPort
    ? `cluster: { node: ${name}, publicUrl: 'ws://127.0.0.1:${port}', nats: { servers: ['nats://127.0.0.1:${natsPort}'] } }\n`
    : '';
  writeFileSync(
    file,
    `listen: { host: 127.0.0.1, port: ${port}, maxConnectionsPerAddress: 100000, connectionAttemptsPerMinute: 1000000 }\nlimits: { maxChannels: 10000, maxSourcesPerAddress: 10000, maxConnections: 100000 }\nlog: { level: error }\n${cluster}`,
  );
  const child = await start(port, process.execPath, [CLI, 'serve', '--quiet', '--config', file]);
  return { url: `ws://127.0.0.1:${port}`, pid: child.pid };
}

/** User and system time of a process, in ms. */
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

const sourceHello = (epoch) => ({
  role: 'source',
  modelId: 'bench',
  modelSha256: 'a'.repeat(64),
  format: FORMAT,
  planes: 1,
  epoch,
  framesPerPacket: FRAMES,
  startedAtMs: 0,
});

function open(url, body, onMessage) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'latentcast.v1', { perMessageDeflate: false });
    socket.on('open', () => socket.send(encodePacket({ type: 'hello', body }, CONTEXT)));
    socket.on('message', (data) => {
      const type = data[0] & 15;
      if (type === 1) resolve(socket);
      else if (type === 4) {
        const pong = Buffer.from(data);
        pong[0] = (pong[0] & 0xf0) | 5;
        socket.send(pong);
      } else onMessage(type);
    });
    socket.on('error', reject);
  });
}

/** Sources at one relay, listeners at another or the same; CPU time of the processes for each packet of a source. */
async function measure(from, to, perChannel, pids) {
  const sockets = [];
  let received = 0;
  const sources = [];
  for (let i = 0; i < channels; i++) sources.push(await open(`${from}/c${i}`, sourceHello(i + 1), () => {}));
  for (let i = 0; i < channels; i++)
    for (let k = 0; k < perChannel; k++)
      sockets.push(
        await open(`${to}/c${i}`, { role: 'listener', planes: 1, burstMs: 0 }, (type) => type === 0 && received++),
      );
  await delay(1500);
  const before = pids.map(cpuMs);
  received = 0;
  let sent = 0;
  const endMs = performance.now() + 1000 * seconds;
  for (let frame = 0; performance.now() < endMs; frame += FRAMES) {
    const dueMs = performance.now() + 1000 / rate;
    const payload = new Uint8Array(FRAMES * CONTEXT.bytesPerFramePlane);
    for (const [i, source] of sources.entries()) {
      source.send(
        encodePacket(
          {
            type: 'audio',
            epoch: (i + 1) % 32,
            firstFrame: frame,
            frames: FRAMES,
            encodedPlanes: 1,
            planes: 1,
            payload,
          },
          CONTEXT,
        ),
      );
      sent++;
    }
    await delay(Math.max(0, dueMs - performance.now()));
  }
  await delay(500);
  const usedMs = pids.map((pid, i) => cpuMs(pid) - before[i]);
  for (const socket of [...sources, ...sockets]) socket.terminate();
  await delay(500);
  return { sent, received, usedMs, usPerPacket: usedMs.map((ms) => Math.round((10_000 * ms) / sent) / 10) };
}

try {
  const alone = await relay('alone');
  const natsPort = await freePort();
  const nats = await start(natsPort, 'nats-server', [
    '-a',
    '127.0.0.1',
    '-p',
    `${natsPort}`,
    '-js',
    '-sd',
    path.join(folder, 'nats'),
  ]);
  const [a, b] = [await relay('a', natsPort), await relay('b', natsPort)];
  const single = await measure(alone.url, alone.url, listeners, [alone.pid]);
  const crossing = await measure(a.url, b.url, listeners, [a.pid, b.pid, nats.pid]);
  const unheard = await measure(a.url, b.url, 0, [a.pid, b.pid, nats.pid]);
  const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);
  const report = {
    channels,
    listeners,
    rate,
    seconds,
    single,
    crossing,
    unheard,
    relaysBesideSingle: Math.round((100 * sum(crossing.usedMs.slice(0, 2))) / single.usedMs[0]) / 100,
    allBesideSingle: Math.round((100 * sum(crossing.usedMs)) / single.usedMs[0]) / 100,
  };
  const text = JSON.stringify(report, null, 2);
  if (values.out) writeFileSync(values.out, `${text}\n`);
  process.stdout.write(`${text}\n`);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
