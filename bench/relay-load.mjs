/**
 * The listeners of the fan-out bench, in a process of their own: `node relay-load.mjs PORT LISTENERS VARIANT FRAMES`.
 * They are bare sockets that read frames and answer pings, so that their share of the machine is small. For the relay
 * this process is the source too.
 */
import { connect } from 'node:net';
import { encodePacket, packetType } from '../dist/core/wire/packet.js';
import { connectWebSocket } from '../dist/node/ws-connect.js';
import { audioPacket, CONTEXT, intervalMs, sentMs, sharedNowMs, sourceHello } from './relay-packets.mjs';

const [port, listeners, variant, frames] = [+process.argv[2], +process.argv[3], process.argv[4], +process.argv[5]];
/** Connections that are opened and not yet joined, at most. */
const CONCURRENT = 200;
/** Connections from one source address at most: its ports are fewer than 30,000. */
const PER_ADDRESS = 20_000;
const BINS = 20_000;

let delivered = 0;
let lost = 0;
let closed = 0;
let isMeasuring = false;
/** Messages by their lag, in whole ms. */
const lags = new Uint32Array(BINS);
const isRelay = variant === 'relay';
const isWebSocket = variant !== 'net';
const HANDSHAKE =
  `GET /bench HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Protocol: latentcast.v1\r\n\r\n';

/** A client's frame with a mask of zeros. */
function masked(message) {
  const header =
    message.length < 126 ? [0x82, 0x80 | message.length] : [0x82, 0xfe, message.length >> 8, message.length & 255];
  return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), message]);
}
const HELLO = masked(encodePacket({ type: 'hello', body: { role: 'listener', planes: 8, burstMs: 0 } }, CONTEXT));

function onPacket(socket, state, bytes, offset, length) {
  const type = packetType(bytes.subarray(offset, offset + length));
  if (type === 'ping')
    socket.write(masked(Buffer.concat([Buffer.of(bytes[offset] + 1), bytes.subarray(offset + 1, offset + 5)])));
  if (type !== 'audio') return;
  const firstFrame = bytes.readUIntBE(offset + 2, 3);
  if (isMeasuring) {
    delivered++;
    if (state.next >= 0 && firstFrame !== state.next) lost++;
    lags[Math.min(BINS - 1, Math.max(0, Math.floor(sharedNowMs() - sentMs(bytes, offset))))]++;
  }
  state.next = (firstFrame + frames) % 2 ** 24;
}

function open(index) {
  return new Promise((resolve, reject) => {
    const state = { next: -1, rest: null, isOpen: !isWebSocket };
    const localAddress = `127.0.0.${1 + Math.floor(index / PER_ADDRESS)}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    socket.on('error', reject).on('close', () => closed++);
    socket.on('connect', () => (isWebSocket ? socket.write(HANDSHAKE) : resolve()));
    socket.on('data', (chunk) => {
      let bytes = state.rest ? Buffer.concat([state.rest, chunk]) : chunk;
      let at = 0;
      if (!state.isOpen) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end < 0) {
          state.rest = bytes;
          return;
        }
        state.isOpen = true;
        at = end + 4;
        if (isRelay) socket.write(HELLO);
        resolve();
      }
      while (bytes.length - at >= 2) {
        const short = bytes[at + 1];
        if (short === 126 && bytes.length - at < 4) break;
        const header = short === 126 ? 4 : 2;
        const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
        if (bytes.length - at < header + length) break;
        onPacket(socket, state, bytes, at + header, length);
        at += header + length;
      }
      state.rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : null;
      bytes = null;
    });
  });
}

const startMs = performance.now();
for (let at = 0; at < listeners; at += CONCURRENT)
  await Promise.all(Array.from({ length: Math.min(CONCURRENT, listeners - at) }, (_, i) => open(at + i)));
process.send({ connectMs: performance.now() - startMs });

async function broadcast() {
  const source = await connectWebSocket(`ws://127.0.0.1:${port}/bench`, { timeoutMs: 60_000 });
  source.setHandlers({ onMessage: () => {} });
  source.send(encodePacket({ type: 'hello', body: sourceHello(frames) }, CONTEXT));
  let sent = 0;
  const beginMs = performance.now();
  const next = () => {
    source.send(audioPacket(sent++, frames));
    setTimeout(next, Math.max(0, beginMs + sent * intervalMs(frames) - performance.now()));
  };
  next();
}

process.on('message', async (message) => {
  if (message === 'start' && isRelay) await broadcast();
  else if (message === 'measure') isMeasuring = true;
  else if (message === 'count') process.send({ delivered });
  else if (message === 'report') {
    isMeasuring = false;
    process.send({ delivered, lost, closed, lags: quantiles([0.5, 0.99, 0.999]), cpu: process.cpuUsage() });
  }
});
process.on('disconnect', () => process.exit(0));

function quantiles(shares) {
  const total = lags.reduce((sum, n) => sum + n, 0);
  return shares.map((share) => {
    let left = share * total;
    for (const [lag, count] of lags.entries()) {
      left -= count;
      if (left < 0) return lag;
    }
    return null;
  });
}
