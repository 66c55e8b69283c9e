import { parseFlacHeader } from '../../../src/node/files/flac-frames.js';
import { parseStreamInfo } from '../../../src/node/files/ogg-info.js';
import {
  apev2,
  type Chance,
  cut,
  type DecodedBase,
  damaged,
  type HostileFile,
  id3v1,
  id3v2,
  joined,
  samplesOf,
  u32be,
  u32le,
  whole,
} from './hostile-file.js';

/** Place of the first frame, and all frames with their first samples. */
function flacLayout(bytes: Buffer) {
  let at = 4;
  for (let isLast = false; !isLast; ) {
    isLast = (bytes[at]! & 128) !== 0;
    at += 4 + bytes.readUIntBE(at + 1, 3);
  }
  const info = parseStreamInfo(bytes.subarray(8))!;
  const frames: { at: number; sample: number }[] = [];
  let next = 0;
  for (let i = at; i < bytes.length - 6; i++) {
    const header = parseFlacHeader(bytes, i, info);
    if (!header || header.firstSample !== next) continue;
    frames.push({ at: i, sample: header.firstSample });
    next += header.samples;
  }
  return { metadataEnd: at, frames };
}

const block = (type: number, body: Buffer, size = body.length): Buffer =>
  Buffer.concat([Buffer.from([type]), u32be(size).subarray(1), body]);

