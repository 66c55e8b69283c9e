/**
 * What attacks on a relay bring, whichever build it is: `node bench/attacks.mjs [FOLDER]`, where FOLDER has a `dist` of this
 * package, by default this one. Each attack has a `latentcast serve` of its own over the loopback; printed is what is seen
 * from outside. It takes about two minutes. The same attacks are tests in `test/unit/relay/attacks` and
 * `test/integration/attacks`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';

const ROOT = path.resolve(process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '..'));
const { encodePacket, parsePacket } = await import(pathToFileURL(path.join(ROOT, 'dist/core/wire/packet.js')).href);

const FORMAT = {
  sampleRateHz: 44_100,
  channels: 1,
  hopSamples: 2048,
  latentSize: 1024,
  maxPlanes: 8,
  crossfadeSamples: 0,
  encoder: { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 },
  decoder: { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 },
};
/** Frames that last 0.1 ms: a source of such a format has reason to send as much as it can. */
const FAST = { ...FORMAT, hopSamples: 5 };
/** 31 frames of 128 bytes: packets as large as they may be. */
const CONTEXT = { bytesPerFramePlane: 128 };
const FRAMES = 31;
const SOURCE = {
  role: 'source',
  modelId: 'attack',
  modelSha256: 'a'.repeat(64),
  format: FORMAT,
  planes: 1,
  epoch: 7,
  framesPerPacket: FRAMES,
  startedAtMs: 0,
};
const LISTENER = { role: 'listener', planes: 8, burstMs: 0 };
const audio = (index) =>
  encodePacket(
    {
      type: 'audio',
      epoch: 7,
      firstFrame: (FRAMES * index) % 2 ** 24,
      frames: FRAMES,
      encodedPlanes: 1,
      planes: 1,
      payload: new Uint8Array(FRAMES * 128),
    },
    CONTEXT,
  );
const silence = (index) =>
  encodePacket(
    {
      type: 'silence',
      epoch: 7,
      firstFrame: index % 2 ** 24,
      frames: 1,
      noise: { level: 120, reflection: [10, 200] },
      continues: true,
    },
    CONTEXT,
  );
const MiB = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
let nextPort = 21_000 + (process.pid % 9000);

/** A relay in a process of its own, and what is seen of it. */
async function serve() {
  const port = nextPort++;
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli/main.js'), 'serve', '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const relay = { child, port, url: `ws://127.0.0.1:${port}`, logBytes: 0, exitCode: null };
  child.stderr.on('data', (data) => {
    relay.logBytes += data.length;
  });
  child.once('exit', (code, signal) => {
    relay.exitCode = signal ?? code;
  });
  for (let i = 0; i < 200 && (await health(relay)) === null; i++) await delay(50);
  return relay;
}

/** Time to an answer of /healthz in ms; null for none within `timeoutMs`. */
function health({ port }, timeoutMs = 5000) {
  const fromMs = performance.now();
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/healthz', timeout: timeoutMs, agent: false }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - fromMs));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(null));
  });
}

