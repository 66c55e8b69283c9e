import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodePacket } from '../../src/core/wire/packet.js';
import type { Authorizer, Grant } from '../../src/ports/authorizer.js';
import { Relay } from '../../src/relay/relay.js';
import { createMemoryPair } from '../../src/transports/memory.js';
import { FakeClock } from '../support/fake-clock.js';
import {
  audioPacket,
  CONTEXT,
  Peer,
  SECRET,
  STEREO_CONTEXT,
  silencePacket,
  stereoPacket,
  streamHello,
} from '../support/peers.js';
import { SEED } from '../support/seed.js';

const VALID = [
  encodePacket({ type: 'hello', body: { ...streamHello({ epoch: 9, resumeFrame: 4 }) } }, CONTEXT),
  encodePacket(
    { type: 'hello', body: { ...streamHello({ epoch: 7, resumeFrame: 4, resumeSecret: SECRET }) } },
    CONTEXT,
  ),
  encodePacket(
    { type: 'hello', body: { role: 'listener', planes: 1, burstMs: 1000, from: { epoch: 7, frame: 3 } } },
    CONTEXT,
  ),
  encodePacket({ type: 'control', body: { planes: 1 } }, CONTEXT),
  encodePacket({ type: 'metadata', body: { title: 'x' } }, CONTEXT),
  encodePacket({ type: 'end', epoch: 7, totalFrames: 1, totalSamples: 1 }, CONTEXT),
  encodePacket({ type: 'ping', token: 1 }, CONTEXT),
  encodePacket(audioPacket(4), CONTEXT),
  encodePacket(silencePacket(8), CONTEXT),
  encodePacket({ type: 'hello', body: { ...streamHello({ epoch: 7, stereo: true }) } }, CONTEXT),
  encodePacket({ type: 'hello', body: { role: 'listener', planes: 1, burstMs: 1000, stereo: true } }, CONTEXT),
  encodePacket(stereoPacket(4), STEREO_CONTEXT),
];

/** Valid packets in any order, some with one bit flipped or their tail cut, and noise. */
const message = fc.oneof(
  fc.constantFrom(...VALID),
  fc.uint8Array({ maxLength: 64 }),
  fc.tuple(fc.constantFrom(...VALID), fc.nat()).map(([bytes, at]) => {
    const out = new Uint8Array(bytes);
    out[at % out.length] ^= 1 << (at & 7);
    return out;
  }),
  fc.tuple(fc.constantFrom(...VALID), fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % bytes.length)),
);

it('whatever one client sends, at once or before its grant, the relay keeps running and the others receive their stream', async () => {
  const messages = fc.array(message, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      messages,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      async (sent, isSameChannel, stereo, isLate) => {
        const clock = new FakeClock();
        const grant: Grant = { permissions: ['publish', 'listen'] };
        const authorizer: Authorizer = {
          authorize: ({ credentials }) => (credentials === 'late' ? Promise.resolve(grant) : grant),
        };
        const relay = new Relay({ clock, random: () => 0.5, authorizer });
        const join = (channel: string, credentials = ''): Peer => {
          const [client, server] = createMemoryPair({ clock });
          relay.accept(server, channel, { credentials });
          return new Peer(client, STEREO_CONTEXT);
        };
        const source = join('good');
        source.hello(streamHello({ stereo }));
        const listener = join('good');
        listener.listen({ stereo: true });
        const mono = join('good');
        mono.listen({ planes: 1 });
        clock.advance(1);
        const bad = join(isSameChannel ? 'good' : 'bad', isLate ? 'late' : '');
        for (const bytes of sent) bad.connection.send(bytes);
        await clock.advanceAsync(1);
        source.send(stereo ? stereoPacket(100) : audioPacket(100));
        clock.advance(1);
        expect([source.closed, listener.closed, mono.closed]).toEqual([null, null, null]);
        expect([listener.frames, mono.frames]).toEqual([[100], [100]]);
        expect([listener, mono].map((peer) => peer.of('audio')[0]!.spatial?.length)).toEqual([
          stereo ? 4 : undefined,
          undefined,
        ]);
        relay.stats();
        relay.close();
        clock.advance(1);
        expect(clock.pendingTimers).toBe(0);
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});