/** Variants of a FLAC file. */
export function flacVariants(base: DecodedBase, other: DecodedBase, chance: Chance): HostileFile[] {
  const { bytes } = base;
  const files: HostileFile[] = [];
  const add = (name: string, changed: Uint8Array, right: Omit<HostileFile, 'name' | 'bytes'>): void =>
    void files.push({ name: `${base.name}: ${name}`, bytes: changed, ...right });
  const changed = (edit: (copy: Buffer) => void): Buffer => {
    const copy = Buffer.from(bytes);
    edit(copy);
    return copy;
  };
  const { metadataEnd, frames } = flacLayout(bytes);
  const total = samplesOf(base);

  // Tags and blocks of metadata.
  for (const version of [2, 3, 4] as const)
    for (const padding of [0, chance.whole(100, 9000), 100_000])
      add(`ID3v2.${version} of ${padding} in front`, Buffer.concat([id3v2(version, 'T', padding), bytes]), whole(base));
  add(
    'two ID3v2 in front',
    Buffer.concat([id3v2(3, 'T', 50), id3v2(4, 'U', 500, { footer: true }), bytes]),
    whole(base),
  );
  for (const [name, tail] of [
    ['ID3v1', id3v1('T')],
    ['APEv2', apev2('T', 3000)],
    ['APEv2 without header and ID3v1', Buffer.concat([apev2('T', 900, { header: false }), id3v1('T')])],
    ['ID3v2', id3v2(4, 'T', 900, { footer: true })],
    ['zeros', Buffer.alloc(chance.whole(1, 9000))],
    ['noise', chance.bytes(chance.whole(1, 4000))],
    ['text', Buffer.from('</html>\n')],
  ] as const)
    add(`${name} behind`, Buffer.concat([bytes, tail]), whole(base));
  const info = bytes.subarray(4, 42);
  const rest = bytes.subarray(metadataEnd);
  const withBlocks = (...blocks: Buffer[]): Buffer =>
    Buffer.concat([
      Buffer.from('fLaC'),
      Buffer.from([0]),
      info.subarray(1),
      ...blocks.slice(0, -1),
      Buffer.concat([Buffer.from([blocks.at(-1)![0]! | 128]), blocks.at(-1)!.subarray(1)]),
      rest,
    ]);
  const comments = (...lines: string[]): Buffer =>
    block(
      4,
      Buffer.concat([
        u32le(1),
        Buffer.from('x'),
        u32le(lines.length),
        ...lines.flatMap((line) => [u32le(Buffer.byteLength(line)), Buffer.from(line)]),
      ]),
    );
  add('padding of 16 MB', withBlocks(block(1, Buffer.alloc(2 ** 24 - 1))), whole(base));
  add(
    'a picture of 9 MB',
    withBlocks(
      block(
        6,
        Buffer.concat([
          u32be(3),
          u32be(9),
          Buffer.from('image/png'),
          u32be(0),
          Buffer.alloc(16),
          u32be(9e6),
          Buffer.alloc(9e6, 0xff),
        ]),
      ),
      comments('TITLE=T'),
    ),
    { ...whole(base), tags: { title: 'T' } },
  );
  add(
    'a picture whose inner lengths are huge',
    withBlocks(block(6, Buffer.concat([u32be(3), u32be(0xffffffff), Buffer.alloc(40)]))),
    whole(base),
  );
  add(
    'comments whose lengths are huge',
    withBlocks(block(4, Buffer.concat([u32le(0xffffffff), Buffer.alloc(40)]))),
    whole(base),
  );
  add(
    'comments whose count is huge',
    withBlocks(block(4, Buffer.concat([u32le(0), u32le(0xffffffff), u32le(3), Buffer.from('A=b')]))),
    whole(base),
  );
  add(
    'blocks of unknown kinds, empty ones too',
    withBlocks(
      block(100, chance.bytes(500)),
      block(2, Buffer.alloc(0)),
      block(126, chance.bytes(9)),
      block(1, Buffer.alloc(0)),
    ),
    whole(base),
  );
  add('a second STREAMINFO', withBlocks(block(0, Buffer.from(info.subarray(4)))), whole(base));

  // STREAMINFO that is wrong or says nothing.
  const streamInfo = 8;
  const withTotal = (samples: number): Buffer =>
    changed((copy) => {
      copy[streamInfo + 13] = (copy[streamInfo + 13]! & 0xf0) | Math.floor(samples / 2 ** 32);
      copy.writeUInt32BE(samples % 2 ** 32, streamInfo + 14);
    });
  add('no total', withTotal(0), whole(base));
  add('total too small', withTotal(1), whole(base));
  add('total too large', withTotal(total * 3), { ...whole(base), isIncomplete: true });
  add('total of 2^36 − 1', withTotal(2 ** 36 - 1), { ...whole(base), isIncomplete: true });
  add(
    'no MD5',
    changed((copy) => copy.fill(0, streamInfo + 18, streamInfo + 34)),
    whole(base),
  );
  add(
    'frame sizes of 0',
    changed((copy) => copy.fill(0, streamInfo + 4, streamInfo + 10)),
    whole(base),
  );
  add(
    'smallest block of 0',
    changed((copy) => copy.writeUInt16BE(0, streamInfo)),
    whole(base),
  );

  // Joined.
  add('joined', Buffer.concat([bytes, other.bytes]), joined(base, other));
  add(
    'joined with tags between',
    Buffer.concat([bytes, id3v1('A'), id3v2(3, 'B', 5000), other.bytes]),
    joined(base, other),
  );

  // Cuts.
  for (const place of [1, 4, 8, 20, 41, 42, metadataEnd - 1])
    add(`cut at ${place}`, bytes.subarray(0, place), {
      ...cut(base, 0, 0),
      mayBeRefused: true,
      isIncomplete: undefined,
    });
  for (const index of [0, 1, 2, frames.length >> 1, frames.length - 1])
    for (const into of [0, 1, 5, chance.whole(6, 400)]) {
      const { at, sample } = frames[index]!;
      add(`cut ${into} bytes into frame ${index} of ${frames.length}`, bytes.subarray(0, at + into), {
        ...cut(base, sample, index === frames.length - 1 ? total : sample),
        mayBeRefused: sample === 0,
      });
    }
  add('without its last byte', bytes.subarray(0, -1), cut(base, frames.at(-1)!.sample, total));

  // Damage.
  const mid = chance.whole(1, frames.length - 6);
  const spanOf = (from: number, to: number) => damaged(base, frames[from]!.sample, frames[to]?.sample ?? total);
  const wreck = (name: string, from: number, to: number, edit: (part: Buffer) => void): void =>
    add(
      name,
      changed((copy) => edit(copy.subarray(frames[from]!.at, frames[to]?.at ?? copy.length))),
      spanOf(from, to),
    );
  wreck('a bit of a frame', mid, mid + 1, (part) =>
    part.writeUInt8(part[part.length >> 1]! ^ (1 << chance.whole(0, 7)), part.length >> 1),
  );
  wreck('a frame header', mid, mid + 1, (part) => void part.fill(0, 0, 4));
  wreck('a frame of zeros', mid, mid + 1, (part) => part.fill(0));
  wreck('three frames of noise', mid, mid + 3, (part) => chance.bytes(part.length).copy(part));
  wreck('frames of ff', mid, mid + 2, (part) => part.fill(0xff));
  wreck('the first frame', 0, 1, (part) => part.fill(0));
  wreck('the last frame', frames.length - 1, frames.length, (part) => part.fill(7));
  wreck('the last three frames', frames.length - 3, frames.length, (part) => part.fill(7, 2));
  add(
    'a frame is gone',
    Buffer.concat([bytes.subarray(0, frames[mid]!.at), bytes.subarray(frames[mid + 1]!.at)]),
    spanOf(mid, mid + 1),
  );
  add(
    'a frame is there twice',
    Buffer.concat([bytes.subarray(0, frames[mid + 1]!.at), bytes.subarray(frames[mid]!.at)]),
    { ...whole(base), isIncomplete: undefined },
  );
  add(
    'bytes put in',
    Buffer.concat([
      bytes.subarray(0, frames[mid]!.at),
      chance.bytes(chance.whole(1, 5000)),
      bytes.subarray(frames[mid]!.at),
    ]),
    { ...whole(base), isIncomplete: undefined },
  );
  add('starts in the middle', Buffer.concat([bytes.subarray(0, metadataEnd), bytes.subarray(frames[mid]!.at)]), {
    ...damaged(base, 0, frames[mid]!.sample),
    isIncomplete: true,
  });
  return files;
}
