import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { graphemes } from '../../../src/core/graphemes.js';
import { seededRandom } from '../../../src/core/random.js';
import { STUN_LIMITS, startStunServer } from '../../../src/node/relay/rooms/stun-server.js';
import { distinctNames, encodeCard, parseCard, requirePeerName } from '../../../src/session/card.js';
import { REPLAY_WINDOW_MESSAGES, ReplayWindow } from '../../../src/session/crypto/replay-window.js';
import { ControlQueue } from '../../../src/session/peer/control-queue.js';
import { formatSessionLink, parseSessionLink } from '../../../src/session/session-link.js';
import { planTree } from '../../../src/session/topology/plan.js';
import { FakeClock } from '../../support/fake-clock.js';
import { syncSessionCrypto } from '../../support/node-session-crypto.js';
import { SEED } from '../../support/seed.js';

describe('the replay window', () => {
  it('takes each number of the window once, in any order, and none from before it', () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < 20; run++) {
      const window = new ReplayWindow();
      const seen = new Set<number>();
      let newest = -1;
      for (let i = 0; i < 2_000; i++) {
        const jump = random() < 0.01 ? 3_000 : 40;
        const number = Math.max(
          0,
          newest - Math.floor(random() * 1_200 * (random() < 0.3 ? 1 : 0.01)) + Math.floor(random() * jump),
        );
        const isNew = !seen.has(number) && number > newest - REPLAY_WINDOW_MESSAGES;
        expect(window.add(number), `seed ${SEED}, ${number} after ${newest}`).toBe(isNew);
        seen.add(number);
        newest = Math.max(newest, number);
      }
    }
  });
});

describe('the link of a session', () => {
  it('is the page of its relay with the secret behind a #, and is read back', () => {
    const secret = Uint8Array.from({ length: 16 }, (_, i) => 16 * i);
    for (const [relayUrl, link] of [
      ['ws://127.0.0.1:8787', 'http://127.0.0.1:8787/#session=ABAgMEBQYHCAkKCwwNDg8A'],
      ['wss://radio.example/fm', 'https://radio.example/fm/#session=ABAgMEBQYHCAkKCwwNDg8A'],
      ['https://radio.example/', 'https://radio.example/#session=ABAgMEBQYHCAkKCwwNDg8A'],
    ] as const) {
      expect(formatSessionLink({ relayUrl, secret })).toBe(link);
      expect(parseSessionLink(` ${link} `)).toEqual({
        relayUrl: relayUrl.replace(/^http/, 'ws').replace(/\/?$/, '/'),
        secret,
      });
    }
  });

  it('is read as mail and chat programs wrap it', () => {
    const link = 'https://a/#session=ABAgMEBQYHCAkKCwwNDg8A';
    for (const wrapped of [`<${link}>`, `(${link})`, `“${link}”`, `${link}.`, `${link},\n`, `'${link}'`])
      expect(parseSessionLink(wrapped), wrapped).toEqual(parseSessionLink(link));
  });

  it('is refused where it is damaged, without its secret being shown', () => {
    for (const link of [
      'https://a/#session=ABAgMEBQYHCAkKCwwNDg8',
      'https://a/#session=ABAgMEBQYHCAkKCwwNDg8B',
      'https://a/#key=ABAgMEBQYHCAkKCwwNDg8A',
    ])
      expect(() => parseSessionLink(link)).toThrow(
        /^the link must be https:\/\/HOST\/#session=KEY, [^A]*: its part behind # is damaged; copy all of the link$/,
      );
    expect(() => parseSessionLink('ftp://a/#session=ABAgMEBQYHCAkKCwwNDg8A')).toThrow(
      /^the link must be the address of a relay/,
    );
    expect(() => parseSessionLink(undefined as never)).toThrow('got undefined');
  });
});

describe('names of peers', () => {
  it('are one line of 1 to 64 characters, and told apart by numbers that nobody has', () => {
    expect(requirePeerName(' Anna\nMaria ')).toBe('Anna Maria');
    for (const wrong of ['', ' \n', 'x'.repeat(65), 5, null])
      expect(() => requirePeerName(wrong)).toThrow(/^name must be/);
    // A character is what people take for one; older versions accept 64 UTF-16 units, and get as many as fit.
    const family = '👩‍👩‍👧';
    for (const long of ['😀'.repeat(64), 'ä'.repeat(64), `${family.repeat(30)}x`]) {
      expect(requirePeerName(long)).toBe(long);
      const card = {
        publicKey: syncSessionCrypto.randomBytes(32),
        name: long,
        role: 'peer',
        suite: 'x',
        version: 1,
      } as const;
      const sent = JSON.parse(Buffer.from(encodeCard(card)).toString()) as { name: string; fullName?: string };
      expect([sent.name.length <= 64, long.startsWith(sent.name), sent.fullName ?? sent.name]).toEqual([
        true,
        true,
        long,
      ]);
      expect(graphemes(sent.name).every((one) => graphemes(long).includes(one))).toBe(true);
      expect(parseCard(encodeCard(card)).name).toBe(long);
    }
    expect(() => requirePeerName('😀'.repeat(65))).toThrow('name must be 1 to 64 characters, got 65');
    expect(() => requirePeerName(family.repeat(40))).toThrow('name must be at most 256 UTF-16 units, got 320');
    const names = distinctNames(['A', 'A', 'A (2)', 'A', 'B'].map((name, i) => ({ id: String(i), name })));
    expect([...names.values()]).toEqual(['A', 'A (2)', 'A (2) (2)', 'A (3)', 'B']);
    expect(new Set(names.values()).size).toBe(5);
  });
});

