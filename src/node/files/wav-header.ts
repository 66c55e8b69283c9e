import { PCM_BYTES, type PcmEncoding } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import { checkAudioForm } from './audio-limits.js';
import type { ByteReader } from './byte-reader.js';

/** Content of a WAV file's header. */
export interface WavHeader {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly encoding: PcmEncoding;
  /** Bytes of one sample of all channels. */
  readonly blockAlign: number;
  /** Stated bytes of data; undefined where the writer did not know them (a pipe) and data continues to the end. */
  readonly dataBytes?: number;
}

const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Names of common format tags that cannot be read. */
const OTHER_TAGS: Readonly<Record<number, string>> = {
  2: 'MS ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  85: 'MP3',
};
/** Bytes 2 to 15 of a sub-format's GUID whose first two bytes are a format tag. */
const GUID_TAIL = '000000001000800000aa00389b71';
/** Writers to a pipe state 0xffffffff, or a value just below 2^31 (SoX), in place of the length. */
const isUnknownLength = (bytes: number): boolean =>
  bytes >= 0xffff_f000 || (bytes >= 0x7fff_f000 && bytes <= 0x7fff_ffff);

/**
 * Reads RIFF, RF64 and BW64 up to the first byte of data. Unknown chunks are skipped, odd ones with their padding.
 *
 * @param name of the file, for errors
 * @throws CodecError FILE_MAGIC when it is no WAV, AUDIO_EMPTY when there is no byte, FILE_TRUNCATED when the header
 * ends early, AUDIO_FORMAT naming the field, its value and what is allowed
 */
export async function readWavHeader(reader: ByteReader, name: string): Promise<WavHeader> {
  const start = await reader.read(12);
  if (start.length === 0) throw new CodecError('AUDIO_EMPTY', `${name}: the file is empty`);
  const magic = ascii(start, 0);
  if (magic === 'RIFX') throw new CodecError('AUDIO_FORMAT', `${name}: big-endian WAV (RIFX) cannot be read`);
  if (!['RIFF', 'RF64', 'BW64'].includes(magic) || ascii(start, 8) !== 'WAVE')
    throw new CodecError('FILE_MAGIC', `${name}: a WAV file starts with "RIFF....WAVE", got ${quote(start)}`);
  const riffBytes = u32(start, 4);
  let long: number | undefined;
  let format: Omit<WavHeader, 'dataBytes'> | undefined;
  for (;;) {
    const head = await reader.read(8);
    if (head.length < 8) {
      const missing = format ? 'data' : 'fmt and data';
      throw new CodecError(
        'FILE_TRUNCATED',
        `${name}: the file ends before its ${missing} chunk, at byte ${reader.position}`,
      );
    }
    const id = ascii(head, 0);
    const size = u32(head, 4);
    if (id === 'data') {
      if (!format) throw new CodecError('AUDIO_FORMAT', `${name}: the data chunk comes before the fmt chunk`);
      const dataBytes = size === 0xffff_ffff && long !== undefined ? long : size;
      // An interrupted writer leaves length 0 too, together with a RIFF length that ends here or was never filled in.
      const unfilled = size === 0 && (riffBytes <= reader.position - 8 || isUnknownLength(riffBytes));
      return { ...format, ...(unfilled || isUnknownLength(dataBytes) ? {} : { dataBytes }) };
    }
    const body = await reader.read(Math.min(size, 64));
    if (body.length < Math.min(size, 64)) continue; // the next read reports the end
    if (id === 'fmt ') format = parseFormat(body, name);
    if (id === 'ds64' && body.length >= 16)
      long = Number(new DataView(body.buffer, body.byteOffset).getBigUint64(8, true));
    await reader.skip(size - body.length + (size & 1));
  }
}

