import { seededRandom } from '../../../src/core/random.js';

/** A stretch of a base's own audio that must be in the result: `samples` from `from` of the base at `at` of the result. */
export interface Span {
  readonly at: number;
  readonly from: number;
  readonly samples: number;
  /** @default the variant's own base */
  readonly base?: DecodedBase;
}

/** Audio of which variants are made, as FFmpeg decodes it. */
export interface DecodedBase {
  readonly name: string;
  readonly bytes: Buffer;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** [samples × channels] */
  readonly pcm: Float32Array;
}

/** A file as people have it, and what is right for it. */
export interface HostileFile {
  readonly name: string;
  readonly base: DecodedBase;
  readonly bytes: Uint8Array;
  /** Samples per channel, [min, max] where the file does not settle it. */
  readonly samples: number | readonly [min: number, max: number];
  readonly spans: readonly Span[];
  /** Whether the user must be told that audio is missing; undefined where either is right. */
  readonly isIncomplete?: boolean | undefined;
  /** Whether a coded error is right, too. */
  readonly mayBeRefused?: boolean;
  readonly tags?: object;
  /** Whether the length cannot be known before it is decoded, although the file states it. */
  readonly isLengthUnclear?: boolean;
  /** Factor between the base's samples and the file's. @default 1 */
  readonly gain?: number;
}

export const samplesOf = ({ pcm, channels }: DecodedBase): number => pcm.length / channels;

/** The whole base, unharmed. */
export const whole = (base: DecodedBase): Pick<HostileFile, 'base' | 'samples' | 'spans' | 'isIncomplete'> => ({
  base,
  samples: samplesOf(base),
  spans: [{ at: 0, from: 0, samples: samplesOf(base) }],
  isIncomplete: false,
});

/** Several bases one after another. */
export const joined = (
  ...bases: readonly DecodedBase[]
): Pick<HostileFile, 'base' | 'samples' | 'spans' | 'isIncomplete'> => {
  let at = 0;
  const spans = bases.map((base) => {
    // What has another rate is resampled.
    const samples = Math.ceil((samplesOf(base) * bases[0]!.sampleRateHz) / base.sampleRateHz);
    at += samples;
    return { at: at - samples, from: 0, samples, base };
  });
  return { base: bases[0]!, samples: at, spans, isIncomplete: false };
};

/** The base with damage in [from, to): its length stays, and what is outside it. */
export const damaged = (
  base: DecodedBase,
  from: number,
  to: number,
): Pick<HostileFile, 'base' | 'samples' | 'spans' | 'isIncomplete'> => ({
  base,
  samples: samplesOf(base),
  spans: [
    { at: 0, from: 0, samples: Math.max(0, from) },
    { at: to, from: to, samples: Math.max(0, samplesOf(base) - to) },
  ].filter(({ samples }) => samples > 0),
  isIncomplete: true,
});

/** What is left of a base whose end, from about `samples` on, is missing. */
export const cut = (
  base: DecodedBase,
  min: number,
  max: number,
): Pick<HostileFile, 'base' | 'samples' | 'spans' | 'isIncomplete'> => ({
  base,
  samples: [min, max],
  spans: min > 0 ? [{ at: 0, from: 0, samples: min }] : [],
  isIncomplete: true,
});

/** Seeded helpers of the generators. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number of [min, max]. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]!;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.whole(0, 255)));
  }
}

export const u32be = (n: number): Buffer => Buffer.from([n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]);
export const u32le = (n: number): Buffer => u32be(n).reverse();
export const u16le = (n: number): Buffer => Buffer.from([n & 255, (n >> 8) & 255]);
export const syncsafe = (n: number): Buffer => Buffer.from([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127]);

/** An ID3v2 tag with a title and `padding` bytes behind it. */
export function id3v2(
  version: 2 | 3 | 4,
  title: string,
  padding: number,
  { footer = false, fill = Buffer.alloc(0) } = {},
): Buffer {
  const text = Buffer.concat([Buffer.from([0]), Buffer.from(title, 'latin1')]);
  const priv = Buffer.concat([Buffer.from('x\0'), fill]);
  const frames =
    version === 2
      ? [Buffer.from('TT2'), u32be(text.length).subarray(1), text]
      : [Buffer.from('TIT2'), version === 4 ? syncsafe(text.length) : u32be(text.length), Buffer.alloc(2), text];
  const extra =
    fill.length === 0 || version === 2
      ? []
      : [Buffer.from('PRIV'), version === 4 ? syncsafe(priv.length) : u32be(priv.length), Buffer.alloc(2), priv];
  const body = Buffer.concat([...frames, ...extra, Buffer.alloc(padding)]);
  const rest = Buffer.concat([Buffer.from([version, 0, footer ? 0x10 : 0]), syncsafe(body.length)]);
  return Buffer.concat([Buffer.from('ID3'), rest, body, ...(footer ? [Buffer.from('3DI'), rest] : [])]);
}

/** An APEv2 tag with a title; `padding` bytes in a binary item. */
export function apev2(title: string, padding: number, { header = true } = {}): Buffer {
  const item = (key: string, flags: number, value: Buffer): Buffer =>
    Buffer.concat([u32le(value.length), u32le(flags), Buffer.from(`${key}\0`), value]);
  const items = Buffer.concat([item('Title', 0, Buffer.from(title)), item('Blob', 2, Buffer.alloc(padding, 0xff))]);
  const mark = (flags: number): Buffer =>
    Buffer.concat([
      Buffer.from('APETAGEX'),
      u32le(2000),
      u32le(items.length + 32),
      u32le(2),
      u32le(flags),
      Buffer.alloc(8),
    ]);
  const has = header ? 0x80000000 : 0;
  return Buffer.concat([...(header ? [mark(has | 0x20000000)] : []), items, mark(has)]);
}

export const id3v1 = (title: string): Buffer =>
  Buffer.concat([Buffer.from('TAG'), Buffer.from(title.padEnd(30, '\0')), Buffer.alloc(95)]);

/** A Lyrics3 tag of version 2. */
export const lyrics3 = (text: string): Buffer => {
  const body = `LYRICSBEGININD00003110LYR${String(text.length).padStart(5, '0')}${text}`;
  return Buffer.from(`${body}${String(body.length).padStart(6, '0')}LYRICS200`);
};
