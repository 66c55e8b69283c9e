/**
 * A cluster of relays as discrete events, seeded: `node bench/cluster-simulation.mjs [--nodes 1000] [--channels 10000]
 * [--listeners 1000000] [--failures 20] [--crowd 200000] [--seed 1] [--door balancer] [--join-ms 0] [--cores 0]
 * [--notice-ms 15] [--handshake-ms 20] [--claim-ms 30] [--first-retry-ms 250] [--retry-spread 1]
 * [--fail any]`. Of docs/scale.md: what nodes need to know
 * of each other, copies of channels that cross, the load of nodes after failures and in a flash crowd, how long listeners wait.
 *
 * Assumed, and stated in docs/scale.md: listeners choose channels by Zipf's law (exponent 1), nodes as `choosePlace` does by
 * counts that are a second old; a node that fails is missed by its listeners after `notice-ms` and by the others after 4 s;
 * each lets 1000 connections a second in, 100 at once, the rest waits (`maxJoinsPerSecond`); a connection takes
 * `join-ms` of its node's core, or of `cores` that all nodes share. With the door `balancer` a try goes to any node that is
 * not yet known to have gone, with `others` to one that has not failed; listeners try again after `first-retry-ms`, doubling
 * to 10 s. With `--fail source` the
 * node that fails is that of the first channel's source. Each source is at a node, comes in as listeners do, and has the channel after `claim-ms`.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/random.js';
import { choosePlace } from '../dist/relay/cluster/placement.js';

const NODE_CAPACITY = 10_000;
const JOINS_PER_SECOND = 1000;
const GONE_S = 4;
const REPORT_S = 1;
const BURST = 100;
const MAX_RETRY_S = 10;
const MESSAGE_S = 0.186;

const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries({
      nodes: 1000,
      channels: 10_000,
      listeners: 1_000_000,
      failures: 20,
      crowd: 200_000,
      seed: 1,
      door: 'balancer',
      'join-ms': 0,
      cores: 0,
      'notice-ms': 15,
      'handshake-ms': 20,
      'claim-ms': 30,
      'first-retry-ms': 250,
      'retry-spread': 1,
      fail: 'any',
    }).map(([name, value]) => [name, { type: 'string', default: String(value) }]),
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
const secondsOf = (key) => Number(values[key]) / 1000;
const [joinS, noticeS, handshakeS, claimS, firstRetryS] = [
  'join-ms',
  'notice-ms',
  'handshake-ms',
  'claim-ms',
  'first-retry-ms',
].map(secondsOf);
/** When each of the cores that nodes share is free; none: each node has its own. */
const coresFreeAtS = new Float64Array(Number(values.cores));

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
  /** When the next connection may come in, by `maxJoinsPerSecond`, and when its core is free. */
  tokensAtS: Number.NEGATIVE_INFINITY,
  freeAtS: 0,
  /** Channels whose source it has. */
  sources: new Set(),
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

for (let i = 0; i < channels; i++) relays[i % nodes].sources.add(i);
const waitsS = { start: [], failure: [], crowd: [], source: [] };
/** Until sound, of listeners whose node or whose source's node has failed, each with the number of those who wait as long. */
const soundS = [];
/** When the source of a channel is back, by channel; and what its listeners at the other nodes were then. */
const backAtS = new Map();
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

/** When a connection that comes now has come in: in its turn, and when a core has done its work. */
function joinedAt(target) {
  const turnS = Math.max(nowS, target.tokensAtS);
  // A bucket of BURST, filled at JOINS_PER_SECOND.
  target.tokensAtS = Math.max(target.tokensAtS, nowS - BURST / JOINS_PER_SECOND) + 1 / JOINS_PER_SECOND;
  if (coresFreeAtS.length === 0) {
    target.freeAtS = Math.max(turnS, target.freeAtS) + joinS;
    return target.freeAtS + handshakeS;
  }
  let core = 0;
  for (let i = 1; i < coresFreeAtS.length; i++) if (coresFreeAtS[i] < coresFreeAtS[core]) core = i;
  coresFreeAtS[core] = Math.max(turnS, coresFreeAtS[core]) + joinS;
  return coresFreeAtS[core] + handshakeS;
}

