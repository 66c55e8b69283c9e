import { crc32c } from '../crc32c.js';
import { fromHalf, toHalf } from '../dsp/half-float.js';
import { CodecError, requireInteger } from '../errors.js';
import { type CodecFormat, FORMAT_LIMITS } from '../latent/format.js';
import { type LatentNormalizer, MAX_BITS } from '../latent/quantizer.js';

/**
 * Header of the `.lc` file, version 1. `docs/wire-format.md` is its specification. Big endian:
 *
 *     bytes 0–3    "LCST"
 *     byte 4       version
 *     byte 5       flags: bit 0 = normaliser present, bit 1 = blocks may be packed, bit 2 = spatial parameters,
 *                  bit 3 = pauses, the others 0
 *     bytes 6–21   first 16 bytes of the model's sha256
 *     bytes 22–24  sample rate of the original, Hz
 *     byte 25      channels of the original
 *     bytes 26–28  sample rate of the codec, Hz
 *     byte 29      channels of the codec
 *     bytes 30–31  samples per latent frame − 1
 *     bytes 32–33  values per latent frame
 *     byte 34      bit planes
 *     then         normaliser: offset and scale of each latent channel, half floats, if flagged
 *     last 4       CRC-32C of all before
 */
export const LC_MAGIC = [0x4c, 0x43, 0x53, 0x54] as const;
/** File version that this build writes, and the only one that it reads. */
export const LC_VERSION = 1;
/** Bytes from the magic to the bit planes: the header without its normaliser and CRC. */
export const LC_FIXED_HEADER_BYTES = 35;
/** Bytes of the model's sha256 in the header: 128 bits rule out chance, and all 32 bytes would be half the overhead. */
export const LC_HASH_BYTES = 16;
const FLAG_NORMALIZER = 1;
const FLAG_PACKED = 2;
const FLAG_SPATIAL = 4;
const FLAG_PAUSES = 8;
const FLAGS = FLAG_NORMALIZER | FLAG_PACKED | FLAG_SPATIAL | FLAG_PAUSES;

/** The fields of the header; {@link LC_LIMITS} has the range of each integer. */
export interface LcHeader {
  /** Hex sha256 of the model; only its first 32 digits in a header that was read from a file. */
  readonly modelSha256: string;
  readonly originalSampleRateHz: number;
  readonly originalChannels: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly hopSamples: number;
  readonly latentSize: number;
  readonly planes: number;
  /** Normaliser measured for this file, for models whose latents are not in (−1, 1). */
  readonly normalizer?: LatentNormalizer;
  /** Whether blocks may be packed (`packed-block.ts`). */
  readonly isPacked?: true;
  /** Whether every frame has a byte of spatial parameters (`spatial-parameters.ts`). */
  readonly hasSpatialParameters?: true;
  /** Whether there may be records that stand for frames without audio: a recording of a stream with silence or gaps. */
  readonly hasPauses?: true;
}

/** The header of a file whose audio, of the form `original`, a model has encoded; `rest` is what they do not determine. */
export const lcHeaderOf = (
  { sha256, format }: { readonly sha256: string; readonly format: CodecFormat },
  original: { readonly sampleRateHz: number; readonly channels: number },
  rest: Pick<LcHeader, 'planes' | 'normalizer' | 'isPacked' | 'hasSpatialParameters' | 'hasPauses'>,
): LcHeader => ({
  modelSha256: sha256,
  originalSampleRateHz: original.sampleRateHz,
  originalChannels: original.channels,
  sampleRateHz: format.sampleRateHz,
  channels: format.channels,
  hopSamples: format.hopSamples,
  latentSize: format.latentSize,
  ...rest,
});

/** [min, max] of every integer field of the header. */
export const LC_LIMITS = {
  originalSampleRateHz: [1, 0xffffff],
  originalChannels: [1, 255],
  sampleRateHz: FORMAT_LIMITS.sampleRateHz,
  channels: FORMAT_LIMITS.channels,
  hopSamples: FORMAT_LIMITS.hopSamples,
  latentSize: FORMAT_LIMITS.latentSize,
  planes: [1, MAX_BITS],
} as const satisfies Partial<Record<keyof LcHeader, readonly [number, number]>>;

const FIELDS = Object.keys(LC_LIMITS) as (keyof typeof LC_LIMITS)[];

/** Whether a file with this header was written with the model of this (full) sha256. */
export const lcModelMatches = (header: Pick<LcHeader, 'modelSha256'>, sha256: string): boolean =>
  sha256.slice(0, LC_HASH_BYTES * 2) === header.modelSha256.slice(0, LC_HASH_BYTES * 2);

