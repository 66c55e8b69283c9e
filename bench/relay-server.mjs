/**
 * One server of the fan-out bench, alone in its process: `node relay-server.mjs VARIANT FRAMES_PER_MESSAGE SHEDS`. `relay` is
 * the real one. The others send the same bytes at the same pace without any of its work: `ws` by `ws.send`, `preframed`
 * by one buffer that is written to the sockets below `ws`, `net` the same without WebSockets.
 */
import { createServer } from 'node:net';
import { WebSocketServer } from 'ws';
import { startRelayServer } from '../dist/node/relay/server.js';
import { audioPacket, intervalMs } from './relay-packets.mjs';

const [variant, frames, sheds] = [process.argv[2], Number(process.argv[3]), process.argv[4] === 'true'];
const SETTINGS = { perMessageDeflate: false, maxPayload: 4096 };
const sinks = new Set();

async function start() {
  if (variant === 'relay') {
    // Its cost is measured without its limits, unless these are what is measured.
    const open = { maxJoinsPerSecond: 100_000, maxBusyPercent: 1000, maxDelayMs: 600_000 };
    const limits = { maxConnections: 100_000, maxListenersPerChannel: 100_000, ...(sheds ? {} : open) };
    const server = await startRelayServer({ port: 0, site: false, limits });
    return { port: server.port, joined: () => server.stats().channels[0]?.listeners ?? 0 };
  }
  let server;
  if (variant === 'net') {
    server = createServer({ noDelay: true }, (socket) => {
      socket
        .on('error', () => {})
        .on('data', () => {})
        .on('close', () => sinks.delete(socket));
      sinks.add(socket);
    });
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  } else {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096, ...SETTINGS });
    server.on('connection', (socket) => {
      socket
        .on('error', () => {})
        .on('message', () => {})
        .on('close', () => sinks.delete(socket));
      sinks.add(socket);
    });
  }
  await new Promise((resolve) => server.once('listening', resolve));
  return { port: server.address().port, joined: () => sinks.size };
}

let sent = 0;
function send() {
  const packet = audioPacket(sent++, frames);
  if (variant === 'ws') for (const socket of sinks) socket.send(packet);
  else {
    // What the relay's source sends is shorter than 126 bytes at both presets: a header of two bytes.
    const frame = Buffer.concat([Buffer.of(0x82, packet.length), packet]);
    if (variant === 'preframed') for (const socket of sinks) socket._socket.write(frame);
    else for (const socket of sinks) socket.write(frame);
  }
}

const { port, joined } = await start();
process.on('message', (message) => {
  if (message === 'joined') process.send({ joined: joined() });
  else if (message === 'gc') {
    globalThis.gc();
    process.send({ rss: process.memoryUsage().rss });
  } else if (message === 'start' && variant !== 'relay') {
    // By the clock, not by the last timer: a late message does not delay those after it.
    const startMs = performance.now();
    const next = () => {
      send();
      setTimeout(next, Math.max(0, startMs + sent * intervalMs(frames) - performance.now()));
    };
    next();
  } else if (message === 'usage') process.send({ cpu: process.cpuUsage(), memory: process.memoryUsage() });
});
process.on('disconnect', () => process.exit(0));
process.send({ port });
