import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeRoomJson, parseRoomMessage, type RoomNotice } from '../../../src/core/wire/room-message.js';
import type { SessionCrypto } from '../../../src/ports/session-crypto.js';
import type { PlayState } from '../../../src/session/control/play-state.js';
import { SessionControl } from '../../../src/session/control/session-control.js';
import { newHostKey, newSecret } from '../../../src/session/crypto/host-key.js';
import { PairChannel } from '../../../src/session/crypto/pair-channel.js';
import { deriveSessionKeys, type SessionKeys } from '../../../src/session/crypto/session-secret.js';
import { parseSessionLink } from '../../../src/session/session-link.js';
import type { SessionNode } from '../../../src/session/session-node.js';
import { FakeClock } from '../../support/fake-clock.js';
import { syncSessionCrypto } from '../../support/node-session-crypto.js';
import { meet, SimulatedNetwork } from '../../support/simulated-session.js';

const SEED = Number(process.env.SEED ?? 5);
const RELAYED = { latencyMs: 10, seed: SEED, canReach: () => false } as const;

/** Text that a node gets as music. */
function listen(node: SessionNode): string[] {
  const heard: string[] = [];
  node.broadcast(0).onMessage((message) => heard.push(Buffer.from(message).toString()));
  return heard;
}

async function say(network: SimulatedNetwork, node: SessionNode, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    node.broadcast(0).send(Buffer.from(text));
    await network.advance(100);
  }
}

const noticeOf = (message: Uint8Array): RoomNotice | null => {
  const parsed = message[0] === 0x17 ? null : parseRoomMessage(message);
  return parsed?.type === 'json' ? (parsed.body as unknown as RoomNotice) : null;
};