function parseFormat(body: Uint8Array, name: string): Omit<WavHeader, 'dataBytes'> {
  const fail = (message: string): never => {
    throw new CodecError('AUDIO_FORMAT', `${name}: ${message}`);
  };
  if (body.length < 16) return fail(`the fmt chunk must be at least 16 bytes long, got ${body.length}`);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let tag = view.getUint16(0, true);
  if (tag === EXTENSIBLE) {
    if (body.length < 40) return fail(`an extensible fmt chunk must be at least 40 bytes long, got ${body.length}`);
    const guid = [...body.subarray(26, 40)].map((b) => b.toString(16).padStart(2, '0')).join('');
    if (guid !== GUID_TAIL) return fail('the sub-format of the extensible fmt chunk is unknown');
    tag = view.getUint16(24, true);
  }
  const channels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const blockAlign = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  const encoding = encodingOf(tag, bits);
  if (!encoding) {
    const label = OTHER_TAGS[tag] ?? (tag === PCM ? 'PCM' : tag === IEEE_FLOAT ? 'float' : `format tag ${tag}`);
    return fail(`samples must be PCM of 8, 16, 24 or 32 bits or float of 32 or 64, got ${label} of ${bits} bits`);
  }
  checkAudioForm(name, sampleRateHz, channels);
  if (blockAlign !== channels * Math.ceil(bits / 8))
    return fail(`block align must be ${channels * Math.ceil(bits / 8)} bytes, got ${blockAlign}`);
  return { sampleRateHz, channels, encoding, blockAlign };
}

function encodingOf(tag: number, bits: number): PcmEncoding | undefined {
  if (tag === PCM) return ({ 8: 'u8', 16: 's16le', 24: 's24le', 32: 's32le' } as const)[bits];
  if (tag === IEEE_FLOAT) return ({ 32: 'f32le', 64: 'f64le' } as const)[bits];
  return undefined;
}

/** The form of the samples in a WAV file. */
export interface WavForm {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly encoding: 's16le' | 's24le' | 'f32le';
}

/**
 * The bytes before the data. An unknown length, or one of 4 GiB or more, is written as 0xffffffff, which means "to the end
 * of the file" to readers, so that an interrupted recording is still a valid file.
 *
 * @param samples per channel; undefined while unknown. The header's own length does not depend on it.
 */
export function wavHeader(form: WavForm, samples?: number): Uint8Array {
  const { sampleRateHz, channels, encoding } = form;
  const sampleBytes = PCM_BYTES[encoding];
  const float = encoding === 'f32le';
  const fmtBytes = channels > 2 ? 40 : float ? 18 : 16;
  const factBytes = float ? 12 : 0;
  const length = 12 + 8 + fmtBytes + factBytes + 8;
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  const text = (at: number, value: string): void => out.set(new TextEncoder().encode(value), at);
  const dataBytes = samples === undefined ? Infinity : samples * channels * sampleBytes;
  const size = (bytes: number): number => Math.min(bytes, 0xffff_ffff);
  text(0, 'RIFF');
  view.setUint32(4, size(length - 8 + dataBytes + (dataBytes % 2 || 0)), true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, fmtBytes, true);
  const tag = float ? IEEE_FLOAT : PCM;
  view.setUint16(20, channels > 2 ? EXTENSIBLE : tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * sampleBytes, true);
  view.setUint16(32, channels * sampleBytes, true);
  view.setUint16(34, sampleBytes * 8, true);
  if (channels > 2) {
    view.setUint16(36, 22, true);
    view.setUint16(38, sampleBytes * 8, true);
    view.setUint16(44, tag, true);
    for (let i = 0; i < 14; i++) out[46 + i] = Number.parseInt(GUID_TAIL.slice(2 * i, 2 * i + 2), 16);
  }
  const after = 20 + fmtBytes;
  if (float) {
    text(after, 'fact');
    view.setUint32(after + 4, 4, true);
    view.setUint32(after + 8, size(samples ?? Infinity), true);
  }
  text(length - 8, 'data');
  view.setUint32(length - 4, dataBytes >= 0xffff_f000 ? 0xffff_ffff : dataBytes, true);
  return out;
}

const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
const u32 = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);

/** The first 12 bytes for an error message: as text where all are printable, else in hex. */
export const quote = (bytes: Uint8Array): string => {
  const head = bytes.subarray(0, 12);
  const printable = head.every((b) => b >= 32 && b < 127);
  return printable
    ? JSON.stringify(String.fromCharCode(...head))
    : [...head].map((b) => b.toString(16).padStart(2, '0')).join(' ');
};
