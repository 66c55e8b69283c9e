import { CodecError } from '../../../src/core/errors.js';
import { encodePacket } from '../../../src/core/wire/packet.js';
import type { BanList } from '../../../src/node/relay/access/ban-list.js';
import { shareBans } from '../../../src/node/relay/cluster/ban-sharing.js';
import { parseRecord } from '../../../src/node/relay/cluster/channel-record.js';
import { ClusterNode } from '../../../src/node/relay/cluster/cluster-node.js';
import { NatsFeed } from '../../../src/node/relay/cluster/nats-feed.js';
import { Presence } from '../../../src/node/relay/cluster/presence.js';
import { parsePresence } from '../../../src/node/relay/cluster/presence-message.js';
import { decodeRecall, encodeRecall } from '../../../src/node/relay/cluster/recall-answer.js';
import type { ClusterBus } from '../../../src/ports/cluster-bus.js';
import { encodeControlFrame, encodeMessageFrame } from '../../../src/relay/cluster/bus-frames.js';
import { DemandShare } from '../../../src/relay/cluster/demand-share.js';
import { StateCopy } from '../../../src/relay/cluster/state-copy.js';
import { Relay } from '../../../src/relay/relay.js';
import { FakeClock } from '../../support/fake-clock.js';
import { audioPacket } from '../../support/peers.js';
import { bytesOf, type FuzzTarget, mustHold } from './fuzz-target.js';

/** Prefixes of what nodes keep for each other; the first byte of an input chooses one, or it is a message. */
const FIRST_PREFIX = 16;
const PREFIXES = ['counts.', 'report.', 'node/', 'demand/main/', 'operator.', 'ban/', 'lifted/', 'relay-id'];

const state = new StateCopy(() => {});
let ask: (body: string, from: string) => string | Promise<string> = () => '';
const bus: ClusterBus = {
  node: 'own',
  isConnected: true,
  state,
  claim: () => Promise.reject(new CodecError('CHANNEL_BUSY', 'taken')),
  subscribe: () => () => {},
  recall: () => Promise.resolve({ messages: [], term: 0, isHeld: false, owner: '' }),
  nodes: () => ['own', 'other'],
  watchNodes: () => () => {},
  request: () => Promise.resolve([]),
  onRequest: (handler) => {
    ask = handler;
  },
  close: () => {},
};
const clock = new FakeClock();
const relay = new Relay({ clock, random: () => 0.5, bus, limits: { maxChannels: 4 } });
const bans: Pick<BanList, 'list' | 'onChange' | 'replicate'> = {
  list: () => [],
  onChange: () => () => {},
  replicate: () => {},
};
const access = { bans: bans as BanList, onBansReplaced: () => () => {} };

const json = (body: object): Uint8Array => bytesOf(JSON.stringify(body));
const kept = (prefix: string, body: object): Uint8Array =>
  Uint8Array.of(FIRST_PREFIX + PREFIXES.indexOf(prefix), ...json(body));
const identity = { node: 'other', session: 's', startedMs: 5 };
const claim = {
  term: 3,
  node: 'other',
  session: 's',
  isHeld: true,
  isResumed: false,
  isSameSource: false,
  isLost: false,
  hasEnded: false,
  epoch: 1,
  owner: 'o',
  reservedMs: 0,
  next: 0,
};
const frame = encodeMessageFrame('main', {
  bytes: encodePacket(audioPacket(7), { bytesPerFramePlane: 8 }),
  firstFrame: 7,
  frames: 4,
  term: 3,
  number: 1,
});