/** Each is a sentence of docs/security.md. */
const SENTENCES: Record<string, () => Promise<void>> = {
  'A relay learns when peers come and go, their addresses and how much they send; it sees no name, no key, no description of a direct connection, and no sound.':
    async () => {
      const network = new SimulatedNetwork({ latencyMs: 10, seed: SEED });
      const [host, peer] = (await meet(network, 'Annabella', 'Benedikta')) as [SessionNode, SessionNode];
      const heard = listen(peer);
      await say(network, host, 'known sound over a path');
      network.cut('Annabella', 'Benedikta');
      await network.advance(2_000);
      host.sendControlToAll({ type: 'chat', text: 'known control' });
      await say(network, host, 'known sound over the relay');
      expect(heard).toEqual(['known sound over a path', 'known sound over the relay']);
      const seen = Buffer.concat(network.relayed);
      expect(seen.includes('"type":"signal"') && seen.includes(host.ownId)).toBe(true);
      const key = Buffer.from(network.secret);
      for (const secret of ['known', 'Annabella', 'Benedikta', 'offer', key, key.toString('base64url')])
        expect(seen.includes(secret), String(secret)).toBe(false);
    },
  'A relay cannot change, repeat or invent what peers send each other: it is refused and counted, and nothing of it is heard.':
    async () => {
      const network = new SimulatedNetwork(RELAYED);
      const [host, peer] = (await meet(network, 'Anna', 'Ben')) as [SessionNode, SessionNode];
      const heard = listen(peer);
      const control: unknown[] = [];
      peer.onControl('chat', ({ text }) => control.push(text));
      const kept: Uint8Array[] = [];
      let bit = 0;
      await say(network, host, 'true');
      heard.length = 0;
      network.tamper = (message, toPeer) => {
        if (!toPeer || message[0] !== 2) return message;
        const changed = message.slice();
        changed[2 + (bit++ % (message.length - 2))]! ^= 1 << (bit % 8);
        kept.push(changed);
        return changed;
      };
      await say(network, host, ...Array.from({ length: 60 }, (_, i) => `changed ${i}`));
      host.sendControlToAll({ type: 'chat', text: 'changed' });
      await network.advance(100);
      expect([heard, control]).toEqual([[], []]);
      network.tamper = (message) => message;
      const from = network.relayed.length;
      // The control message comes again by itself, once.
      await say(network, host, 'true', ...Array.from({ length: 30 }, () => 'x'));
      expect(heard.filter((text) => text !== 'x')).toEqual(['true']);
      expect(control).toEqual(['changed']);
      const { refused } = peer;
      expect(
        refused.tampered + refused.malformed + refused.foreign + refused.unknownKey + refused.replayed,
      ).toBeGreaterThan(55);
      const before = { heard: heard.length, refused: Object.values(peer.refused).reduce((a, b) => a + b) };
      const one = peer.peers.get(host.ownId)!;
      for (const message of [...kept, ...network.relayed.slice(from).filter((frame) => frame[0] === 2)])
        one.receive(message.slice(2), false);
      one.receive(Uint8Array.of(0xf0, 0, 9, 9, 0, 65), false);
      one.receive(Uint8Array.of(0xf8, 0, 65), false);
      await network.advance(100);
      expect([heard.length, control.length]).toEqual([before.heard, 1]);
      expect(Object.values(peer.refused).reduce((a, b) => a + b)).toBeGreaterThan(before.refused + 60);
    },
  'A relay cannot stand between two peers: the descriptions of their direct connections, with the fingerprints of their certificates, are sealed between the two, and what was exchanged is refused.':
    async () => {
      const network = new SimulatedNetwork({ latencyMs: 10, seed: SEED });
      const kept: Uint8Array[] = [];
      network.tamper = (message, toPeer) => {
        const notice = toPeer ? noticeOf(message) : null;
        if (notice?.type !== 'signal') return message;
        kept.push(message);
        // Another description in place of the peer's: one of another pair, or a changed one.
        const first = noticeOf(kept[0]!) as RoomNotice & { type: 'signal' };
        const data = kept.length % 2 ? `${notice.data.slice(0, -2)}AA` : first.data;
        return encodeRoomJson({ ...notice, data } as never);
      };
      const nodes = await meet(network, 'Anna', 'Ben', 'Cleo');
      await network.advance(60_000);
      expect(kept.length).toBeGreaterThan(2);
      expect(network.paths).toEqual([]);
      expect(nodes.reduce((sum, { refused }) => sum + refused.tampered, 0)).toBeGreaterThan(1);
      const heard = listen(nodes[1]!);
      await say(network, nodes[0]!, 'over the relay');
      expect(heard).toEqual(['over the relay']);
    },
  'A relay cannot put a peer of its own into a session, nor show one peer as another: it lacks the secret in the link.':
    async () => {
      const network = new SimulatedNetwork(RELAYED);
      const [host, peer] = (await meet(network, 'Anna', 'Ben')) as [SessionNode, SessionNode];
      const cards = network.relayed.map(noticeOf).filter((notice) => notice?.type === 'joined');
      const real = cards[0] as RoomNotice & { type: 'joined' };
      const own = syncSessionCrypto.randomBytes(200);
      const forged: RoomNotice[] = [
        { type: 'joined', seat: 7, peerId: 'relay', card: Buffer.from(own).toString('base64url') },
        { type: 'joined', seat: 8, peerId: 'someoneElse', card: real.card },
        { type: 'joined', seat: 9, peerId: real.peerId.split('').reverse().join(''), card: real.card },
        { type: 'card', seat: real.seat, card: Buffer.from(own).toString('base64url') },
      ];
      network.tamper = (message, toPeer) =>
        toPeer && message[0] === 2 && forged.length ? encodeRoomJson(forged.shift()!) : message;
      await say(network, host, 'a', 'b', 'c', 'd', 'e');
      expect([forged.length, host.peers.size, peer.peers.size]).toEqual([0, 1, 1]);
      expect(host.refused.identities + peer.refused.identities).toBe(4);
    },
  'A relay can delay or drop what crosses it, refuse peers and end their connections to it; sound over direct paths goes on.':
    async () => {
      const network = new SimulatedNetwork({ latencyMs: 10, seed: SEED });
      const [host, peer] = (await meet(network, 'Anna', 'Ben')) as [SessionNode, SessionNode];
      const heard = listen(peer);
      network.tamper = () => null;
      await say(network, host, 'one');
      network.stopRelay();
      await say(network, host, 'two');
      expect(heard).toEqual(['one', 'two']);
    },
  'Whoever lacks the link cannot join, and messages of another session are refused.': async () => {
    const network = new SimulatedNetwork(RELAYED);
    const [host, peer] = (await meet(network, 'Anna', 'Ben')) as [SessionNode, SessionNode];
    const heard = listen(peer);
    const wrong = await network.add('Eve', { link: { relayUrl: 'ws://relay.example/', secret: new Uint8Array(16) } });
    const ended: Error[] = [];
    wrong.on('ended', (error) => ended.push(error));
    await network.advance(100);
    expect(ended).toMatchObject([{ code: 'SESSION_NOT_FOUND' }]);
    const other = new SimulatedNetwork(RELAYED);
    const [stranger] = (await meet(other, 'Anna', 'Ben')) as [SessionNode];
    await say(other, stranger, 'foreign sound');
    const before = peer.refused.tampered + peer.refused.unknownKey;
    for (const message of other.relayed.filter((frame) => frame[0] === 2))
      peer.peers.get(host.ownId)!.receive(message.slice(2), false);
    await network.advance(3_000);
    await say(network, host, 'own sound');
    expect(heard).toEqual(['own sound']);
    expect(peer.refused.tampered + peer.refused.unknownKey).toBeGreaterThan(before);
  },
  'A peer that has left cannot read what is sent a second later or after that, even with the help of the relay: the others have new keys.':
    async () => {
      const network = new SimulatedNetwork(RELAYED);
      const [host, peer, gone] = (await meet(network, 'Anna', 'Ben', 'Gone')) as [
        SessionNode,
        SessionNode,
        SessionNode,
      ];
      const heard = listen(peer);
      await say(network, host, 'before');
      const keys = gone.peers.get(host.ownId)!;
      gone.close();
      await network.advance(1_500);
      const from = network.relayed.length;
      await say(network, host, 'after');
      const frames = network.relayed.slice(from).filter((frame) => frame[0] === 2 && frame[2]! < 0xf0);
      expect(frames.length).toBeGreaterThan(0);
      const { parseSframeHeader } = await import('../../../src/session/crypto/sframe-header.js');
      for (const frame of frames) {
        const message = frame.slice(2) as Uint8Array<ArrayBuffer>;
        expect(await keys.keys.open(message, parseSframeHeader(message)!, network.clock.nowMs())).toHaveProperty(
          'refusal',
        );
      }
      expect(heard).toEqual(['before', 'after']);
    },
  'A peer that has left can join again where it has the link, and everybody is told.': async () => {
    const network = new SimulatedNetwork(RELAYED);
    const [host, peer] = (await meet(network, 'Anna', 'Ben')) as [SessionNode, SessionNode];
    const told: string[] = [];
    host.on('left', (event) => told.push(`left ${event.peer.name}`));
    host.on('joined', ({ name }) => told.push(`joined ${name}`));
    peer.close();
    await network.advance(100);
    await network.add('Ben again', { isHost: false });
    await network.advance(200);
    expect(told).toEqual(['left Ben', 'joined Ben again']);
  },
  'Whom the host has removed cannot come back with the link that there was, nor read what is sent a second later or after that: the session has another link, which the host tells those alone who stay.':
    async () => {
      const network = new SimulatedNetwork(RELAYED);
      const [host, ben, dan] = (await meet(network, 'Anna', 'Ben', 'Dan')) as [SessionNode, SessionNode, SessionNode];
      const [atBen, atDan] = [listen(ben), listen(dan)];
      await say(network, host, 'to all');
      const before = host.link;
      // Dan does not learn of it, or does not care, and comes back to where the session was.
      const back = network.isolate('Dan');
      const renewed = host.renewLink({ without: [dan.ownId] });
      await network.advance(3_000);
      expect(await renewed).toBe(ben.link);
      back();
      const again = await network.add('Dan again', { link: parseSessionLink(before) });
      const atAgain = listen(again);
      await network.advance(2_000);
      await say(network, host, 'to those who stay');
      await say(network, ben, 'from Ben');
      expect([atBen, atDan, atAgain]).toEqual([['to all', 'to those who stay'], ['to all'], []]);
      expect([...host.peers.values(), ...ben.peers.values()].map(({ name }) => name)).toEqual(['Ben', 'Anna']);
      const wire = Buffer.concat(network.relayed);
      expect(
        wire.includes(Buffer.from(parseSessionLink(ben.link).secret)) || wire.includes(ben.link.split('=')[1]!),
      ).toBe(false);
    },
  'A peer that comes cannot read what was sent before it came.': async () => {
    const network = new SimulatedNetwork(RELAYED);
    const [host] = (await meet(network, 'Anna', 'Ben')) as [SessionNode];
    await say(network, host, 'before it came');
    const recorded = network.relayed
      .filter((frame) => frame[0] === 2 && frame[2]! < 0xf0)
      .map((frame) => frame.slice(2));
    expect(recorded.length).toBeGreaterThan(0);
    const late = await network.add('Late');
    await network.advance(300);
    const heard = listen(late);
    await say(network, host, 'after it came');
    for (const frame of recorded) late.peers.get(host.ownId)!.receive(frame, false);
    await network.advance(3_000);
    expect(heard).toEqual(['after it came']);
  },
  'A peer that passes sound on can drop or delay it; what it damages is refused.': async () => {
    const { network, host, forwarder, below } = await chain();
    const heard = listen(below);
    await say(network, host, 'whole');
    const child = forwarder.peers.get(below.ownId)!;
    const send = child.sendDirect.bind(child);
    child.sendDirect = (frame) => {
      const changed = frame.slice();
      if (frame[0]! < 0xf0) changed[frame.length - 9]! ^= 1;
      return send(changed);
    };
    await say(network, host, 'damaged');
    expect(heard).toEqual(['whole']);
    expect(below.refused.tampered).toBeGreaterThan(0);
  },
  'A peer that passes sound on has the sender’s key, as every peer of the session has, and could make messages in its name for those below it; the others do not hear them.':
    async () => {
      const { network, host, forwarder, below } = await chain();
      const [atHost, atBelow] = [listen(host), listen(below)];
      await say(network, host, 'true');
      const origin = forwarder.peers.get(host.ownId)!;
      const body = Uint8Array.of(0, ...Buffer.from('made up'));
      const forged = await origin.keys.protect({ generation: 2, counter: 500 }, body);
      forwarder.peers.get(below.ownId)!.sendDirect(forged!);
      await network.advance(100);
      expect([atBelow, atHost]).toEqual([['true', 'made up'], []]);
    },
  'Nobody else can pass for the host in a session that was created with a host key, not even while the host is away: whoever has the link can check whose session it is.':
    async () => {
      const { network, hostKey, add } = await keyed();
      const host = await add('Anna', { isHost: true, hostKey });
      const peer = await add('Ben');
      // Their programs are changed: one believes nobody, one shows what the host has shown, with its signature.
      const unbelieving = { ...syncSessionCrypto, verify: async () => false, sha256: blindToHosts };
      const { host: shown } = peer.peers.get(host.ownId)!.card;
      const copying: SessionCrypto = {
        ...unbelieving,
        signingKey: async () => ({ publicKey: shown!.publicKey, sign: async () => shown!.signature! }),
        deriveBytes: async (secret, salt, info, length) =>
          Buffer.from(info).toString() === 'nonce'
            ? shown!.nonce
            : syncSessionCrypto.deriveBytes(secret, salt, info, length),
        sha256: syncSessionCrypto.sha256,
      };
      const liar = await add('Liar', { isHost: true }, unbelieving);
      const copy = await add('Copy', { isHost: true, hostKey: newHostKey(syncSessionCrypto) }, copying);
      const late = await add('Late');
      for (const { hostId, peers, refused } of [host, peer, late]) {
        expect([hostId, peers.get(liar.ownId)?.role, peers.get(copy.ownId)?.role]).toEqual([
          host.ownId,
          'peer',
          'peer',
        ]);
        expect(refused.identities).toBeGreaterThan(1);
      }
      host.close();
      await network.advance(300);
      // Nobody but Ben and Late can tell whose session it is.
      const later = await add('Later');
      expect([peer.hostId, late.hostId, later.hostId]).toEqual([null, null, null]);
      // The unchanged program does not stay where it is not the host.
      const wrong = await add('Wrong', { isHost: true });
      expect(wrong.isAtRelay).toBe(false);
      // The host itself comes back with its key, as another peer.
      const again = await add('Anna', { isHost: true, hostKey });
      expect([peer.hostId, late.hostId, later.hostId]).toEqual([again.ownId, again.ownId, again.ownId]);
      await expect(add('Wrong', { isHost: true, hostKey: newHostKey(syncSessionCrypto) })).rejects.toThrow(/^hostKey/);
      await expect(add('Wrong', { isHost: true, hostKey: 'short' })).rejects.toThrow(/^hostKey must be 43/);
    },
  'No peer can read what two others tell each other in control messages.': async () => {
    const network = new SimulatedNetwork(RELAYED);
    const [host, peer, third] = (await meet(network, 'Anna', 'Ben', 'Third')) as [
      SessionNode,
      SessionNode,
      SessionNode,
    ];
    const [heard, overheard]: [unknown[], unknown[]] = [[], []];
    peer.onControl('chat', ({ text }) => heard.push(text));
    third.onControl('chat', ({ text }) => overheard.push(text));
    const from = network.relayed.length;
    host.peers.get(peer.ownId)!.sendControl({ type: 'chat', text: 'for Ben' });
    await network.advance(100);
    for (const frame of network.relayed.slice(from).filter((message) => message[0] === 2))
      third.peers.get(host.ownId)!.receive(frame.slice(2), false);
    await network.advance(100);
    expect([heard, overheard]).toEqual([['for Ben'], []]);
    expect(third.refused.tampered).toBeGreaterThan(0);
  },
};

