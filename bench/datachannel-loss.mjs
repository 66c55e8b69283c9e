/**
 * What of a stream's messages arrives through a real data channel (node-datachannel) whose datagrams are lost at random:
 *
 *     npm run build && node bench/datachannel-loss.mjs [--seconds 20]
 *
 * Two peers on the loopback know each other by the addresses of two forwarding sockets alone, which delay each datagram by
 * 40 ms and lose their share, both ways, the set-up's too. Sends 150 bytes every 186 ms, as `send --preset live` with
 * repeats does. Prints the time of the set-up, the share of messages that arrive, their delay, and the bytes on the wire
 * that a message costs beside its own, acknowledgements in both directions counted.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { openNodePeer } from '../dist/node/peer/node-peer.js';
import { randomLoss } from '../dist/transports/loss-model.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
const EVERY_MS = 186;
const MESSAGE_BYTES = 150;
const DELAY_MS = 40;
const UDP_IP_BYTES = 28;

/** Two sockets: what reaches one leaves by the other. */
async function path(share, seed) {
  const isLost = randomLoss(share, seed);
  const ends = [createSocket('udp4'), createSocket('udp4')];
  for (const end of ends) {
    end.bind(0, '127.0.0.1');
    await once(end, 'listening');
  }
  /** Port of the peer behind each end. */
  const peers = [0, 0];
  const counts = { bytes: 0, datagrams: 0 };
  ends.forEach((end, side) => {
    end.on('message', (data, { port }) => {
      peers[side] = port;
      counts.bytes += data.length + UDP_IP_BYTES;
      counts.datagrams++;
      if (!isLost() && peers[1 - side])
        setTimeout(() => ends[1 - side].send(data, peers[1 - side], '127.0.0.1', () => {}), DELAY_MS);
    });
  });
  return {
    ends,
    peers,
    counts,
    close: () => {
      for (const end of ends) end.close();
    },
  };
}

for (const share of [0, 0.05, 0.1, 0.2, 0.4]) {
  const between = await path(share, 3);
  const links = [];
  /** The other peer's candidates stand for the forwarding socket on this peer's side. */
  const deliver = (to) => (signal) => {
    if (signal.type !== 'candidate') return links[to].signal(signal);
    const parts = signal.candidate.split(' ');
    between.peers[1 - to] ||= Number(parts[5]);
    parts[5] = String(between.ends[to].address().port);
    links[to].signal({ ...signal, candidate: parts.join(' ') });
  };
  const begun = performance.now();
  const place = { bindAddress: '127.0.0.1' };
  const settings = { connectTimeoutMs: 60_000, onClose: ({ error }) => error && console.log(String(error)) };
  links[1] = await openNodePeer({ ...settings, role: 'answerer', onSignal: (signal) => deliver(0)(signal) }, place);
  links[0] = await openNodePeer(
    { ...settings, role: 'offerer', onSignal: (signal) => queueMicrotask(() => deliver(1)(signal)) },
    place,
  );
  const [a, b] = await Promise.all(links.map((link) => link.ready)).catch(() => []);
  const setUpMs = Math.round(performance.now() - begun);
  if (!a) {
    console.log(JSON.stringify({ share, setUpMs, connected: false }));
    between.close();
    continue;
  }
  const delays = [];
  b.media.setHandlers({
    onMessage: (message) =>
      delays.push(performance.now() - new DataView(message.buffer, message.byteOffset).getFloat64(0)),
  });
  between.counts.bytes = between.counts.datagrams = 0;
  const count = Math.round((Number(values.seconds) * 1000) / EVERY_MS);
  for (let i = 0; i < count; i++) {
    const message = new Uint8Array(MESSAGE_BYTES);
    new DataView(message.buffer).setFloat64(0, performance.now());
    a.media.send(message);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  delays.sort((x, y) => x - y);
  const at = (q) => Math.round(delays[Math.min(delays.length - 1, Math.floor(q * delays.length))] ?? Number.NaN);
  console.log(
    JSON.stringify({
      share,
      setUpMs,
      arrived: delays.length / count,
      dropped: a.media.counters.droppedMessages,
      medianMs: at(0.5),
      p95Ms: at(0.95),
      overheadBytes: Math.round(between.counts.bytes / count - MESSAGE_BYTES),
    }),
  );
  for (const link of links) link.close();
  await new Promise((resolve) => setTimeout(resolve, 400));
  between.close();
}
