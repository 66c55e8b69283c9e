import { parseMp3Header } from '../../../src/node/files/mp3-info.js';
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
  lyrics3,
  samplesOf,
  u32be,
  whole,
} from './hostile-file.js';

/** Frames whose bits a damaged frame may hold (the bit reservoir), and one that overlaps. */
const REACH_FRAMES = 12;

/** Offsets of an MP3's frames, that of its tag included. */
export function mp3Frames(bytes: Buffer): { readonly at: number; readonly length: number }[] {
  const frames = [];
  let at = bytes.toString('latin1', 0, 3) === 'ID3' ? 10 + bytes.readUInt8(9) + bytes.readUInt8(8) * 128 : 0;
  for (let header = parseMp3Header(bytes, at); header; header = parseMp3Header(bytes, at)) {
    frames.push({ at, length: header.frameBytes });
    at += header.frameBytes;
  }
  return frames;
}

/** Where the encoder's tag is, and what it states. */
function tagOf(bytes: Buffer) {
  const at = Math.max(bytes.indexOf('Info'), bytes.indexOf('Xing'));
  if (at < 0 || at > 4000) return undefined;
  const flags = bytes.readUInt32BE(at + 4);
  const lame = at + 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const gaps = bytes.readUIntBE(lame + 21, 3);
  return { at, lame, frames: bytes.readUInt32BE(at + 8), delay: gaps >> 12, padding: gaps & 0xfff };
}