/** A hash that finds no link made from a host's key. */
const blindToHosts: SessionCrypto['sha256'] = (data) =>
  Buffer.from(data).toString('latin1').startsWith('latentcast session of host')
    ? Promise.resolve(new Uint8Array(32))
    : syncSessionCrypto.sha256(data);

/** A session of a host that is known by its key, whose program others may change. */
async function keyed() {
  const network = new SimulatedNetwork(RELAYED);
  const hostKey = newHostKey(syncSessionCrypto);
  const secret = await newSecret(syncSessionCrypto, hostKey);
  const link = { relayUrl: 'ws://relay.example/', secret };
  const add = async (
    name: string,
    options: { isHost?: boolean; hostKey?: string } = {},
    crypto?: SessionCrypto,
  ): Promise<SessionNode> => {
    const node = await network.add(name, { link, isHost: false, ...options }, crypto);
    await network.advance(300);
    return node;
  };
  return { network, hostKey, add };
}

/** A host that sends to one peer itself, which passes on to another. */
async function chain() {
  const network = new SimulatedNetwork({ latencyMs: 10, seed: SEED });
  const host = await network.add('Anna', { tree: { maxDirectPeers: 1, maxChildren: 4 } });
  await network.advance(300);
  const forwarder = await network.add('Forwarder');
  await network.advance(300);
  const below = await network.add('Below');
  await network.advance(3_000);
  expect(below.tree.parent?.peerId).toBe(forwarder.ownId);
  return { network, host, forwarder, below };
}

