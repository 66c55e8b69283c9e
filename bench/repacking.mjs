/**
 * What it costs a relay to send one more length of packets, beside what one listener costs it, in one run:
 *
 *     npm run build && node bench/repacking.mjs [--planes 1] [--stereo]
 *
 * A source sends 4 frames of the default format at a time. `join`: CPU of a channel for each packet of the source with one
 * group of that length and a listener that does nothing, less the same without the group. `write`: CPU of one write of such a packet, framed
 * before, to a socket over the loopback, which is the least that a listener costs. Median of five.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { encodePacket, parsePacket } from '../dist/core/wire/packet.js';
import { PacketGroups } from '../dist/relay/channel/packet-groups.js';
import { relayLimits } from '../dist/relay/limits.js';

const { values } = parseArgs({
  options: { planes: { type: 'string', default: '1' }, stereo: { type: 'boolean', default: false } },
});
const planes = Number(values.planes);
const FRAMES = 4;
const PACKETS = 24_000;
const BYTES = 8;
const context = { bytesPerFramePlane: BYTES, ...(values.stereo && { hasSpatialParameters: true }) };
const hello = {
  format: { sampleRateHz: 44_100, hopSamples: 2048, latentSize: 64 },
  framesPerPacket: FRAMES,
  planes,
  ...(values.stereo && { stereo: true }),
};
const entries = Array.from({ length: PACKETS }, (_, i) => {
  const firstFrame = i * FRAMES;
  const payload = new Uint8Array(planes * FRAMES * BYTES).fill(i);
  const message = encodePacket(
    {
      ...{ type: 'audio', epoch: 1, firstFrame, frames: FRAMES, encodedPlanes: planes, planes, payload },
      ...(values.stereo && { spatial: new Uint8Array(FRAMES) }),
    },
    context,
  );
  parsePacket(message, context);
  return { message, firstFrame, frames: FRAMES, planes };
});

/** A listener that takes each message, thinned, and does nothing with it. */
const listener = (framesPerMessage) => ({
  framesPerMessage,
  maxFramesPerMessage: undefined,
  offer: (message) => message.get(planes, values.stereo).bytes,
});
const cpuUs = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Microseconds of CPU for each packet of the source with listeners of these lengths. */
function passing(lengths) {
  return median(
    Array.from({ length: 5 }, () => {
      const groups = new PacketGroups(relayLimits(), (_listener, cause) => {
        throw cause;
      });
      groups.begin(hello, context);
      for (const length of lengths) groups.add(listener(length));
      const before = cpuUs();
      for (const entry of entries) groups.push(entry, 0);
      return (cpuUs() - before) / PACKETS;
    }),
  );
}

/** Microseconds of CPU for a write of a framed packet to one of many sockets. */
async function writing(bytes) {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const socket = connect(server.address().port, '127.0.0.1').setNoDelay(true);
      await once(socket, 'connect');
      return socket;
    }),
  );
  const frame = Buffer.alloc(bytes + 2);
  const costs = [];
  for (let round = 0; round < 5; round++) {
    const before = cpuUs();
    for (let i = 0; i < 50; i++) for (const socket of sockets) socket.write(frame);
    // What the readers cost is not counted: they run when the writes are done.
    costs.push((cpuUs() - before) / (50 * sockets.length));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const socket of sockets) socket.destroy();
  server.close();
  return median(costs);
}

passing([1, 12, 22]);
const asSent = passing([1]);
const writeUs = await writing(entries[0].message.length);
console.log(`one write to a listener: ${writeUs.toFixed(2)} µs`);
console.log('frames | µs a packet of the source | × one write');
for (const length of [12, 22, 44, 128]) {
  const us = Math.max(0, passing([1, length]) - asSent);
  console.log(`${String(length).padStart(6)} | ${us.toFixed(2).padStart(25)} | ${(us / writeUs).toFixed(3)}`);
}