/** The bytes of a header, its CRC included. @throws RangeError naming the field that is outside its range */
export function encodeLcHeader(header: LcHeader): Uint8Array {
  for (const field of FIELDS) requireInteger(field, header[field], LC_LIMITS[field][0], LC_LIMITS[field][1]);
  if (!/^([0-9a-f]{32}|[0-9a-f]{64})$/.test(header.modelSha256))
    throw new RangeError(`modelSha256 must be 64 hex digits, got ${header.modelSha256}`);
  const { normalizer, latentSize } = header;
  if (header.hasSpatialParameters) requireInteger('channels', header.channels, 1, 1);
  if (normalizer && !(normalizer.offset.length === latentSize && normalizer.scale.length === latentSize))
    throw new RangeError(`normalizer must have ${latentSize} offsets and scales`);
  // A scale that rounds to 0 or infinity as a half float would make an unreadable file.
  const round = (values: readonly number[]): number[] => values.map((v) => fromHalf(toHalf(v)));
  if (normalizer && !isNormalizer(round(normalizer.offset), round(normalizer.scale)))
    throw new RangeError(NORMALIZER_RULE);
  const out = new Uint8Array(headerLength(latentSize, normalizer !== undefined));
  const view = new DataView(out.buffer);
  out.set(LC_MAGIC);
  out[4] = LC_VERSION;
  out[5] =
    (normalizer ? FLAG_NORMALIZER : 0) |
    (header.isPacked ? FLAG_PACKED : 0) |
    (header.hasSpatialParameters ? FLAG_SPATIAL : 0) |
    (header.hasPauses ? FLAG_PAUSES : 0);
  for (let i = 0; i < LC_HASH_BYTES; i++) out[6 + i] = Number.parseInt(header.modelSha256.slice(2 * i, 2 * i + 2), 16);
  // Each rate and the channel count after it share 32 bits.
  view.setUint32(22, header.originalSampleRateHz * 256 + header.originalChannels);
  view.setUint32(26, header.sampleRateHz * 256 + header.channels);
  view.setUint16(30, header.hopSamples - 1);
  view.setUint16(32, latentSize);
  out[34] = header.planes;
  if (normalizer)
    for (let c = 0; c < latentSize; c++) {
      view.setUint16(LC_FIXED_HEADER_BYTES + 2 * c, toHalf(normalizer.offset[c]!));
      view.setUint16(LC_FIXED_HEADER_BYTES + 2 * (latentSize + c), toHalf(normalizer.scale[c]!));
    }
  view.setUint32(out.length - 4, crc32c(out.subarray(0, out.length - 4)));
  return out;
}

/**
 * Parses the header at the start of `bytes`; null while more bytes are needed.
 *
 * @throws CodecError FILE_MAGIC | FILE_VERSION | FILE_HEADER | FILE_DAMAGED
 */
export function parseLcHeader(bytes: Uint8Array): { header: LcHeader; length: number } | null {
  for (let i = 0; i < Math.min(4, bytes.length); i++)
    if (bytes[i] !== LC_MAGIC[i]) throw new CodecError('FILE_MAGIC', 'the file must start with "LCST"');
  if (bytes.length > 4 && bytes[4] !== LC_VERSION)
    throw new CodecError('FILE_VERSION', `file version must be ${LC_VERSION}, got ${bytes[4]}`);
  if (bytes.length < LC_FIXED_HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = bytes[5]!;
  const latentSize = view.getUint16(32);
  const length = headerLength(latentSize, (flags & FLAG_NORMALIZER) !== 0);
  if (latentSize <= LC_LIMITS.latentSize[1]) {
    // A larger size is refused below; the header's checksum would lie too far away.
    if (bytes.length < length) return null;
    if (crc32c(bytes.subarray(0, length - 4)) !== view.getUint32(length - 4))
      throw new CodecError('FILE_DAMAGED', 'the checksum of the header does not match');
  }
  if (flags & ~FLAGS) throw new CodecError('FILE_VERSION', `flags must be 0 to ${FLAGS}, got ${flags}`);
  const header = {
    modelSha256: Array.from(bytes.subarray(6, 6 + LC_HASH_BYTES), (b) => b.toString(16).padStart(2, '0')).join(''),
    originalSampleRateHz: view.getUint32(22) >>> 8,
    originalChannels: bytes[25]!,
    sampleRateHz: view.getUint32(26) >>> 8,
    channels: bytes[29]!,
    hopSamples: view.getUint16(30) + 1,
    latentSize,
    planes: bytes[34]!,
  };
  for (const field of FIELDS) {
    const [min, max] = LC_LIMITS[field];
    if (header[field] < min || header[field] > max)
      throw new CodecError('FILE_HEADER', `${field} must be ${min} to ${max}, got ${header[field]}`);
  }
  if (flags & FLAG_SPATIAL && header.channels !== 1)
    throw new CodecError('FILE_HEADER', `channels must be 1 with spatial parameters, got ${header.channels}`);
  const optional = {
    ...(flags & FLAG_NORMALIZER && { normalizer: parseNormalizer(view, latentSize) }),
    ...(flags & FLAG_PACKED && { isPacked: true as const }),
    ...(flags & FLAG_SPATIAL && { hasSpatialParameters: true as const }),
    ...(flags & FLAG_PAUSES && { hasPauses: true as const }),
  };
  return { header: { ...header, ...optional }, length };
}

function parseNormalizer(view: DataView, latentSize: number): LatentNormalizer {
  const read = (start: number): number[] =>
    Array.from({ length: latentSize }, (_, c) => fromHalf(view.getUint16(start + 2 * c)));
  const offset = read(LC_FIXED_HEADER_BYTES);
  const scale = read(LC_FIXED_HEADER_BYTES + 2 * latentSize);
  if (!isNormalizer(offset, scale)) throw new CodecError('FILE_HEADER', NORMALIZER_RULE);
  return { kind: 'affine', offset, scale };
}

const NORMALIZER_RULE = 'normalizer must have finite offsets and finite scales above 0, also as half floats';
const isNormalizer = (offset: readonly number[], scale: readonly number[]): boolean =>
  offset.every(Number.isFinite) && scale.every((s) => Number.isFinite(s) && s > 0);

const headerLength = (latentSize: number, normalizer: boolean): number =>
  LC_FIXED_HEADER_BYTES + (normalizer ? 4 * latentSize : 0) + 4;