/** The statements of docs/security.md outside of that list, by their beginning, and the tests that show each. */
const PROSE: readonly (readonly [beginning: string, file: string, ...titles: string[]])[] = [
  [
    'The secret is 128 bits in the part',
    'parts',
    'is the page of its relay with the secret behind a #, and is read back',
  ],
  ['From it follow, by HKDF,', 'security', 'keys that follow from the link are others for another link'],
  ['Each peer has a sender key of its own', 'security', 'No peer can read what two others tell each other in control'],
  ['What crosses the relay or another peer', 'security', 'adds as many bytes to a message as docs/security.md states'],
  ['Over a direct path DTLS does that', 'security', 'adds as many bytes to a message as docs/security.md states'],
  ['Who shares a link with somebody', 'security', 'A peer that has left can join again where it has the link'],
  ['There are no short codes', 'hostile', 'refuses the link %#, in a message of a few lines'],
  ['Peers trust each other', 'session-node', 'tells two peers with one name apart, the same for everybody'],
  [
    '`latentcast session create` and the page make',
    'crypto/host-key',
    'makes the same secret of the same key, which no other',
  ],
  [
    'The link and the packets of audio are no longer',
    'security',
    'Nobody else can pass for the host in a session that was',
  ],
  [
    'The host needs the key to come back;',
    '../node/session/host-keys',
    'keeps the key of each session for its user alone',
  ],
  ['In a session without a host key', 'security', 'passes for the host where there is no host key, seen by all'],
  [
    'A leader that is there speaks for itself',
    'security',
    'is not believed in what it states of a leader that is there',
  ],
  [
    'While no host and no successor',
    'control/session-control',
    'rests at the last frame that a stand-in has while the host is away',
  ],
  [
    'What such a peer states is bounded',
    'hostile',
    'cannot lead while the leader is there',
    'commands nothing that is',
  ],
  ['Two people who want to know', 'session-node', 'shows the same safety number to both'],
  ['Each of these statements has a test', 'security', 'names a test for every statement of docs/security.md'],
  ['**Direct paths** need an address', 'session-node', 'begins over the relay, goes over to direct paths and back'],
  ['`sessions.stunPort` of the relay', 'parts', 'tells who asks its address, drops what is no request'],
  ['Peers behind NATs that this', '../../opt-in/session-network', 'reaches a peer through coturn by an auth secret'],
];