const memory = ({ child }) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) * 1024;
function cpuSeconds({ child }) {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A peer whose hello is sent; its packets and its close code. */
async function peer(relay, hello, channel = 'radio', options = {}) {
  const socket = new WebSocket(`${relay.url}/${channel}`, 'latentcast.v1', { perMessageDeflate: false, ...options });
  const state = { socket, packets: [], code: null, bytes: 0, answersPings: true };
  state.send = (packet) => {
    if (socket.readyState === WebSocket.OPEN)
      socket.send(packet instanceof Uint8Array ? packet : encodePacket(packet, CONTEXT));
  };
  socket.on('error', () => {});
  socket.on('close', (code) => {
    state.code = code;
  });
  socket.on('message', (data) => {
    state.bytes += data.length;
    const packet = parsePacket(new Uint8Array(data), CONTEXT);
    if (packet.type !== 'audio') state.packets.push(packet);
    if (packet.type === 'ping' && state.answersPings) state.send({ type: 'pong', token: packet.token });
  });
  await Promise.race([once(socket, 'open'), once(socket, 'close')]).catch(() => {});
  if (hello) state.send({ type: 'hello', body: hello });
  await delay(100);
  return state;
}

/** A masked frame of a client whose mask is 0. */
const frame = (message) =>
  Buffer.concat([
    Buffer.from(
      message.length < 126
        ? [0x82, 0x80 | message.length, 0, 0, 0, 0]
        : [0x82, 0xfe, message.length >> 8, message.length & 255, 0, 0, 0, 0],
    ),
    message,
  ]);

/** A connection that takes whatever comes and answers nothing, not even a close; costs this process little. */
function deaf(relay, hello) {
  const socket = connect(relay.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    'GET /radio HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: latentcast.v1\r\n\r\n',
  );
  if (hello) socket.write(frame(encodePacket({ type: 'hello', body: hello }, CONTEXT)));
  return socket.resume();
}

/** Sends packets as large as they may be, 500 a second. */
function flood(sources) {
  let index = 0;
  const timer = setInterval(() => {
    for (let i = 0; i < 10; i++, index++) for (const source of sources) source.send(audio(index));
  }, 20);
  return () => clearInterval(timer);
}

const ATTACKS = {
  'take over a channel with its epoch': async (relay) => {
    const victim = await peer(relay, SOURCE);
    const ear = await peer(relay, LISTENER);
    const thief = await peer(relay, { ...SOURCE, resumeFrame: 0 });
    thief.send({ type: 'metadata', body: { title: '<img src=x>' } });
    await delay(500);
    const isHeard = ear.packets.some(({ type, body }) => type === 'metadata' && body.title === '<img src=x>');
    return `${isHeard ? 'its title is heard' : 'refused'}; the true source ${victim.code === null ? 'stays' : `is closed with ${victim.code}`}`;
  },
  'fill rings: 32 sources, 4 KiB at 500 a second, 8 s': async (relay) => {
    const sources = await Promise.all(
      Array.from({ length: 32 }, (_, i) => peer(relay, { ...SOURCE, format: FAST }, `c${i}`)),
    );
    const before = memory(relay);
    const stop = flood(sources);
    await delay(8000);
    stop();
    const grown = memory(relay) - before;
    for (const { socket } of sources) socket.terminate();
    return `grows by ${MiB(grown)}`;
  },
  'ask for bursts in a loop': async (relay) => {
    const source = await peer(relay, { ...SOURCE, format: FAST });
    const stop = flood([source]);
    await delay(8000);
    stop();
    let bytes = 0;
    const tries = 60;
    for (let i = 0; i < tries; i++) {
      const ear = await peer(relay, { ...LISTENER, burstMs: 600_000, from: { epoch: 7, frame: 0 } });
      bytes += ear.bytes;
      ear.socket.terminate();
    }
    return `${tries} requests of some 200 B each bring ${MiB(bytes)}`;
  },
  'listen and never read, large packets, 10 s': async (relay) => {
    const source = await peer(relay, { ...SOURCE, format: FAST });
    const ears = await Promise.all(Array.from({ length: 5 }, () => peer(relay, LISTENER)));
    for (const { socket } of ears) socket.pause();
    const stop = flood([source]);
    await delay(2000);
    const before = memory(relay);
    await delay(8000);
    stop();
    return `grows by ${MiB((memory(relay) - before) / 8)} a second with 5 of them`;
  },
  '20 connections that send pongs, and go on when they are refused': async (relay) => {
    const pong = frame(encodePacket({ type: 'pong', token: 1 }, CONTEXT));
    const many = Buffer.concat(Array.from({ length: 100 }, () => pong));
    const sockets = Array.from({ length: 20 }, () => deaf(relay));
    await delay(500);
    const timer = setInterval(() => {
      for (const socket of sockets) if (socket.writable && socket.writableLength < 100_000) socket.write(many);
    }, 5);
    await delay(1500);
    const from = cpuSeconds(relay);
    await delay(4000);
    clearInterval(timer);
    const open = sockets.filter(({ destroyed }) => !destroyed).length;
    return `${(((cpuSeconds(relay) - from) / 4) * 100).toFixed(0)} % of a core, ${open} of them connected`;
  },
  'a noisy channel: 200 listeners, 500 messages a second': async (relay) => {
    const source = await peer(relay, { ...SOURCE, framesPerPacket: 1, format: { ...FORMAT, hopSamples: 5 } });
    const ears = Array.from({ length: 200 }, () => deaf(relay, LISTENER));
    await delay(1000);
    let index = 0;
    const timer = setInterval(() => {
      for (let i = 0; i < 10; i++, index++) source.send(silence(index));
    }, 20);
    const times = [];
    const from = cpuSeconds(relay);
    const fromMs = performance.now();
    for (let i = 0; i < 8; i++) {
      times.push((await health(relay)) ?? Number.POSITIVE_INFINITY);
      await delay(250);
    }
    clearInterval(timer);
    const share = ((cpuSeconds(relay) - from) * 1000) / (performance.now() - fromMs);
    for (const socket of ears) socket.destroy();
    const max = Math.max(...times);
    return `${(100 * share).toFixed(0)} % of a core; /healthz answers after ${Number.isFinite(max) ? `${max.toFixed(0)} ms at most` : 'more than 5 s'}${source.code === null ? '' : `; the source is closed with ${source.code}`}`;
  },
  'GET /channels in a loop, 1,000 listeners': async (relay) => {
    for (let i = 0; i < 20; i++) await Promise.all(Array.from({ length: 50 }, () => peer(relay, LISTENER)));
    const from = cpuSeconds(relay);
    const endMs = performance.now() + 4000;
    const statuses = new Map();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        while (performance.now() < endMs)
          await new Promise((resolve) =>
            get({ port: relay.port, host: '127.0.0.1', path: '/channels' }, (response) => {
              statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
              response.resume().once('end', resolve);
            }).once('error', resolve),
          );
      }),
    );
    const counts = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
    return `${(((cpuSeconds(relay) - from) * 1e6) / [...statuses.values()].reduce((a, b) => a + b, 0)).toFixed(0)} µs each; ${counts} in 4 s`;
  },
  'idle TCP connections; a body that drips, 15 s': async (relay) => {
    const open = (text) => {
      const socket = connect(relay.port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(text);
      return socket.resume();
    };
    const idle = Array.from({ length: 50 }, () => open(''));
    const drip = open('POST /channels HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n');
    const timer = setInterval(() => drip.writable && drip.write('x'), 200);
    await delay(15_000);
    clearInterval(timer);
    const held = idle.filter(({ destroyed }) => !destroyed).length;
    return `${held} of 50 idle ones held, the body ${drip.destroyed ? 'cut' : 'held'}`;
  },
  'channel names of 15 kB; __proto__': async (relay) => {
    await delay(200);
    const before = relay.logBytes;
    for (let i = 0; i < 20; i++) await peer(relay, null, 'x'.repeat(15_000));
    const bytes = relay.logBytes - before;
    const odd = await peer(relay, SOURCE, '__proto__');
    return `${(bytes / 20 / 1000).toFixed(1)} kB of log each; __proto__ is ${odd.packets.some(({ type }) => type === 'hello') ? 'accepted' : 'refused'}`;
  },
  'the reader of stderr goes away': async (relay) => {
    relay.child.stderr.destroy();
    await delay(100);
    for (let i = 0; i < 3; i++) await peer(relay, { role: 'nobody' });
    await delay(1000);
    return relay.exitCode === null ? 'the relay runs on' : `the relay stops with ${relay.exitCode}`;
  },
  'one address opens 256 channels as a listener': async (relay) => {
    for (let i = 0; i < 8; i++)
      await Promise.all(Array.from({ length: 32 }, (_, j) => peer(relay, LISTENER, `name${32 * i + j}`)));
    const station = await peer(relay, SOURCE, 'station');
    return `a new station is ${station.packets.some(({ type }) => type === 'hello') ? 'let in' : 'refused'}`;
  },
  'guess ping tokens': async (relay) => {
    // The second one comes 20 to 30 s after the first at the latest.
    const ear = await peer(relay, LISTENER);
    await delay(37_000);
    const [first, second] = ear.packets.filter(({ type }) => type === 'ping').map(({ token }) => token);
    return second === undefined ? 'no two pings came' : second === first + 1 ? 'the next token is one more' : 'random';
  },
  'SIGSTOP for 40 s': async (relay) => {
    const source = await peer(relay, SOURCE);
    const timer = setInterval(() => source.send({ type: 'ping', token: 1 }), 1000);
    await delay(1000);
    relay.child.kill('SIGSTOP');
    await delay(40_000);
    relay.child.kill('SIGCONT');
    await delay(2000);
    clearInterval(timer);
    return source.code === null ? 'the source stays' : `the live source is closed with ${source.code}`;
  },
  SIGHUP: async (relay) => {
    const ear = await peer(relay, LISTENER);
    relay.child.kill('SIGHUP');
    await delay(1000);
    return relay.exitCode === null ? 'the relay runs on' : `dies (${relay.exitCode}), listeners see ${ear.code}`;
  },
  'publish from a page of https://elsewhere': async (relay) => {
    const source = await peer(relay, SOURCE, 'radio', { origin: 'https://elsewhere' });
    return source.packets.some(({ type }) => type === 'hello') ? 'publishes' : `refused with ${source.code}`;
  },
};

const QUIET = ['guess ping tokens', 'SIGSTOP for 40 s', 'idle TCP connections; a body that drips, 15 s'];
async function attack(name) {
  const relay = await serve();
  try {
    return [name, await ATTACKS[name](relay)];
  } finally {
    relay.child.kill('SIGKILL');
  }
}
// Those that only wait do so beside each other.
const rows = await Promise.all(QUIET.map(attack));
for (const name of Object.keys(ATTACKS)) if (!QUIET.includes(name)) rows.push(await attack(name));
for (const [name, seen] of rows) process.stdout.write(`| ${name} | ${seen} |\n`);
process.exit(0);
