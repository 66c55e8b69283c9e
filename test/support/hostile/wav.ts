import {
  apev2,
  type Chance,
  cut,
  type DecodedBase,
  type HostileFile,
  id3v1,
  id3v2,
  samplesOf,
  u16le,
  u32le,
  whole,
} from './hostile-file.js';

const GUID_TAIL = Buffer.from('000000001000800000aa00389b71', 'hex');
const chunk = (id: string, body: Buffer, size = body.length, padding = body.length & 1): Buffer =>
  Buffer.concat([Buffer.from(id), u32le(size), body, Buffer.alloc(padding)]);
const riff = (...chunks: Buffer[]): Buffer => {
  const body = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from('RIFF'), u32le(body.length + 4), Buffer.from('WAVE'), body]);
};

/** Sample forms: name, format tag, bits, bytes, writer of a value of [−1, 1]. */
const FORMS: readonly [
  name: string,
  tag: number,
  bits: number,
  bytes: number,
  write: (to: Buffer, at: number, value: number) => void,
][] = [
  ['u8', 1, 8, 1, (to, at, v) => void to.writeUInt8(Math.min(255, Math.round(v * 128) + 128), at)],
  ['s12', 1, 12, 2, (to, at, v) => void to.writeInt16LE(Math.round(v * 2047) * 16, at)],
  ['s16', 1, 16, 2, (to, at, v) => void to.writeInt16LE(Math.round(v * 32_767), at)],
  ['s20', 1, 20, 3, (to, at, v) => void to.writeIntLE(Math.round(v * 524_287) * 16, at, 3)],
  ['s24', 1, 24, 3, (to, at, v) => void to.writeIntLE(Math.round(v * 8_388_607), at, 3)],
  ['s24 in 32', 1, 24, 4, (to, at, v) => void to.writeInt32LE(Math.round(v * 8_388_607) * 256, at)],
  ['s32', 1, 32, 4, (to, at, v) => void to.writeInt32LE(Math.round(v * 2_147_483_647), at)],
  ['f32', 3, 32, 4, (to, at, v) => void to.writeFloatLE(v, at)],
  ['f64', 3, 64, 8, (to, at, v) => void to.writeDoubleLE(v, at)],
];