/** Variants of an MP3 with LAME's tag (`base`) and of one without a tag (`plain`), and another song. */
export function mp3Variants(base: DecodedBase, plain: DecodedBase, other: DecodedBase, chance: Chance): HostileFile[] {
  const { bytes } = base;
  const files: HostileFile[] = [];
  const add = (name: string, changed: Uint8Array, right: Omit<HostileFile, 'name' | 'bytes'>): void =>
    void files.push({ name: `${right.base.name}: ${name}`, bytes: changed, ...right });
  const { samplesPerFrame } = parseMp3Header(bytes, mp3Frames(bytes)[0]!.at)!;

  // Tags in front and behind.
  const noise = Buffer.from([0xff, 0xfb, 0x90, 0x64]);
  for (const version of [2, 3, 4] as const)
    for (const padding of [0, 1, chance.whole(100, 4000), 70_000, 300_000])
      add(`ID3v2.${version} of ${padding}`, Buffer.concat([id3v2(version, 'T', padding), bytes]), {
        ...whole(base),
        tags: { title: 'T' },
      });
  add(
    'ID3v2 full of frame headers',
    Buffer.concat([id3v2(3, 'T', 9, { fill: Buffer.alloc(4000, noise) }), bytes]),
    whole(base),
  );
  add('ID3v2.4 with a footer', Buffer.concat([id3v2(4, 'T', 50, { footer: true }), bytes]), whole(base));
  add(
    'two ID3v2 and zeros',
    Buffer.concat([id3v2(3, 'T', 50), id3v2(4, 'U', 500), Buffer.alloc(3000), bytes]),
    whole(base),
  );
  add('ID3v2.4 behind', Buffer.concat([bytes, id3v2(4, 'T', 5000, { footer: true })]), whole(base));
  add('ID3v2.3 behind', Buffer.concat([bytes, id3v2(3, 'T', 5000)]), whole(base));
  for (const padding of [0, 300, 100_000]) {
    add(`APEv2 of ${padding} behind`, Buffer.concat([bytes, apev2('T', padding)]), {
      ...whole(base),
      tags: { title: 'T' },
    });
    add(`APEv2 of ${padding} and ID3v1 behind`, Buffer.concat([bytes, apev2('T', padding), id3v1('T')]), whole(base));
    add(
      `APEv2 of ${padding} without header, and ID3v1`,
      Buffer.concat([bytes, apev2('T', padding, { header: false }), id3v1('T')]),
      whole(base),
    );
    add(`APEv2 of ${padding} in front`, Buffer.concat([apev2('T', padding), bytes]), whole(base));
  }
  add('ID3v1 behind', Buffer.concat([bytes, id3v1('T')]), { ...whole(base), tags: { title: 'T' } });
  add('Lyrics3 and ID3v1', Buffer.concat([bytes, lyrics3('la la la'.repeat(300)), id3v1('T')]), whole(base));
  add('zeros behind', Buffer.concat([bytes, Buffer.alloc(chance.whole(1, 5000))]), {
    ...whole(base),
    isIncomplete: undefined,
  });
  add('text behind', Buffer.concat([bytes, Buffer.from('<html>the end</html>\n'.repeat(5))]), {
    ...whole(base),
    isIncomplete: undefined,
  });
  add('text in front', Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\nServer: x\r\n\r\n'), bytes]), whole(base));

  // Joined songs.
  add('joined', Buffer.concat([bytes, other.bytes]), joined(base, other));
  add('joined, three', Buffer.concat([bytes, other.bytes, bytes]), joined(base, other, base));
  add('joined to one without a tag', Buffer.concat([bytes, plain.bytes]), {
    base,
    samples: [
      samplesOf(base) + samplesOf(plain) - 4 * samplesPerFrame,
      samplesOf(base) + samplesOf(plain) + 4 * samplesPerFrame,
    ],
    spans: [{ at: 0, from: 0, samples: samplesOf(base) - 2 * samplesPerFrame }],
  });
  add(
    'joined with ID3v1 and ID3v2 between',
    Buffer.concat([bytes, id3v1('A'), id3v2(3, 'B', 70_000), other.bytes]),
    joined(base, other),
  );
  add(
    'joined with APEv2 between',
    Buffer.concat([bytes, apev2('A', 900, { header: false }), other.bytes]),
    joined(base, other),
  );
  add('joined with zeros between', Buffer.concat([bytes, Buffer.alloc(chance.whole(1, 900)), other.bytes]), {
    ...joined(base, other),
    isIncomplete: undefined,
  });

  // The tag's counts, and gapless information.
  const tag = tagOf(bytes)!;
  const audio = mp3Frames(bytes).slice(1);
  const changed = (edit: (copy: Buffer) => void): Buffer => {
    const copy = Buffer.from(bytes);
    edit(copy);
    return copy;
  };
  const startsAt = { from: 0, at: 0, samples: samplesOf(base) };
  const untrimmed = samplesOf(base) + Math.max(0, tag.padding - 529);
  for (const frames of [0, 1, 2 ** 32 - 1, audio.length - 1, audio.length + 1, chance.whole(audio.length + 2, 9999)])
    add(
      `count of ${frames}`,
      changed((copy) => copy.writeUInt32BE(frames, tag.at + 8)),
      {
        base,
        samples: [samplesOf(base), untrimmed],
        spans: [startsAt],
      },
    );
  // Whole frames that are missing: silence is there where it shows, and it is told in any case.
  for (const count of [1, chance.whole(2, 12)]) {
    const first = chance.whole(15, audio.length - count - 15);
    const [from, to] = [audio[first]!.at, audio[first + count]!.at];
    add(
      `${count} frames missing from the ${first}th on`,
      Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]),
      {
        base,
        samples: [samplesOf(base) - count * samplesPerFrame, samplesOf(base)],
        spans: [{ at: 0, from: 0, samples: (first - 3) * samplesPerFrame - tag.delay }],
        isIncomplete: true,
      },
    );
  }
  add(
    'bytes of 0',
    changed((copy) => copy.writeUInt32BE(0, tag.at + 12)),
    whole(base),
  );
  add(
    'bytes far too many',
    changed((copy) => copy.writeUInt32BE(2 ** 31, tag.at + 12)),
    { ...whole(base), isIncomplete: undefined },
  );
  const gap = (delay: number, padding: number): Buffer =>
    changed((copy) => copy.writeUIntBE((delay << 12) | padding, tag.lame + 21, 3));
  const total = audio.length * samplesPerFrame;
  for (const [delay, padding] of [
    [576, 4095],
    [4095, 529],
    [1105, 529],
    [576, 0],
    [0, 0],
    [chance.whole(100, 2000), chance.whole(529, 4095)],
  ] as const) {
    const from = delay + 529;
    const samples = total - from - Math.max(0, padding - 529);
    const shift = from - tag.delay - 529;
    add(`delay ${delay}, padding ${padding}`, gap(delay, padding), {
      base,
      samples,
      spans: [
        {
          at: Math.max(0, -shift),
          from: Math.max(0, shift),
          samples: Math.min(samples - Math.max(0, -shift), samplesOf(base) - Math.max(0, shift)),
        },
      ],
      isIncomplete: false,
    });
  }

  // Cuts: at every structural boundary and inside.
  for (const index of [1, 2, 3, 5, audio.length >> 1, audio.length - 2, audio.length - 1])
    for (const into of [0, 1, 4, chance.whole(5, audio[index]!.length - 1)]) {
      const left = Math.max(0, index * samplesPerFrame - tag.delay - 529);
      const min = Math.max(0, left - samplesPerFrame);
      add(`cut ${into} bytes into frame ${index} of ${audio.length}`, bytes.subarray(0, audio[index]!.at + into), {
        ...cut(base, Math.min(min, samplesOf(base)), left + samplesPerFrame),
        mayBeRefused: left === 0,
      });
    }

  // Damage in the middle: the length stays.
  const mid = chance.whole(14, audio.length - 30);
  const place = (frame: number): number => frame * samplesPerFrame - tag.delay - 529;
  const around = (from: number, to: number) => damaged(base, place(from - 2), place(to + REACH_FRAMES));
  const wreck = (name: string, from: number, to: number, edit: (part: Buffer) => void): void =>
    add(
      name,
      changed((copy) => edit(copy.subarray(audio[from]!.at, audio[to]!.at))),
      around(from, to),
    );
  wreck('a frame of zeros', mid, mid + 1, (part) => part.fill(0));
  wreck('three frames of zeros', mid, mid + 3, (part) => part.fill(0));
  wreck('ten frames of noise', mid, mid + 10, (part) => chance.bytes(part.length).copy(part));
  wreck('a frame header changed', mid, mid + 1, (part) => part.writeUInt8(0, 0));
  files.push({
    name: `${base.name}: bytes of a frame's sound changed`,
    bytes: changed((copy) => chance.bytes(60).copy(copy, audio[mid]!.at + 60)),
    ...around(mid, mid + 1),
    isIncomplete: undefined,
  });
  files.push({
    name: `${base.name}: half a frame of ff`,
    bytes: changed((copy) => copy.fill(0xff, audio[mid]!.at + (audio[mid]!.length >> 1), audio[mid + 1]!.at)),
    ...around(mid, mid + 1),
    isIncomplete: undefined,
  });
  wreck('a text over some frames', mid, mid + 4, (part) => part.fill(' TAG ID3 OggS RIFF '));
  const inserted = Buffer.concat([
    bytes.subarray(0, audio[mid]!.at),
    Buffer.alloc(chance.whole(1, 80), 3),
    bytes.subarray(audio[mid]!.at),
  ]);
  add('bytes put in between frames', inserted, { ...whole(base), isIncomplete: undefined });
  const tagInside = Buffer.concat([
    bytes.subarray(0, audio[mid]!.at),
    id3v2(4, 'X', 3000),
    bytes.subarray(audio[mid]!.at),
  ]);
  add('a tag between frames', tagInside, whole(base));
  const lost = audio[mid]!.at + 20;
  const missing = Buffer.concat([bytes.subarray(0, lost), bytes.subarray(audio[mid + 5]!.at + 50)]);
  add('some frames are gone', missing, {
    base,
    samples: [samplesOf(base) - 7 * samplesPerFrame, samplesOf(base) + samplesPerFrame],
    spans: [{ at: 0, from: 0, samples: place(mid - 2) }],
    isIncomplete: true,
  });

  // One without a tag: starts anywhere.
  const parts = mp3Frames(plain.bytes);
  const start = chance.whole(3, 20);
  add('starts inside a frame', plain.bytes.subarray(parts[start]!.at + chance.whole(1, parts[start]!.length - 1)), {
    base: plain,
    samples: samplesOf(plain) - (start + 1) * samplesPerFrame,
    spans: [
      {
        at: REACH_FRAMES * samplesPerFrame,
        from: (start + 1 + REACH_FRAMES) * samplesPerFrame,
        samples: samplesOf(plain) - (start + 1 + REACH_FRAMES) * samplesPerFrame,
      },
    ],
  });
  // A VBRI tag in place of none.
  const first = parts[0]!;
  for (const frames of [parts.length, 3, 90_000]) {
    const vbri = Buffer.alloc(first.length);
    plain.bytes.copy(vbri, 0, first.at, first.at + 4);
    Buffer.concat([
      Buffer.from('VBRI'),
      Buffer.from([0, 1, 0, 0, 0, 75]),
      u32be(plain.bytes.length + first.length),
      u32be(frames),
    ]).copy(vbri, 36);
    add(`VBRI of ${frames} frames`, Buffer.concat([vbri, plain.bytes]), {
      ...whole(plain),
      isIncomplete: frames > parts.length + 1 ? undefined : false,
    });
  }
  return files;
}
