/**
 * Audio files of some hundred bytes, of which a fuzzer tries many more than of whole ones, and checksums that are made
 * right after a mutation: a reader drops what has a wrong one before it looks at it.
 */
import { oggChecksum } from '../../../src/node/files/ogg-pages.js';

const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const uint32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
};

/** A frame of MPEG 2 layer III, 24 kHz, mono; 24 bytes at 8 kbit/s, 72 at 24. */
function mp3Frame(kbitIndex: number, body: Uint8Array = new Uint8Array(0)): Buffer {
  const frame = Buffer.alloc(24 * kbitIndex);
  frame.set([0xff, 0xf3, (kbitIndex << 4) | 4, 0xc0]);
  frame.set(body, 4);
  return frame;
}

/** An MP3 of a few frames, behind a tag of LAME where `counted`. */
export function smallMp3(frames: number, counted: boolean): Uint8Array {
  const tag = Buffer.concat([
    Buffer.alloc(9),
    text('Info'),
    uint32(3),
    uint32(frames),
    uint32(72 + 24 * frames),
    text('LAME3.100'),
    Buffer.alloc(12),
    Buffer.from([0x24, 0x00, 0x60]),
  ]);
  return Buffer.concat([...(counted ? [mp3Frame(3, tag)] : []), ...Array.from({ length: frames }, () => mp3Frame(1))]);
}

const FIRST = 2;
const LAST = 4;

/** A page of whole packets. */
function oggPage(serial: number, sequence: number, flags: number, granule: number, ...packets: Uint8Array[]): Buffer {
  const lacing = packets.flatMap(({ length }) => [
    ...new Array<number>(Math.floor(length / 255)).fill(255),
    length % 255,
  ]);
  const head = Buffer.alloc(27 + lacing.length);
  head.write('OggS', 'latin1');
  head[5] = flags;
  head.writeBigInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(sequence, 18);
  head[26] = lacing.length;
  head.set(lacing, 27);
  const page = Buffer.concat([head, ...packets]);
  page.writeUInt32LE(oggChecksum(page), 22);
  return page;
}

/** Vendor and one comment, as Vorbis and Opus have them. */
const COMMENT = Buffer.from('010000007801000000070000005449544c453d61', 'hex');

/** A stream of Opus, mono, of 20 ms packets. */
export const smallOpus = (serial: number, gain = 0): Uint8Array =>
  Buffer.concat([
    oggPage(serial, 0, FIRST, 0, Buffer.from(`4f707573486561640101380180bb0000${gain ? '0001' : '0000'}00`, 'hex')),
    oggPage(serial, 1, 0, 0, Buffer.concat([text('OpusTags'), COMMENT])),
    oggPage(serial, 2, 0, 1920, Buffer.from([0x08, 1]), Buffer.from([0x08, 2])),
    oggPage(serial, 3, LAST, 3000, Buffer.from([0x08, 3]), Buffer.from([0x08, 4])),
  ]);

/** A stream of Vorbis whose setup no decoder takes. */
export const smallVorbis = (serial: number): Uint8Array =>
  Buffer.concat([
    oggPage(serial, 0, FIRST, 0, Buffer.from('01766f72626973000000000244ac0000000000008038010000000000b801', 'hex')),
    oggPage(serial, 1, 0, 0, Buffer.concat([text('\x03vorbis'), COMMENT, text('\x01')]), text('\x05vorbis\x00\x01')),
    oggPage(serial, 2, 0, 128, Buffer.from([0x00, 1]), Buffer.from([0x04, 2])),
    oggPage(serial, 3, LAST, 256, Buffer.from([0x00, 1])),
  ]);

/** STREAMINFO of mono, 16 bits, 44.1 kHz, blocks of 16 samples. */
const STREAM_INFO = Buffer.concat([
  Buffer.from('00100010000000000000', 'hex'),
  Buffer.from('0ac440f000000030', 'hex'),
  Buffer.alloc(16),
]);

/** A frame of 16 samples of one value. */
const flacFrame = (index: number, value: number): Buffer =>
  Buffer.from([0xff, 0xf8, 0x69, 0x08, index, 15, 0, 0, value, value, 0, 0]);

export const smallFlac = (): Uint8Array =>
  withFlacChecksums(
    Buffer.concat([
      text('fLaC'),
      Buffer.from([0, 0, 0, STREAM_INFO.length]),
      STREAM_INFO,
      Buffer.from([0x84, 0, 0, COMMENT.length]),
      COMMENT,
      ...[0, 1, 2].map((index) => flacFrame(index, 40 * index)),
    ]),
  );

/** FLAC in Ogg. */
export const smallOggFlac = (serial: number): Uint8Array => {
  const head = [text('\x7fFLAC\x01\0\0\x01fLaC'), Buffer.from([0, 0, 0, STREAM_INFO.length]), STREAM_INFO];
  const frames = [0, 1, 2].map((index) => withFlacChecksums(flacFrame(index, index)));
  return Buffer.concat([
    oggPage(serial, 0, FIRST, 0, Buffer.concat(head)),
    oggPage(serial, 1, 0, 0, Buffer.concat([Buffer.from([0x84, 0, 0, COMMENT.length]), COMMENT])),
    oggPage(serial, 2, 0, 32, frames[0]!, frames[1]!),
    oggPage(serial, 3, LAST, 48, frames[2]!),
  ]);
};

/** A copy in which each page that is whole has its checksum. */
export function withOggChecksums(bytes: Uint8Array): Uint8Array {
  const out = Buffer.from(bytes);
  for (let at = out.indexOf('OggS'); at >= 0 && at + 27 <= out.length; at = out.indexOf('OggS', at + 4)) {
    const lacing = out.subarray(at + 27, at + 27 + out[at + 26]!);
    const size = 27 + lacing.length + lacing.reduce((sum, length) => sum + length, 0);
    if (at + size <= out.length) out.writeUInt32LE(oggChecksum(out.subarray(at, at + size)), at + 22);
  }
  return out;
}

function crc(bytes: Uint8Array, width: number, polynomial: number): number {
  let register = 0;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const isOut = ((register >> (width - 1)) ^ (byte >> bit)) & 1;
      register = ((register << 1) & (2 ** width - 1)) ^ (isOut ? polynomial : 0);
    }
  return register;
}

const isSync = (bytes: Uint8Array, at: number): boolean => bytes[at] === 0xff && (bytes[at + 1]! & 0xfe) === 0xf8;

/** A copy in which each frame of FLAC, up to the next one, has the checksums of its header and of itself. */
export function withFlacChecksums(bytes: Uint8Array): Uint8Array {
  const out = Uint8Array.from(bytes);
  const starts = [...out.keys()].filter((at) => isSync(out, at));
  for (const [i, start] of starts.entries()) {
    const end = starts[i + 1] ?? out.length;
    const lead = out[start + 4] ?? 0;
    const numberBytes = lead < 0x80 ? 1 : Math.max(1, Math.clz32(~(lead << 24)));
    const [size, rate] = [out[start + 2]! >> 4, out[start + 2]! & 15];
    const check =
      start + 4 + numberBytes + (size === 6 ? 1 : size === 7 ? 2 : 0) + (rate === 12 ? 1 : rate > 12 ? 2 : 0);
    if (check + 2 >= end) continue;
    out[check] = crc(out.subarray(start, check), 8, 0x07);
    const whole = crc(out.subarray(start, end - 2), 16, 0x8005);
    out.set([whole >> 8, whole & 255], end - 2);
  }
  return out;
}