describe('control messages between two peers', () => {
  it('arrive once each and in order over a path that loses, doubles and reorders, and again when one side has started anew', () => {
    const random = seededRandom(SEED);
    const clock = new FakeClock();
    const got: number[] = [];
    const queues: ControlQueue[] = [];
    const carry = (to: number) => (frame: Uint8Array<ArrayBuffer>) => {
      for (let copies = random() < 0.2 ? 2 : 1; copies > 0; copies--)
        if (random() > 0.3) clock.schedule(random() * 300, () => queues[to]!.receive(frame));
      return true;
    };
    const receiver = (epoch: number): ControlQueue =>
      new ControlQueue({ clock, epoch, send: carry(0), onMessage: ({ n }) => got.push(n as number) });
    queues.push(new ControlQueue({ clock, epoch: 1, send: carry(1), onMessage: () => {} }), receiver(2));
    let arrived = 0;
    for (let n = 0; n < 100; n++) {
      expect(queues[0]!.send({ type: 'count', n }, () => arrived++)).toBe(true);
      clock.advance(40);
    }
    clock.advance(60_000);
    expect([got, arrived], `seed ${SEED}`).toEqual([Array.from({ length: 100 }, (_, n) => n), 100]);
    for (const junk of ['', '{}', '[]', '{"e":1,"b":0,"p":null,"a":-1}', '{"e":1,"b":0,"p":2,"a":0,"n":0,"m":{}}'])
      queues[1]!.receive(Buffer.from(junk));
    queues[0]!.close();
    queues[0] = new ControlQueue({ clock, epoch: 3, send: carry(1), onMessage: () => {} });
    queues[0].send({ type: 'count', n: 500 });
    clock.advance(30_000);
    expect(got.slice(100)).toEqual([500]);
    queues[0].close();
    clock.advance(5_000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the plan of a tree', () => {
  it('gives every peer a parent within its bounds, keeps what need not change, and puts nobody below a leaf or itself', () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < 200; run++) {
      const peers = Array.from({ length: Math.floor(random() * 50) }, (_, i) => ({
        id: `p${i}`,
        isLeaf: random() < 0.3,
      }));
      const blocked = new Set(peers.flatMap(({ id }) => (random() < 0.2 ? [`${id} host`] : [])));
      const request = {
        root: 'host',
        peers,
        isUnreachable: (child: string, parent: string) => blocked.has(`${child} ${parent}`),
        maxDirectPeers: 1 + Math.floor(random() * 8),
        maxChildren: 1 + Math.floor(random() * 6),
      };
      const plan = planTree({ ...request, current: new Map() });
      expect([...plan.keys()].sort()).toEqual(peers.map(({ id }) => id).sort());
      for (const { id, isLeaf } of peers) {
        const below = [...plan].filter(([, parent]) => parent === id);
        expect(below.length, `seed ${SEED}`).toBeLessThanOrEqual(
          isLeaf && peers.length > request.maxDirectPeers ? 0 : request.maxChildren,
        );
        let at = id;
        for (let steps = 0; at !== 'host'; steps++) {
          expect(steps, `seed ${SEED}`).toBeLessThan(50);
          at = plan.get(at)!;
        }
      }
      expect(planTree({ ...request, current: plan }), `seed ${SEED}`).toEqual(plan);
    }
  });
});

describe('the STUN server of a relay', () => {
  it('tells who asks its address, drops what is no request, and answers one address only so often', async () => {
    const server = await startStunServer('127.0.0.1', 0);
    const socket = createSocket('udp4');
    try {
      const answers: Buffer[] = [];
      socket.on('message', (message) => answers.push(message));
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      const request = Buffer.from('000100002112a442000102030405060708090a0b', 'hex');
      socket.send(Buffer.from('no request'), server.port, '127.0.0.1');
      for (let i = 0; i < 5 * STUN_LIMITS.perSecondPerAddress + 30; i++) socket.send(request, server.port, '127.0.0.1');
      while (
        server.counters.answered + server.counters.dropped < 5 * STUN_LIMITS.perSecondPerAddress + 31 ||
        answers.length === 0
      )
        await new Promise((resolve) => setImmediate(resolve));
      expect(answers[0]!.readUInt16BE(26) ^ 0x2112).toBe(socket.address().port);
      expect(server.counters.dropped).toBeGreaterThan(10);
      await expect(startStunServer('127.0.0.1', server.port)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    } finally {
      socket.close();
      await server.close();
    }
  });
});
