// Measures what worker processes cost: CPU time a delivered message of a relay in one process, in two and in two whose
// listeners all have to be fed over the bus, all in one run: read the ratios. Linux only (/proc).
// `npm run build && node bench/workers.mjs [--listeners N] [--seconds S]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { encodePacket } from '../dist/core/wire/packet.js';
import { SYNTHETIC_FORMAT } from '../dist/node/load-test/synthetic-source.js';

const { values: args } = parseArgs({
  options: { listeners: { type: 'string', default: '200' }, seconds: { type: 'string', default: '6' } },
});
const LISTENERS = Number(args.listeners);
const SECONDS = Number(args.seconds);
const PER_SECOND = 20;
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const CONTEXT = { bytesPerFramePlane: 8 };
const HELLO = {
  ...{ role: 'source', modelId: 'bench', modelSha256: 'a'.repeat(64), format: SYNTHETIC_FORMAT, planes: 1, epoch: 7 },
  ...{ framesPerPacket: 4, startedAtMs: 0 },
};

const statOf = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
/** The process and its children: CPU time of each so far, in ms, the parent's first. */
const cpuMs = (parent) => {
  const children = readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && statOf(name)[1] === String(parent);
    } catch {
      return false;
    }
  });
  return [parent, ...children].map((pid) => 10 * (Number(statOf(pid)[11]) + Number(statOf(pid)[12])));
};

async function connect(url, hello, onAudio) {
  const socket = new WebSocket(url, 'latentcast.v1', { perMessageDeflate: false });
  socket.on('message', (data) => {
    const type = data[0] & 15;
    if (type === 4) socket.send(Buffer.concat([Buffer.from([0x15]), data.subarray(1)]));
    else if (type === 0) onAudio?.();
  });
  await once(socket, 'open');
  socket.send(encodePacket({ type: 'hello', body: hello }, CONTEXT));
  return socket;
}

async function measure(workers, listeners) {
  const flags = ['serve', '--port', '0', '--quiet', '--workers', String(workers)];
  const relay = spawn(process.execPath, [MAIN, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  for await (const chunk of relay.stderr.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (/ws:\/\/[\d.:]+/.test(text)) break;
  }
  relay.stderr.resume();
  const url = `${/ws:\/\/[\d.:]+/.exec(text)[0]}/main`;
  let delivered = 0;
  const source = await connect(url, HELLO);
  const count = () => delivered++;
  const hello = { role: 'listener', planes: 8, burstMs: 0 };
  const sockets = await Promise.all(Array.from({ length: listeners }, () => connect(url, hello, count)));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = cpuMs(relay.pid);
  delivered = 0;
  const audio = { type: 'audio', epoch: 7, frames: 4, encodedPlanes: 1, planes: 1, payload: new Uint8Array(32) };
  const startedMs = performance.now();
  let sent = 0;
  for (; sent < SECONDS * PER_SECOND; sent++) {
    source.send(encodePacket({ ...audio, firstFrame: 4 * sent }, CONTEXT));
    const dueMs = startedMs + (1000 * (sent + 1)) / PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  const cpu = cpuMs(relay.pid).map((ms, i) => ms - before[i]);
  for (const socket of [source, ...sockets]) socket.terminate();
  relay.kill();
  await once(relay, 'exit');
  const total = cpu.reduce((sum, ms) => sum + ms, 0);
  const share = ((100 * delivered) / (sent * listeners)).toFixed(1);
  console.log(
    `workers ${workers}, listeners ${listeners}: ${sent} messages, ${share} % delivered, CPU ${cpu.join(' + ')} ms, ` +
      `${((1000 * total) / delivered).toFixed(1)} µs a delivered message`,
  );
  return { total, delivered, hubMs: workers > 1 ? cpu[0] : 0, sent };
}

const one = await measure(1, LISTENERS);
const two = await measure(2, LISTENERS);
const per = ({ total, delivered }) => total / delivered;
console.log(`two workers against one: ${(per(two) / per(one)).toFixed(2)} times the CPU a delivered message`);
console.log(
  `first process: ${((1000 * two.hubMs) / two.sent).toFixed(0)} µs a message that crosses the bus, its pings included`,
);
console.log(`${availableParallelism()} processors`);
