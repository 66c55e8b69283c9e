import { encodeLossyMessage, parseLossyMessage } from '../../src/core/wire/lossy-message.js';
import { encodeParity, parityBlock, parseParity } from '../../src/core/wire/lossy-parity.js';
import { encodeLossReport, parseLossReport } from '../../src/core/wire/lossy-report.js';
import { parityOf } from '../../src/core/wire/erasure-code.js';
import { encodePacket } from '../../src/core/wire/packet.js';

const bytes = (n: number, start = 0): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (start + i) & 255);
const CONTEXT = { bytesPerFramePlane: 8 };
const audio = encodePacket(
  { type: 'audio', epoch: 18, firstFrame: 0x012345, frames: 2, encodedPlanes: 2, planes: 2, payload: bytes(32) },
  CONTEXT,
);
const silence = encodePacket(
  { type: 'silence', epoch: 31, firstFrame: 3, frames: 21, noise: { level: 118, reflection: [] }, continues: true },
  CONTEXT,
);
const AUDIO_RUN = { noise: null, continues: false };
const BRIEF = {
  model: '0123456789abcdef0123456789abcdef', planes: 2, framesPerPacket: 4, epoch: 0xfedcba98, startedAtMs: 1795833600123,
  silence: true, stereo: false, repairPackets: 12,
} as const;

const message = (value: Parameters<typeof encodeLossyMessage>[0]) => ({
  value, encode: () => encodeLossyMessage(value), parse: (b: Uint8Array) => parseLossyMessage(b, 8) as object,
});
const parity = (value: Parameters<typeof encodeParity>[0]) => ({
  value, encode: () => encodeParity(value), parse: (b: Uint8Array) => parseParity(b) as object,
});
const report = (value: Parameters<typeof encodeLossReport>[0]) => ({
  value, encode: () => encodeLossReport(value), parse: (b: Uint8Array) => parseLossReport(b) as object,
});

const PLAIN = message({ sequence: 0, runs: [], packet: audio });
const REPEATING = message({
  sequence: 0xabcd,
  runs: [
    { ...AUDIO_RUN, distance: 12, frames: 2, plane: bytes(16, 0x40) },
    { ...AUDIO_RUN, distance: 4, frames: 4, plane: bytes(32, 0x80) },
  ],
  packet: audio,
});

/** Every kind of message of a lossy link whose bytes `lossy-v1.json` freezes; 8 bytes a frame and plane. */
export const LOSSY_CASES = {
  'a packet alone': PLAIN,
  'a packet with two runs of earlier frames': REPEATING,
  'with the brief of the stream, all fields': message({ sequence: 1, brief: BRIEF, runs: [], packet: audio }),
  'with a silent run across the wrap of the index': message({
    sequence: 0xffff,
    runs: [
      { distance: 25, frames: 21, plane: null, noise: { level: 118, reflection: [12, 180, 127] }, continues: true },
      { ...AUDIO_RUN, distance: 4, frames: 4, plane: bytes(32) },
    ],
    packet: silence,
  }),
  'XOR over the two first messages': parity({
    first: 0, messages: 2, parities: 1, stride: 1, number: 0,
    parity: parityOf(0, [parityBlock(PLAIN.encode()), parityBlock(REPEATING.encode())]),
  }),
  'second of three parities over 16 messages, interleaved by 16': parity({
    first: 65535, messages: 16, parities: 3, stride: 16, number: 1,
    parity: parityOf(1, Array.from({ length: 16 }, (_, i) => bytes(4 + i, i))),
  }),
  'a report': report({
    meanBurst: 2.5, newest: 0x1234, messages: 64, lossShare: 13107 / 65535, frameLossShare: 0, jitterMs: 300,
  }),
};
