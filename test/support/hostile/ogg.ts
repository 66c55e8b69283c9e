import { oggChecksum } from '../../../src/node/files/ogg-pages.js';
import {
  type Chance,
  cut,
  type DecodedBase,
  damaged,
  type HostileFile,
  id3v1,
  id3v2,
  joined,
  samplesOf,
  u32le,
  whole,
} from './hostile-file.js';

/** The pages of an Ogg file. */
export function oggPagesOf(bytes: Buffer): Buffer[] {
  const pages = [];
  for (let at = 0; at < bytes.length; ) {
    const segments = bytes[at + 26]!;
    const size = 27 + segments + bytes.subarray(at + 27, at + 27 + segments).reduce((sum, n) => sum + n, 0);
    pages.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return pages;
}

/** A page with its checksum, after a change. */
export function sealed(page: Buffer, edit: (copy: Buffer) => void = () => {}): Buffer {
  const copy = Buffer.from(page);
  edit(copy);
  copy.writeUInt32LE(oggChecksum(copy), 22);
  return copy;
}

const granule = (page: Buffer): number => Number(page.readBigInt64LE(6));
const setGranule = (value: number | bigint) => (page: Buffer) => void page.writeBigInt64LE(BigInt(value), 6);
const setSerial = (serial: number) => (page: Buffer) => void page.writeUInt32LE(serial, 14);

/** A page of one stream that is no audio. */
function foreignPage(serial: number, sequence: number, flags: number, body: Buffer): Buffer {
  const lacing = [...Array(Math.floor(body.length / 255)).fill(255), body.length % 255];
  return sealed(
    Buffer.concat([
      Buffer.from('OggS\0'),
      Buffer.from([flags]),
      Buffer.alloc(8),
      u32le(serial),
      u32le(sequence),
      Buffer.alloc(4),
      Buffer.from([lacing.length, ...lacing]),
      body,
    ]),
  );
}

/** Samples around damage that it may touch: a long block of Vorbis. */
const RECOVERY = 8192;
/**
 * Samples that Opus may need to be itself again behind damage: its energies are coded as differences. Its predictor of
 * speech, which a channel of its own may get, follows a pure tone for longer than these files last.
 */
const OPUS_RECOVERY = 24_000;

/** Variants of an Ogg file with a page every tenth of a second or so. */
export function oggVariants(
  base: DecodedBase,
  other: DecodedBase,
  chance: Chance,
  { headers, preSkip }: { readonly headers: number; readonly preSkip: number },
): HostileFile[] {
  const pages = oggPagesOf(base.bytes);
  const files: HostileFile[] = [];
  const add = (name: string, parts: readonly Buffer[], right: Omit<HostileFile, 'name' | 'bytes'>): void =>
    void files.push({ name: `${base.name}: ${name}`, bytes: Buffer.concat(parts), ...right });
  const total = samplesOf(base);
  const otherSamples = Math.ceil((samplesOf(other) * base.sampleRateHz) / other.sampleRateHz);
  const others = oggPagesOf(other.bytes);
  const audio = pages.slice(headers);
  const head = pages.slice(0, headers);
  /** Samples up to the end of the audio page of that index. */
  const endOf = (index: number): number =>
    index < 0 ? 0 : Math.min(total, Math.max(0, granule(audio[index]!) - preSkip));
  const renumbered = (list: readonly Buffer[]): Buffer[] =>
    list.map((page, i) => sealed(page, (copy) => copy.writeUInt32LE(i, 18)));

  // In front, between, behind.
  for (const version of [2, 3, 4] as const)
    add(`ID3v2.${version} in front`, [id3v2(version, 'T', chance.whole(0, 90_000)), ...pages], whole(base));
  add('junk in front', [Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), ...pages], {
    ...whole(base),
    mayBeRefused: true,
    isIncomplete: undefined,
  });
  add('ID3v1 behind', [...pages, id3v1('T')], whole(base));
  add('zeros behind', [...pages, Buffer.alloc(chance.whole(1, 9000))], whole(base));
  add('text behind', [...pages, Buffer.from('OggS is the end')], { ...whole(base), isIncomplete: undefined });
  const gapAt = chance.whole(2, audio.length - 4);
  const split = (at: number, ...between: Buffer[]): Buffer[] => [
    ...head,
    ...audio.slice(0, at),
    ...between,
    ...audio.slice(at),
  ];
  add('junk between pages', split(gapAt, chance.bytes(chance.whole(1, 3000))), {
    ...whole(base),
    isIncomplete: undefined,
  });

  // Chains.
  add('chain', [...pages, ...others.map((page) => sealed(page, setSerial(77)))], joined(base, other));
  add(
    'chain of the same serial',
    [...pages, ...others.map((page) => sealed(page, setSerial(pages[0]!.readUInt32LE(14))))],
    joined(base, other),
  );
  add(
    'chain of three with junk between',
    [
      ...pages,
      Buffer.alloc(100),
      ...others.map((page) => sealed(page, setSerial(5))),
      id3v1('x'),
      ...pages.map((page) => sealed(page, setSerial(6))),
    ],
    joined(base, other, base),
  );
  const unmarked = pages.map((page) => sealed(page, (copy) => copy.writeUInt8(copy[5]! & ~4, 5)));
  add(
    'chain whose first link has no end mark',
    [...unmarked, ...others.map((page) => sealed(page, setSerial(77)))],
    joined(base, other),
  );
  add('no end mark', unmarked, { ...whole(base), isIncomplete: undefined });
  add(
    'chain whose first link is cut',
    [...head, ...audio.slice(0, -2), ...others.map((page) => sealed(page, setSerial(77)))],
    {
      base,
      samples: [endOf(audio.length - 4) + otherSamples - RECOVERY, total + otherSamples],
      spans: [{ at: 0, from: 0, samples: endOf(audio.length - 5) }],
    },
  );

  // Other streams at the same time.
  const skeleton = foreignPage(900, 0, 2, Buffer.concat([Buffer.from('fishead\0'), Buffer.alloc(56)]));
  const video = foreignPage(901, 0, 2, Buffer.concat([Buffer.from('\x80theora'), Buffer.alloc(35)]));
  const more = (n: number): Buffer => foreignPage(901, n, 0, chance.bytes(300));
  add(
    'beside a skeleton and video',
    [skeleton, video, pages[0]!, ...pages.slice(1).flatMap((page, i) => [page, more(i + 1)])],
    whole(base),
  );
  add(
    'video after it has begun',
    [pages[0]!, video, ...pages.slice(1).flatMap((page, i) => [more(i + 1), page])],
    whole(base),
  );
  add(
    'two of audio at the same time',
    interleaved([pages, others.map((page) => sealed(page, setSerial(77)))]),
    whole(base),
  );
  add(
    'of unknown codec first',
    [foreignPage(55, 0, 2, Buffer.from(`Speex   ${'x'.repeat(72)}`)), pages[0]!, ...pages.slice(1)],
    { ...whole(base), mayBeRefused: true },
  );

  // Positions.
  const offset = chance.whole(48_000, 9e8);
  add(
    'positions that begin late',
    pages.map((page, i) =>
      i < headers || granule(page) < 0 ? page : sealed(page, setGranule(granule(page) + offset)),
    ),
    { ...whole(base), isIncomplete: undefined },
  );
  add('an empty last page', [...unmarked, foreignEnd(pages.at(-1)!)], whole(base));
  add(
    'position −1 on some pages',
    pages.map((page, i) => (i > headers + 1 && i < pages.length - 1 && i % 2 ? sealed(page, setGranule(-1)) : page)),
    whole(base),
  );
  add('position 0 on the last page', [...pages.slice(0, -1), sealed(pages.at(-1)!, setGranule(0))], {
    base,
    samples: [0, total + RECOVERY],
    spans: [],
    mayBeRefused: true,
  });
  add('a huge position on the last page', [...pages.slice(0, -1), sealed(pages.at(-1)!, setGranule(2n ** 62n))], {
    base,
    samples: [total, total + RECOVERY],
    spans: [{ at: 0, from: 0, samples: total }],
  });
  add(
    'a huge position in the middle',
    split(gapAt).map((page, i) => (i === headers + gapAt ? sealed(page, setGranule(2n ** 61n)) : page)),
    { ...whole(base), isIncomplete: undefined },
  );
  for (const samples of [1, chance.whole(2, 5000), endOf(audio.length - 2) - endOf(audio.length - 3)]) {
    const end = total - samples;
    if (end > endOf(audio.length - 2))
      add(
        `trimmed by ${samples} more`,
        [...pages.slice(0, -1), sealed(pages.at(-1)!, setGranule(granule(pages.at(-1)!) - samples))],
        { base, samples: end, spans: [{ at: 0, from: 0, samples: end }], isIncomplete: false },
      );
  }

  // Cuts.
  for (const index of [0, 1, 2, audio.length >> 1, audio.length - 1])
    for (const into of [0, 1, 27, 40]) {
      const page = audio[index]!.subarray(0, into);
      const end = endOf(index - 1);
      add(`cut ${into} bytes into page ${index} of ${audio.length}`, [...head, ...audio.slice(0, index), page], {
        ...cut(base, Math.max(0, end - 2 * RECOVERY), end + RECOVERY),
        isIncomplete: into > 0 && index > 0 ? true : undefined,
        mayBeRefused: index === 0,
      });
    }
  for (let i = 0; i <= headers; i++)
    add(`only ${i} pages`, pages.slice(0, i), { base, samples: 0, spans: [], mayBeRefused: true });
  add(
    'without its last byte',
    [base.bytes.subarray(0, -1)],
    cut(base, Math.max(0, endOf(audio.length - 2) - RECOVERY), total),
  );

  // Damage.
  const around = (from: number, to: number) =>
    damaged(
      base,
      Math.max(0, endOf(from - 1) - RECOVERY),
      Math.min(total, endOf(to) + (preSkip === 0 ? RECOVERY : base.channels > 2 ? total : OPUS_RECOVERY)),
    );
  const wreck = (name: string, from: number, to: number, edit: (page: Buffer) => Buffer[]): void =>
    add(
      name,
      [...head, ...audio.flatMap((page, i) => (i >= from && i <= to ? edit(Buffer.from(page)) : [page]))],
      around(from, to),
    );
  wreck('a bit of a page', gapAt, gapAt, (page) => {
    page[page.length >> 1]! ^= 4;
    return [page];
  });
  wreck('a page of zeros', gapAt, gapAt, (page) => [page.fill(0)]);
  wreck('a page is gone', gapAt, gapAt, () => []);
  wreck('two pages are gone', gapAt, gapAt + 1, () => []);
  wreck('a page header', gapAt, gapAt, (page) => [page.fill(0xff, 0, 27)]);
  wreck('lacing values', gapAt, gapAt, (page) => {
    page[27]! ^= 0x55;
    return [page];
  });
  wreck('half a page', gapAt, gapAt, (page) => [page.subarray(0, page.length >> 1)]);
  wreck('a page full of the name of pages', gapAt, gapAt, (page) => [page.fill('OggS')]);
  wreck('noise in packets under a right checksum', gapAt, gapAt, (page) => [
    sealed(page, (copy) => chance.bytes(copy.length - 27 - copy[26]!).copy(copy, 27 + copy[26]!)),
  ]);
  files.splice(files.length - 1, 1, {
    ...files.at(-1)!,
    isIncomplete: undefined,
    isLengthUnclear: true,
    samples: [total - RECOVERY, total + 2 * RECOVERY],
    spans: files.at(-1)!.spans.filter(({ at }) => at === 0),
  });
  add('a page twice', split(gapAt, audio[gapAt - 1]!), { ...whole(base), isIncomplete: undefined });
  add(
    'two pages exchanged',
    [...head, ...audio.slice(0, gapAt), audio[gapAt + 1]!, audio[gapAt]!, ...audio.slice(gapAt + 2)],
    { ...around(gapAt, gapAt + 1), isIncomplete: undefined },
  );
  add('begins in the middle', [...head, ...audio.slice(gapAt)], {
    base,
    samples: [total - endOf(gapAt - 1) - RECOVERY, total - endOf(gapAt - 1) + RECOVERY],
    spans: [],
  });
  add('page numbers begin anew in the middle', [...head, ...audio.slice(0, gapAt), ...renumbered(audio.slice(gapAt))], {
    ...whole(base),
    isIncomplete: undefined,
  });
  if (preSkip > 0) {
    const edited = (edit: (packet: Buffer) => void): Buffer[] => [
      sealed(pages[0]!, (copy) => edit(copy.subarray(28))),
      ...pages.slice(1),
    ];
    for (const skip of [0, 1, 311, chance.whole(313, 20_000), 65_535]) {
      const at = Math.max(0, preSkip - skip);
      const from = Math.max(0, skip - preSkip);
      add(
        `pre-skip of ${skip}`,
        edited((packet) => packet.writeUInt16LE(skip, 10)),
        {
          base,
          samples: Math.max(0, total + preSkip - skip),
          spans: [{ at, from, samples: total - from }].filter(({ samples }) => samples > 0),
          isIncomplete: false,
        },
      );
    }
    for (const db of [-12, 6, -128, chance.whole(-30, 6)])
      add(
        `output gain of ${db} dB`,
        edited((packet) => packet.writeInt16LE(Math.max(-32_768, db * 256), 16)),
        { ...whole(base), gain: 10 ** (db / 20) },
      );
  }
  return files;
}

/** An empty page that marks the end, behind `last`. */
const foreignEnd = (last: Buffer): Buffer =>
  sealed(Buffer.concat([last.subarray(0, 26), Buffer.from([0])]), (copy) => {
    copy[5] = 4;
    copy.writeUInt32LE(last.readUInt32LE(18) + 1, 18);
  });

const interleaved = ([a, b]:
  | readonly [readonly Buffer[], readonly Buffer[]]
  | readonly (readonly Buffer[])[]): Buffer[] =>
  Array.from({ length: Math.max(a!.length, b!.length) }, (_, i) => [a![i], b![i]])
    .flat()
    .filter((page) => page !== undefined);
