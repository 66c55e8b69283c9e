/** Formats of an `AudioData`, as WebCodecs names them. */
export type AudioSampleFormatName =
  | 'u8'
  | 's16'
  | 's32'
  | 'f32'
  | 'u8-planar'
  | 's16-planar'
  | 's32-planar'
  | 'f32-planar';

/** Samples in memory; integers at full scale for ±1, `u8` around 128. */
export type SampleArray = Uint8Array | Int16Array | Int32Array | Float32Array;

interface Encoding {
  readonly bytes: number;
  view(buffer: ArrayBuffer, byteOffset: number, length: number): SampleArray;
  /** Full scale. */
  readonly scale: number;
  readonly offset: number;
}

const ENCODINGS = {
  u8: { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n), scale: 128, offset: 128 },
  s16: { bytes: 2, view: (b, o, n) => new Int16Array(b, o, n), scale: 32_768, offset: 0 },
  s32: { bytes: 4, view: (b, o, n) => new Int32Array(b, o, n), scale: 2_147_483_648, offset: 0 },
  f32: { bytes: 4, view: (b, o, n) => new Float32Array(b, o, n), scale: 1, offset: 0 },
} as const satisfies Record<string, Encoding>;

/** All formats. */
export const SAMPLE_FORMATS: readonly AudioSampleFormatName[] = [
  'u8',
  's16',
  's32',
  'f32',
  'u8-planar',
  's16-planar',
  's32-planar',
  'f32-planar',
];

/** Whether each channel has a plane of its own. */
export const isPlanar = (format: AudioSampleFormatName): boolean => format.endsWith('-planar');

const encodingOf = (format: AudioSampleFormatName): Encoding =>
  ENCODINGS[format.replace('-planar', '') as keyof typeof ENCODINGS];

/** Bytes of one sample. */
export const sampleBytes = (format: AudioSampleFormatName): number => encodingOf(format).bytes;

/** `length` samples of a format from `byteOffset` on, which must be a multiple of the sample's size. */
export const sampleView = (
  format: AudioSampleFormatName,
  buffer: ArrayBuffer,
  byteOffset: number,
  length: number,
): SampleArray => encodingOf(format).view(buffer, byteOffset, length);

/**
 * Copies samples from one format to another: exactly where both are the same, else rounded to the nearest and clipped to
 * full scale.
 *
 * @param step distance of two samples, in samples: the number of channels where they are interleaved
 */
export function copySamples(
  from: { readonly samples: SampleArray; readonly format: AudioSampleFormatName; at: number; readonly step: number },
  to: { readonly samples: SampleArray; readonly format: AudioSampleFormatName; at: number; readonly step: number },
  count: number,
): void {
  const source = encodingOf(from.format);
  const target = encodingOf(to.format);
  const isSame = source === target;
  const isFloat = target === ENCODINGS.f32;
  const lowest = target.offset - target.scale;
  const highest = target.offset + target.scale - 1;
  for (let i = 0; i < count; i++) {
    const raw = from.samples[from.at + i * from.step]!;
    const value = isSame ? raw : ((raw - source.offset) / source.scale) * target.scale + target.offset;
    to.samples[to.at + i * to.step] =
      isSame || isFloat ? value : Math.min(Math.max(Math.round(value), lowest), highest);
  }
}
