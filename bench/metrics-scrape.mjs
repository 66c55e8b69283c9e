// What a scrape of /metrics costs a relay, with 10 and with 10,000 listeners: `npm run build && node bench/metrics-scrape.mjs`
import { performance } from 'node:perf_hooks';
import { encodePacket } from '../dist/core/wire/packet.js';
import { createRelayMetrics } from '../dist/node/relay/operations/metrics.js';
import { Relay } from '../dist/relay/relay.js';
import { createMemoryPair } from '../dist/transports/memory.js';

const SCRAPES = 50;
const clock = { nowMs: () => performance.now(), schedule: () => () => {} };
const hello = encodePacket(
  { type: 'hello', body: { role: 'listener', planes: 2, burstMs: 0 } },
  { bytesPerFramePlane: 8 },
);

async function scrapeMs(listeners) {
  const limits = { maxConnections: listeners + 10, maxListenersPerChannel: listeners };
  const relay = new Relay({ clock, limits });
  for (let i = 0; i < listeners; i++) {
    let deliver = () => {};
    const connection = {
      ...createMemoryPair({ clock })[1],
      state: 'open',
      guarantees: { isOrdered: true, isReliable: true, isDuplicateFree: true },
      bufferedBytes: 0,
      counters: {
        sentMessages: i,
        sentBytes: i,
        receivedMessages: 1,
        receivedBytes: 9,
        sentWireBytes: i,
        receivedWireBytes: 51,
      },
      send: () => true,
      setHandlers: (handlers) => {
        deliver = handlers.onMessage;
      },
      close() {},
    };
    relay.accept(connection, `channel-${i % 100}`);
    deliver(hello);
  }
  const source = {
    totals: () => relay.totals(),
    channels: () => relay.stats().channels,
    load: () => relay.stats().load,
    isReady: () => true,
  };
  const metrics = await createRelayMetrics(source, 'bench');
  const times = [];
  let bytes = 0;
  for (let i = 0; i < SCRAPES; i++) {
    const startedMs = performance.now();
    bytes = (await metrics.text()).length;
    times.push(performance.now() - startedMs);
  }
  const { listener } = relay.totals().connections;
  if (listener !== listeners) throw new Error(`${listeners} listeners must have joined, got ${listener}`);
  metrics.close();
  relay.close();
  const [first, ...rest] = times;
  rest.sort((a, b) => a - b);
  return { listeners, first, median: rest[SCRAPES / 2], most: rest.at(-1), bytes };
}

const few = await scrapeMs(10);
const many = await scrapeMs(10_000);
for (const { listeners, first, median, most, bytes } of [few, many])
  console.log(
    `${listeners} listeners: ${median.toFixed(2)} ms a scrape, at most ${most.toFixed(2)} ms, the first ${first.toFixed(2)} ms, ${bytes} bytes`,
  );
console.log(`10,000 cost ${(many.median / few.median).toFixed(1)} × as much as 10`);