describe('what a relay and other peers can and cannot do', () => {
  for (const [sentence, test] of Object.entries(SENTENCES)) it(sentence, test);

  it('is what docs/security.md states, sentence by sentence', () => {
    const text = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
    const section = text.split('## Listening sessions\n')[1]!.split('\n## ')[0]!;
    const stated = [...section.matchAll(/^- (.+)$/gm)].map((match) => match[1]);
    expect(stated).toEqual(Object.keys(SENTENCES));
  });

  it('names a test for every statement of docs/security.md', () => {
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
    const section = read('../../../docs/security.md')
      .split('## Listening sessions\n')[1]!
      .split(' For coturn, in ')[0]!;
    const statements = section
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('- '))
      .flatMap((line) => line.split(/(?<=\.) (?=[A-Z`*])/));
    expect(statements.map((one) => PROSE.find(([beginning]) => one.startsWith(beginning))?.[0] ?? one)).toEqual(
      PROSE.map(([beginning]) => beginning),
    );
    for (const [beginning, file, ...titles] of PROSE)
      for (const title of titles)
        expect([beginning, read(`${file}.test.ts`).includes(title)]).toEqual([beginning, true]);
  });
});

it('keys that follow from the link are others for another link', async () => {
  const crypto = syncSessionCrypto;
  const secrets = [crypto.randomBytes(16), crypto.randomBytes(16)];
  const [one, other] = (await Promise.all(secrets.map((secret) => deriveSessionKeys(crypto, secret)))) as [
    SessionKeys,
    SessionKeys,
  ];
  expect(one.roomId).not.toBe(other.roomId);
  expect(one.roomId).toBe((await deriveSessionKeys(crypto, secrets[0]!)).roomId);
  const sealed = await one.cards.seal('id', Uint8Array.of(1, 2, 3));
  expect([await one.cards.open('id', sealed), await other.cards.open('id', sealed)]).toEqual([
    Uint8Array.of(1, 2, 3),
    null,
  ]);
  const [anna, ben] = [await crypto.keyPair(), await crypto.keyPair()];
  const channel = (own: typeof anna, peer: typeof anna, { pairSalt }: SessionKeys) =>
    PairChannel.create(crypto, {
      ownId: own === anna ? 'anna' : 'ben',
      own,
      peerId: own === anna ? 'ben' : 'anna',
      peerKey: peer.publicKey,
      pairSalt,
    });
  const message = await (await channel(anna, ben, one))!.seal('x', Uint8Array.of(7));
  expect(await (await channel(ben, anna, other))!.open('x', message)).toBeNull();
  expect(await (await channel(ben, anna, one))!.open('x', message)).toEqual(Uint8Array.of(7));
});

it('adds as many bytes to a message as docs/security.md states', async () => {
  for (const [suite, ofHost, ofOthers] of [
    ['ctr-hmac-64', 11, 12],
    ['gcm-128', 19, 20],
  ] as const) {
    const network = new SimulatedNetwork(RELAYED);
    const host = await network.add('Anna', { suite });
    await network.advance(300);
    const ben = await network.add('Ben', { suite });
    await network.advance(300);
    for (const [node, most] of [
      [host, ofHost],
      [ben, ofOthers],
    ] as const) {
      for (let i = 0; i < 300; i++) {
        const before = node.router.counters.protectionBytes;
        node.broadcast(0).send(new Uint8Array(38));
        await network.advance(20);
        expect(node.router.counters.protectionBytes - before).toBeLessThanOrEqual(most);
      }
    }
  }
  const network = new SimulatedNetwork({ latencyMs: 10, seed: SEED });
  const [host] = (await meet(network, 'Anna', 'Ben')) as [SessionNode];
  await network.advance(1_000);
  const from = network.direct.length;
  host.broadcast(0).send(new Uint8Array(60).fill(9));
  const sent = network.direct.slice(from).filter((frame) => frame.includes(9));
  expect(sent.map(({ length }) => length)).toEqual([65]);
});

describe('a peer with a changed program', () => {
  it('passes for the host where there is no host key, seen by all', async () => {
    const network = new SimulatedNetwork(RELAYED);
    const [host, peer] = (await meet(network, 'Anna', 'Ben')) as [SessionNode, SessionNode];
    const liar = await network.add('Anna', { isHost: true });
    await network.advance(300);
    expect([peer.hostId, peer.peers.get(liar.ownId)?.name]).toEqual([host.ownId, 'Anna (2)']);
    host.close();
    await network.advance(300);
    expect([peer.hostId, peer.peers.get(liar.ownId)?.role]).toEqual([liar.ownId, 'host']);
  });

  it('is not believed in what it states of a leader that is there', async () => {
    const clock = new FakeClock();
    const sent: unknown[] = [];
    const control = new SessionControl({
      ownId: 'ben',
      clock,
      nowMs: () => clock.nowMs(),
      send: (message) => sent.push(message),
      others: () => ['anna', 'liar'],
      isHost: (id) => id === 'anna',
    });
    const state: PlayState = {
      term: 1,
      revision: 0,
      leaderId: 'anna',
      clockId: 'anna-1',
      isStandIn: false,
      mayControl: 'host',
      successorId: null,
      delayMs: 1200,
      frameMs: 46,
      segments: [],
      track: null,
    };
    control.receive({ type: 'play-state', state }, 'anna');
    control.receive({ type: 'play-state', state: { ...state, revision: 9, delayMs: 9000 } }, 'liar');
    control.receive({ type: 'play-state', state: { ...state, term: 7, leaderId: 'anna', mayControl: 'all' } }, 'liar');
    control.receive({ type: 'play-state', state: { ...state, term: 8, leaderId: 'liar' } }, 'liar');
    expect(control.state).toEqual(state);
    control.receive({ type: 'play-state', state: { ...state, revision: 1, delayMs: 1500 } }, 'anna');
    expect(control.state?.delayMs).toBe(1500);
    control.close();
  });
});
