import { expect, it } from 'vitest';
import { CodecError } from '../../src/core/errors.js';
import { parseHello, parseMetadata } from '../../src/core/wire/hello.js';
import { encodePacket, type Packet, type PacketContext, parsePacket, thinAudio } from '../../src/core/wire/packet.js';
import { SOURCE_HELLO } from '../vectors/hello-fixture.js';
import { mutate, randomBytes, xorshift } from './random-bytes.js';

const SEED = Number(process.env.FUZZ_SEED ?? 20261123);
const mono: PacketContext = { bytesPerFramePlane: 8 };
const stereo: PacketContext = { ...mono, hasSpatialParameters: true };
const payload = new Uint8Array(64).fill(0x5a);
const spatial = new Uint8Array(4).fill(120);
const seeds: Packet[] = [
  { type: 'audio', epoch: 3, firstFrame: 70000, frames: 4, encodedPlanes: 2, planes: 2, payload },
  { type: 'audio', epoch: 3, firstFrame: 70000, frames: 8, encodedPlanes: 2, planes: 1, payload },
  { type: 'audio', epoch: 3, firstFrame: 70000, frames: 4, encodedPlanes: 2, planes: 2, payload, spatial },
  { type: 'hello', body: { ...SOURCE_HELLO, stereo: true } },
  { type: 'hello', body: { role: 'listener', planes: 1, burstMs: 500, from: { epoch: 3, frame: 9 } } },
  { type: 'metadata', body: { title: 'Ä', artist: '\u{1f3b5}' } },
  { type: 'end', epoch: 3, totalFrames: 100, totalSamples: 204800 },
  { type: 'ping', token: 1 },
  { type: 'pong', token: 2 },
  { type: 'control', body: { planes: 1 } },
  {
    type: 'silence',
    epoch: 3,
    firstFrame: 70000,
    frames: 21,
    noise: { level: 110, reflection: [9, 200] },
    continues: true,
  },
  { type: 'error', body: { code: 'PROTOCOL', message: 'no' } },
];

it(`40,000 random and mutated messages parse or throw PACKET_* (FUZZ_SEED=${SEED})`, () => {
  const random = xorshift(SEED);
  const valid = seeds.map((packet) => encodePacket(packet, stereo));
  const outcomes = new Map<string, number>();
  for (let i = 0; i < 40_000; i++) {
    const bytes =
      i % 4 === 0 ? randomBytes(random, 1 + (random() % 5000)) : mutate(random, valid[random() % valid.length]!);
    // Random bytes hardly ever have a valid version: most of them are set to it.
    if (i % 8 === 0) bytes[0] = 0x10 | (bytes[0]! & 15);
    const context = i % 3 === 0 ? mono : stereo;
    let outcome: string;
    try {
      const packet = parsePacket(bytes, context);
      outcome = packet.type;
      // Plain conditions: an assertion library in the hot loop would take most of the time.
      if (packet.type === 'audio' && packet.payload.length !== packet.planes * packet.frames * 8)
        throw new Error('length');
      if (packet.type === 'audio' && packet.payload.buffer !== bytes.buffer) throw new Error('copied');
      if (packet.type === 'audio' && packet.spatial) {
        outcome = 'audio with spatial parameters';
        if (!context.hasSpatialParameters || packet.spatial.length !== packet.frames) throw new Error('spatial');
        const thin = parsePacket(thinAudio(bytes, 1, context, true), context);
        if (thin.type !== 'audio' || thin.planes !== 1 || thin.spatial?.join() !== packet.spatial.join())
          throw new Error('thinned');
      }
      if (packet.type === 'silence' && packet.noise.reflection.length !== bytes.length - 7) throw new Error('length');
      if (packet.type === 'hello') parseHello(packet.body);
      if (packet.type === 'metadata') parseMetadata(packet.body);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      outcome = error.code;
      if (error.message.length > 300) throw new Error(`long message: ${error.message}`);
    }
    if (
      !/^(PACKET_\w+|audio( with spatial parameters)?|hello|metadata|end|ping|pong|control|error|silence)$/.test(
        outcome,
      )
    )
      throw new Error(outcome);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  // Every kind of refusal and every type must have been reached, otherwise the fuzzer no longer covers them.
  for (const name of ['PACKET_TRUNCATED', 'PACKET_VERSION', 'PACKET_TYPE', 'PACKET_FIELD', 'PACKET_TOO_LARGE'])
    expect(outcomes.get(name), name).toBeGreaterThan(0);
  for (const type of ['audio with spatial parameters', ...seeds.map((packet) => packet.type)])
    expect(outcomes.get(type), type).toBeGreaterThan(0);
});
