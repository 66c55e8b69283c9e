/**
 * Players of one channel by HTTP, of the relay beside Icecast's, one after another in one run, with the same clients and the
 * same format, MP3 at 128 kbit/s: `npm run bench:players -- [--players 500] [--seconds 15] [--only relay,icecast]`.
 *
 * Servers, with the FFmpeg that the relay encodes by, are pinned to core 0; sources and players to core 1, where there are two
 * and `taskset` is installed. It needs ffmpeg, and icecast2 for the comparison.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startIcecast } from './icecast-server.mjs';
import { has, PINS, pinned } from './pinned.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const CLI = path.join(HERE, '../../dist/cli/main.js');
const CLIP = path.join(HERE, '../../assets/voice.flac');
const { values: options } = parseArgs({
  options: {
    players: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '15' },
    only: { type: 'string', default: 'relay,icecast' },
  },
});
const SETTLE_MS = 4000;

const stat = (pid) => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

/** CPU seconds of a process and of its children, and its resident bytes, from /proc. */
function usage(pid) {
  const cpuOf = (fields) => (Number(fields[11]) + Number(fields[12])) / 100;
  const own = stat(pid);
  let childSeconds = 0;
  for (const other of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const fields = stat(other);
      if (Number(fields[1]) === pid) childSeconds += cpuOf(fields);
    } catch {
      // It has ended meanwhile.
    }
  return { cpuSeconds: cpuOf(own), childSeconds, bytes: Number(own[21]) * 4096 };
}

const start = (core, command, ...args) => {
  const [file, ...rest] = pinned(core, command, ...args);
  return spawn(file, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
};

async function end(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Resolves when the mount sends audio. */
async function isServed(port, mount) {
  for (let tries = 0; tries < 60; tries++) {
    const status = await new Promise((resolve) => {
      get({ port, path: mount, host: '127.0.0.1' }, (response) => {
        resolve(response.statusCode);
        response.destroy();
      }).on('error', () => resolve(0));
    });
    if (status === 200) return;
    await delay(250);
  }
  throw new Error(`nothing is served on ${mount}`);
}

/** Players of a mount: CPU and memory of the server with one of them, and with all. */
async function measure(pid, port, mount) {
  const phase = async (count) => {
    const players = fork(path.join(HERE, 'icecast-listeners.mjs'), [String(port), mount, String(count)], {
      ...(PINS && { execPath: 'taskset', execArgv: ['-c', '1', process.execPath] }),
    });
    const [joined] = await once(players, 'message');
    await delay(SETTLE_MS);
    players.send('measure');
    const from = usage(pid);
    const fromMs = performance.now();
    await delay(Number(options.seconds) * 1000);
    players.send('stop');
    const to = usage(pid);
    const seconds = (performance.now() - fromMs) / 1000;
    const [measured] = await once(players, 'message');
    return {
      players,
      core: (to.cpuSeconds - from.cpuSeconds) / seconds,
      encoderCore: (to.childSeconds - from.childSeconds) / seconds,
      bytes: to.bytes,
      kbps: (measured.bytes * 8) / 1000 / seconds / count,
      closed: joined.closed + measured.closed,
      readsPerSecond: measured.reads / seconds / count,
      clientCore: measured.cpuMs / 1000 / seconds,
    };
  };
  const one = await phase(1);
  // It stays, so that the server does not begin anew.
  const all = await phase(Number(options.players));
  for (const { players } of [one, all]) players.disconnect();
  return { one, all };
}

async function relay() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-players-'));
  const port = await freePort();
  const config = path.join(folder, 'relay.yaml');
  writeFileSync(
    config,
    `listen: { port: ${port}, maxConnectionsPerAddress: 10000, connectionAttemptsPerMinute: 100000 }
log: { level: error }
channels: { list: [{ name: main, players: { formats: [mp3], maxPlayers: 10000 } }] }
`,
  );
  const server = start(0, process.execPath, CLI, 'serve', '--config', config);
  let source;
  try {
    await delay(1500);
    source = start(1, process.execPath, CLI, 'send', CLIP, `ws://127.0.0.1:${port}/main`, '--loop', '--bits', '2');
    await isServed(port, '/main.mp3');
    return await measure(server.pid, port, '/main.mp3');
  } finally {
    await end(source);
    await end(server);
    rmSync(folder, { recursive: true });
  }
}

async function icecast() {
  // As much past audio as the relay sends: three seconds.
  const { child, port, remove } = await startIcecast(48_000);
  const source = start(
    1,
    'ffmpeg',
    ...[
      '-loglevel',
      'error',
      '-re',
      '-stream_loop',
      '-1',
      '-i',
      CLIP,
      '-ac',
      '2',
      '-c:a',
      'libmp3lame',
      '-b:a',
      '128k',
    ],
    ...['-content_type', 'audio/mpeg', '-f', 'mp3', `icecast://source:source@127.0.0.1:${port}/main`],
  );
  try {
    await isServed(port, '/main');
    return await measure(child.pid, port, '/main');
  } finally {
    source.kill('SIGKILL');
    await end(child);
    remove();
  }
}

const SERVERS = { relay: ['latentcast relay', relay], icecast: ['Icecast 2.4', icecast] };
const results = {};
for (const name of options.only.split(',')) {
  const [label, run] = SERVERS[name] ?? [];
  if (!run) throw new Error(`--only must be of ${Object.keys(SERVERS).join(', ')}, got ${name}`);
  if (name === 'icecast' && !has('icecast2')) {
    process.stderr.write('Icecast: left out, it needs icecast2\n');
    continue;
  }
  process.stderr.write(`${label}\n`);
  const { one, all } = await run();
  const added = Number(options.players);
  results[name] = {
    label,
    one,
    all,
    microsPerPlayerSecond: ((all.core - one.core) * 1e6) / added,
    kBPerPlayer: (all.bytes - one.bytes) / 1000 / added,
  };
}
const base = results.icecast;
const head = ['server', 'core, 1 player', `core, ${options.players}`, 'encoder, core', 'µs of CPU a player and second'];
const more = ['× Icecast', 'kB a player', 'kbit/s a player', 'reads a second', 'closed', 'clients, core'];
process.stdout.write(
  `${options.players} players, ${options.seconds} s; ${cpus()[0].model}, Node ${process.version}\n\n`,
);
const rows = Object.values(results).map((r) => [
  r.label,
  r.one.core.toFixed(3),
  r.all.core.toFixed(3),
  r.all.encoderCore.toFixed(3),
  r.microsPerPlayerSecond.toFixed(0),
  base ? (r.microsPerPlayerSecond / base.microsPerPlayerSecond).toFixed(2) : '–',
  r.kBPerPlayer.toFixed(1),
  r.all.kbps.toFixed(1),
  r.all.readsPerSecond.toFixed(1),
  r.all.closed,
  r.all.clientCore.toFixed(2),
]);
for (const row of [[...head, ...more], [...head, ...more].map(() => '---'), ...rows])
  process.stdout.write(`| ${row.join(' | ')} |\n`);
