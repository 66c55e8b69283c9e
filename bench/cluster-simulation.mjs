/**
 * A cluster of relays as discrete events, seeded: `node bench/cluster-simulation.mjs [--nodes 1000] [--channels 10000]
 * [--listeners 1000000] [--failures 20] [--crowd 200000] [--seed 1]`. Of docs/scale.md: what nodes need to know of each
 * other, copies of channels that cross, the load of nodes after failures and in a flash crowd, how long listeners wait.
 *
 * Assumed, and stated in docs/scale.md: listeners choose channels by Zipf's law (exponent 1), nodes as `choosePlace` does by
 * counts that are a second old; a node that fails is missed by its listeners at once and by the others after 4 s; each
 * lets 1000 connections a second in, the rest waits (`maxJoinsPerSecond`); listeners try again after .25 s, doubling to 10 s.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/random.js';
import { choosePlace } from '../dist/relay/cluster/placement.js';

const NODE_CAPACITY = 10_000;
const JOINS_PER_SECOND = 1000;
const GONE_S = 4;
const REPORT_S = 1;
const RETRY_S = [0.25, 10];

const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries({ nodes: 1000, channels: 10_000, listeners: 1_000_000, failures: 20, crowd: 200_000, seed: 1 }).map(
      ([name, value]) => [name, { type: 'string', default: String(value) }],
    ),
  ),
});
const [nodes, channels, listeners, failures, crowd, seed] = [
  'nodes',
  'channels',
  'listeners',
  'failures',
  'crowd',
  'seed',
].map((key) => Number(values[key]));
const random = seededRandom(seed);

/** Events in the order of their time; those of one time in the order in which they were added. */
class Events {
  #heap = [];
  #added = 0;
  push(at, run) {
    const heap = this.#heap;
    heap.push({ at, order: this.#added++, run });
    for (let i = heap.length - 1; i > 0; ) {
      const up = (i - 1) >> 1;
      if (!before(heap[i], heap[up])) break;
      [heap[i], heap[up]] = [heap[up], heap[i]];
      i = up;
    }
  }
  pop() {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length > 0) {
      heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const down of [2 * i + 1, 2 * i + 2])
          if (down < heap.length && before(heap[down], heap[least])) least = down;
        if (least === i) break;
        [heap[i], heap[least]] = [heap[least], heap[i]];
        i = least;
      }
    }
    return first;
  }
}
const before = (a, b) => a.at < b.at || (a.at === b.at && a.order < b.order);

const events = new Events();
let nowS = 0;
const relays = Array.from({ length: nodes }, (_, i) => ({
  node: `n${i}`,
  isAlive: true,
  isKnownGone: false,
  connections: 0,
  reported: 0,
  freeAtS: 0,
  /** Listeners by channel. */
  served: new Map(),
}));
// Zipf: cumulative weights.
const weights = Float64Array.from({ length: channels }, (_, i) => 1 / (i + 1));
for (let i = 1; i < channels; i++) weights[i] += weights[i - 1];
const chooseChannel = () => {
  const at = random() * weights[channels - 1];
  let [low, high] = [0, channels - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weights[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

const waitsS = { start: [], failure: [], crowd: [] };
let redirects = 0;
let failedAttempts = 0;
let maxConnections = 0;

/** As all nodes know it, at most a second old; made anew with each report. */
let view = [];
const report = () => {
  for (const relay of relays) if (relay.isAlive) relay.reported = relay.connections;
  view = relays
    .filter(({ isKnownGone }) => !isKnownGone)
    .map((relay) => ({
      node: relay.node,
      url: 'ws://',
      connections: relay.reported,
      maxConnections: NODE_CAPACITY,
      isFull: false,
      isDraining: false,
      relay,
    }));
};

function connect(listener) {
  // A balancer in front names nodes that it has not yet found to be gone, too.
  const target = listener.next ?? view[Math.floor(random() * view.length)].relay;
  listener.next = null;
  if (!target.isAlive) {
    failedAttempts++;
    listener.retryS = Math.min(RETRY_S[1], 2 * listener.retryS);
    events.push(nowS + listener.retryS * (0.5 + random() / 2), () => connect(listener));
    return;
  }
  if (target.connections >= NODE_CAPACITY) {
    redirects++;
    // Fewer candidates are enough, and do not take a thousand steps for each listener.
    const some = Array.from({ length: 16 }, () => view[Math.floor(random() * view.length)]);
    listener.next = choosePlace(some, random())?.relay ?? null;
    events.push(nowS + (listener.next ? 0.05 : listener.retryS), () => connect(listener));
    return;
  }
  target.connections++;
  maxConnections = Math.max(maxConnections, target.connections);
  target.freeAtS = Math.max(nowS, target.freeAtS) + 1 / JOINS_PER_SECOND;
  events.push(target.freeAtS, () => {
    if (!target.isAlive) return void begin(listener, 'failure', listener.sinceS);
    waitsS[listener.why].push(nowS - listener.sinceS);
    target.served.set(listener.channel, (target.served.get(listener.channel) ?? 0) + 1);
    target.listeners ??= new Set();
    target.listeners.add(listener);
  });
}

function begin(listener, why, sinceS = nowS) {
  Object.assign(listener, { why, sinceS, retryS: RETRY_S[0], next: null });
  connect(listener);
}

function fail(relay) {
  relay.isAlive = false;
  events.push(nowS + GONE_S, () => {
    relay.isKnownGone = true;
  });
  const left = relay.listeners ?? new Set();
  relay.listeners = new Set();
  relay.served.clear();
  relay.connections = 0;
  for (const listener of left) begin(listener, 'failure');
}

report();
const endS = 120;
for (let at = REPORT_S; at <= endS; at += REPORT_S) events.push(at, report);
for (let i = 0; i < listeners; i++)
  events.push((30 * i) / listeners, () => begin({ channel: chooseChannel() }, 'start'));
for (let i = 0; i < failures; i++)
  events.push(50 + (20 * i) / failures, () => {
    const alive = relays.filter(({ isAlive }) => isAlive);
    fail(alive[Math.floor(random() * alive.length)]);
  });
for (let i = 0; i < crowd; i++) events.push(90 + (5 * i) / crowd, () => begin({ channel: 0 }, 'crowd'));
events.push(endS, () => {});
for (let event = events.pop(); event; event = events.pop()) {
  nowS = event.at;
  event.run();
  if (nowS >= endS) break;
}

const share = (list, q) => {
  const sorted = Float64Array.from(list).sort();
  return sorted.length === 0
    ? null
    : Math.round(1000 * sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]) / 1000;
};
const copies = relays.reduce((sum, { served }) => sum + served.size, 0);
const report2 = Object.fromEntries(
  Object.entries(waitsS).map(([why, list]) => [
    why,
    { count: list.length, medianS: share(list, 0.5), p99S: share(list, 0.99), maxS: share(list, 1) },
  ]),
);
const connected = relays.reduce((sum, { connections }) => sum + connections, 0);
process.stdout.write(
  `${JSON.stringify({ nodes, channels, listeners, failures, crowd, seed, connected, copiesOfChannels: copies, copiesPerNode: Math.round(copies / (nodes - failures)), maxConnections, redirects, failedAttempts, untilSound: report2 }, null, 2)}\n`,
);