/** Any bytes as what another node of a cluster sends, states of itself or keeps for all. */
export const target: FuzzTarget = {
  seeds: () => [
    json({ kind: 'join', version: 0, ...identity }),
    json({ kind: 'up', version: 4, ...identity }),
    json({ kind: 'key', version: 1, key: 'counts.other', value: '{}', ...identity }),
    json({ kind: 'keys', version: 2, entries: [['counts.other', '{}']], ...identity }),
    json({ kind: 'keys-part', version: 2, part: 0, parts: 2, entries: [['counts.other', '{}']], ...identity }),
    json({ kind: 'taken', ...identity, node: 'own' }),
    json(claim),
    json({ term: 3, streamTerm: 2, frames: ['AAAA'] }),
    json({ contest: 'main' }),
    json({ report: null }),
    frame,
    encodeControlFrame({ kind: 'head', channel: 'main', term: 3, next: 9 }),
    encodeControlFrame({ kind: 'released', channel: 'main', term: 3, next: 9, isReplaced: false }),
    encodeControlFrame({ kind: 'request', id: 1, from: 'other', to: null, body: '{}' }),
    encodeRecall({ term: 3, isHeld: true, owner: 'o' }, [frame]),
    kept('counts.', { connections: 3, listeners: { main: 2 }, sources: ['main'] }),
    kept('report.', { stats: relay.stats(), sources: ['main'] }),
    kept('node/', { url: 'ws://other', maxConnections: 10, isDraining: false }),
    kept('demand/main/', { isWanted: true, part: 'ready' }),
    kept('operator.', { isMuted: true, metadata: { title: 'x' } }),
    kept('ban/', { kind: 'address', value: '192.0.2.1', createdAt: '2030-01-01T00:00:00Z', expiresAt: null }),
  ],
  words: ['"kind"', '"term"', '"version"', '"entries"', '"listeners"', '"stats"', '__proto__', '1e400', '-1', 'null'],
  maxBytes: 2048,
  suiteRuns: 60,
  run: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const prefix = PREFIXES[(bytes[0] ?? 0) - FIRST_PREFIX];
    // What is kept for all is read by a relay that joins, which takes longer than the rest.
    if (prefix !== undefined) return readState(prefix, text.slice(1));
    readFromNats(bytes);
    readRequest(text);
  },
};

function readFromNats(bytes: Uint8Array): void {
  let missing = 0;
  const feed = new NatsFeed({ onMessage: () => {}, onGap: () => void missing++, onReleased: () => {} }, () => {});
  feed.receive(bytes, 2);
  feed.receive(frame, 0);
  mustHold(missing <= 2, 'a message leads to one gap at most');
  const answer = decodeRecall(bytes);
  if (answer) mustHold(Number.isSafeInteger(answer.head.term), 'an answer has a term');
  const record = parseRecord(bytes);
  if (record) mustHold(Number.isSafeInteger(record.term), 'a record has a term');
  const message = parsePresence(bytes);
  if (!message) return;
  const presence = new Presence({
    own: () => ({ node: 'own', session: 'o', startedMs: 1 }),
    send: () => {},
    nowMs: () => 0,
    goneMs: 1000,
    onKey: (key, value) => {
      mustHold(typeof key === 'string' && (value === null || typeof value === 'string'), 'keys and values are texts');
    },
    onNodes: () => {},
    onLost: () => {},
    isAdmitted: () => true,
    onTaken: () => {},
  });
  presence.receive(message);
  presence.receive({ kind: 'up', version: 1, ...identity });
  presence.receive(message);
  presence.tick();
  mustHold(presence.nodes().includes('own') && presence.nodes().length <= 3, 'nodes have names');
}

function readRequest(text: string): void {
  // What it throws or rejects with is told to the node that has asked.
  void (async () => ask(text, 'other'))().catch(() => {});
}

function readState(prefix: string, text: string): void {
  const key = prefix + (prefix === 'operator.' ? 'main' : 'other');
  // As a node that is there hears of it, and as one that comes finds it.
  state.apply(key, text);
  const relays = [relay, new Relay({ clock, random: () => 0.5, bus, limits: { maxChannels: 4 } })];
  for (const { cluster } of relays) {
    const stats = cluster!.stats();
    mustHold(Number.isFinite(stats.connections) && Number.isFinite(stats.load.joining), 'sums are numbers');
    for (const { channel, listeners } of stats.channels)
      mustHold(typeof channel === 'string' && Number.isFinite(listeners), 'channels have names and listeners');
    mustHold(Number.isFinite(cluster!.otherConnections) && cluster!.otherSources('main') >= 0, 'so are counts');
  }
  const node = new ClusterNode(bus, { node: 'own', nats: { servers: ['nats://127.0.0.1'] } });
  node.attach(relays[1]!);
  mustHold(node.nodes().length === 2, 'both nodes are listed');
  node.place();
  node.elsewhere('main');
  const share = new DemandShare(bus, 'main', () => false);
  mustHold(typeof share.isOurs(true) === 'boolean' && typeof share.mustYield === 'boolean', 'one node fetches');
  share.close();
  shareBans(access, state, () => 1.9e12)();
  node.close();
  relays[1]!.close();
  for (const [each] of state.entries('')) state.apply(each, null);
}