function connect(listener) {
  // A balancer in front names nodes that it has not yet found to be gone, too.
  let target = listener.next ?? view[Math.floor(random() * view.length)].relay;
  while (values.door === 'others' && !target.isAlive) target = view[Math.floor(random() * view.length)].relay;
  listener.next = null;
  if (!target.isAlive) {
    failedAttempts++;
    listener.retryS = Math.min(MAX_RETRY_S, 2 * listener.retryS);
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
  events.push(joinedAt(target), () => {
    if (!target.isAlive) return void begin(listener, listener.why === 'source' ? 'source' : 'failure', listener.sinceS);
    waitsS[listener.why].push(nowS - listener.sinceS);
    if (listener.why === 'source') {
      target.sources.add(listener.channel);
      events.push(nowS + claimS, () => listener.onBack(nowS));
      return;
    }
    if (listener.why === 'failure') {
      // Sound comes with the first message behind those that were missed, where the source is there.
      const { sinceS, phaseS } = listener;
      const sound = (backS) => soundS.push([Math.max(nowS, backS) - sinceS + phaseS, 1]);
      const backS = backAtS.get(listener.channel);
      if (typeof backS === 'object') backS.push(sound);
      else sound(backS ?? 0);
    }
    target.served.set(listener.channel, (target.served.get(listener.channel) ?? 0) + 1);
    target.listeners ??= new Set();
    target.listeners.add(listener);
  });
}

function begin(listener, why, sinceS = nowS) {
  Object.assign(listener, { why, sinceS, retryS: firstRetryS, next: null });
  connect(listener);
}

function fail(relay) {
  const failedAtS = nowS;
  const spread = Number(values['retry-spread']);
  const retryAtS = () => nowS + noticeS + firstRetryS * (1 - spread * random());
  // Since the last message before the failure.
  const phaseS = MESSAGE_S * random();
  relay.isAlive = false;
  events.push(nowS + GONE_S, () => {
    relay.isKnownGone = true;
  });
  const left = relay.listeners ?? new Set();
  relay.listeners = new Set();
  relay.served.clear();
  relay.connections = 0;
  // A source finds as many listeners in front of it as are let in at once, or half of all.
  const ordered = [...left];
  const ahead = Math.min(BURST, ordered.length >> 1);
  const comeBack = (listener) =>
    events.push(retryAtS(), () => begin(Object.assign(listener, { phaseS }), 'failure', failedAtS));
  for (const listener of ordered.slice(0, ahead)) comeBack(listener);
  for (const channel of relay.sources) {
    const elsewhere = relays.reduce((sum, { isAlive, served }) => sum + (isAlive ? (served.get(channel) ?? 0) : 0), 0);
    backAtS.set(channel, []);
    const onBack = (atS) => {
      const waiting = backAtS.get(channel);
      backAtS.set(channel, atS);
      for (const sound of waiting) sound(atS);
      if (elsewhere > 0) soundS.push([atS - failedAtS + phaseS, elsewhere]);
    };
    events.push(retryAtS(), () => begin({ channel, onBack }, 'source', failedAtS));
  }
  relay.sources.clear();
  for (const listener of ordered.slice(ahead)) comeBack(listener);
}

report();
const endS = 120;
for (let at = REPORT_S; at <= endS; at += REPORT_S) events.push(at, report);
for (let i = 0; i < listeners; i++)
  events.push((30 * i) / listeners, () => begin({ channel: chooseChannel() }, 'start'));
for (let i = 0; i < failures; i++)
  events.push(50 + (20 * i) / failures, () => {
    const alive = relays.filter(({ isAlive }) => isAlive);
    const chosen = alive[Math.floor(random() * alive.length)];
    fail((values.fail === 'source' && alive.find(({ sources }) => sources.has(0))) || chosen);
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
/** Deciles, each as often as it counts. */
const deciles = (list) => {
  const sorted = list.sort(([x], [y]) => x - y);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  let [at, seen] = [0, 0];
  return Array.from({ length: 11 }, (_, i) => {
    while (at < sorted.length - 1 && seen + sorted[at][1] < (i / 10) * all) seen += sorted[at++][1];
    return sorted.length === 0 ? null : Math.round(1000 * sorted[at][0]);
  });
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
  `${JSON.stringify({ nodes, channels, listeners, failures, crowd, seed, connected, copiesOfChannels: copies, copiesPerNode: Math.round(copies / (nodes - failures)), maxConnections, redirects, failedAttempts, untilConnected: report2, connectedDecilesMs: deciles(waitsS.failure.map((s) => [s, 1])), soundDecilesMs: deciles(soundS) }, null, 2)}\n`,
);