/** A sweep in each channel, written as WAV in every form, with every header that people have. */
export function wavVariants(chance: Chance): HostileFile[] {
  const files: HostileFile[] = [];
  const make = (
    channels: number,
    sampleRateHz: number,
    samples: number,
    [name, tag, bits, bytes, write]: (typeof FORMS)[number],
    mask?: number,
  ) => {
    const pcm = new Float32Array(samples * channels).map(
      (_, i) => 0.4 * Math.sin((i % channels) + 1 + (Math.floor(i / channels) ** 2 * 0.001) / channels),
    );
    const data = Buffer.alloc(pcm.length * bytes);
    for (const [i, value] of pcm.entries()) write(data, i * bytes, value);
    const align = channels * bytes;
    const extra = mask === undefined ? [] : [u16le(22), u16le(bits), u32le(mask), u16le(tag), GUID_TAIL];
    const container = mask === undefined ? bits : bytes * 8;
    const fmt = chunk(
      'fmt ',
      Buffer.concat([
        u16le(mask === undefined ? tag : 0xfffe),
        u16le(channels),
        u32le(sampleRateHz),
        u32le(sampleRateHz * align),
        u16le(align),
        u16le(container),
        ...extra,
      ]),
    );
    const base: DecodedBase = {
      name: `wav ${name}, ${channels} channels`,
      bytes: riff(fmt, chunk('data', data)),
      channels,
      sampleRateHz,
      pcm,
    };
    return { base, fmt, data };
  };
  const add = (name: string, bytes: Uint8Array, right: Omit<HostileFile, 'name' | 'bytes'>): void =>
    void files.push({ name: `${right.base.name}: ${name}`, bytes, ...right });

  for (const form of FORMS)
    for (const [channels, mask] of [
      [1, undefined],
      [2, undefined],
      [2, 0x3],
      [3, 0xb],
      [4, 0x107],
      [6, 0x60f],
      [8, 0x63f],
      [5, 0],
      [6, 0x3f],
    ] as const)
      for (const samples of [1, chance.whole(2, 3000)]) {
        const { base } = make(channels, chance.pick([8000, 11_025, 44_100, 48_000, 192_000]), samples, form, mask);
        add(`${samples} samples, mask ${mask?.toString(16)}`, base.bytes, whole(base));
      }

  const { base, fmt, data } = make(2, 44_100, 5000, FORMS[2]!);
  const total = samplesOf(base);
  const body = chunk('data', data);
  const info = (title: string): Buffer =>
    chunk(
      'LIST',
      Buffer.concat([Buffer.from('INFO'), chunk('INAM', Buffer.from(`${title}\0`)), chunk('IART', Buffer.from('A\0'))]),
    );
  const tagged = { ...whole(base), tags: { title: 'T' } };
  add('LIST INFO in front', riff(info('T'), fmt, body), tagged);
  add('LIST INFO behind', riff(fmt, body, info('T')), tagged);
  for (const padding of [0, chance.whole(1, 9000), 300_000]) {
    add(`id3 chunk of ${padding} in front`, riff(chunk('id3 ', id3v2(3, 'T', padding)), fmt, body), tagged);
    add(`id3 chunk of ${padding} behind`, riff(fmt, body, chunk('ID3 ', id3v2(4, 'T', padding))), whole(base));
    add(`ID3v2 of ${padding} in front of RIFF`, Buffer.concat([id3v2(3, 'T', padding), base.bytes]), tagged);
    add(`APEv2 of ${padding} behind`, Buffer.concat([base.bytes, apev2('T', padding)]), whole(base));
  }
  add('ID3v1 behind', Buffer.concat([base.bytes, id3v1('T')]), whole(base));
  add(
    'chunks of every kind',
    riff(
      chunk('JUNK', chance.bytes(28)),
      chunk('bext', chance.bytes(603)),
      fmt,
      chunk('fact', u32le(1)),
      chunk('cue ', chance.bytes(24)),
      chunk('PEAK', chance.bytes(17)),
      body,
      chunk('_PMX', chance.bytes(901)),
    ),
    whole(base),
  );
  add('two data chunks', riff(fmt, body, chunk('data', data)), {
    base,
    samples: [total, 2 * total],
    spans: whole(base).spans,
  });
  add('a text in front', Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), base.bytes]), {
    ...whole(base),
    mayBeRefused: true,
  });
  const sized = (size: number, riffSize?: number): Buffer => {
    const file = riff(fmt, chunk('data', data, size));
    if (riffSize !== undefined) file.writeUInt32LE(riffSize, 4);
    return file;
  };
  for (const size of [
    0xffffffff,
    0xfffffffe,
    0x80000000,
    0x7fffffff,
    0x7ffff000,
    data.length + 2,
    data.length + 4000,
    chance.whole(data.length + 1, 2 ** 31),
  ])
    add(`data of ${size}`, sized(size), { ...whole(base), isIncomplete: undefined });
  for (const size of [0, 1, 36, data.length, 2 ** 31, 2 ** 32 - 1])
    add(`RIFF of ${size}`, sized(data.length, size), whole(base));
  add('data of 0, RIFF of 0', sized(0, 0), whole(base));
  add('data of 0, RIFF of −1', sized(0, 2 ** 32 - 1), whole(base));
  for (const size of [4, 1000, data.length - 4])
    add(`data of ${size}, shorter than there is`, sized(size), {
      base,
      samples: [size / 4, total],
      spans: [{ at: 0, from: 0, samples: size / 4 }],
    });
  for (let at = 0; at < 44 + 8; at++)
    add(`cut at ${at}`, base.bytes.subarray(0, at), {
      ...cut(base, Math.max(0, Math.floor((at - 44) / 4)), Math.max(0, Math.floor((at - 44) / 4))),
      mayBeRefused: at < 48,
      isIncomplete: undefined,
    });
  for (let n = 0; n < 6; n++) {
    const at = chance.whole(60, base.bytes.length - 1);
    add(`cut at ${at}`, base.bytes.subarray(0, at), cut(base, Math.floor((at - 44) / 4), Math.floor((at - 44) / 4)));
  }
  for (const id of ['LIST', 'JUNK', 'bext', 'id3 ', 'fact'])
    for (const size of [0x7fffffff, 0xffffffff, 0xfffffff0])
      add(`${id} of ${size} in front`, riff(fmt, chunk(id, Buffer.alloc(20), size), body), {
        ...whole(base),
        mayBeRefused: true,
        isIncomplete: undefined,
      });
  add(
    'a LIST whose inner length is huge',
    riff(chunk('LIST', Buffer.concat([Buffer.from('INFOINAM'), u32le(0xffffffff), Buffer.from('T\0')])), fmt, body),
    whole(base),
  );
  return files;
}
