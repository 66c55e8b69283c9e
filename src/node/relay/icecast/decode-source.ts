import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mixChannels } from '../../../core/dsp/channels.js';
import { Resampler } from '../../../core/dsp/resampler.js';
import { CodecError } from '../../../core/errors.js';
import { ByteReader } from '../../files/byte-reader.js';
import { meterChild } from '../../files/child-cpu.js';
import { openOwnReader } from '../../files/own-readers.js';
import { FORMAT_LABELS, formatOfBytes, type IcecastFormat, SNIFF_BYTES } from './content-type.js';

/** What {@link decodeSourceStream} makes of a source client's bytes. */
export interface DecodeSourceOptions {
  /** As the content type states it. */
  readonly format: IcecastFormat;
  /** Of the decoded audio, in Hz. */
  readonly sampleRateHz: number;
  /** Of the decoded audio, 1 or 2. */
  readonly channels: 1 | 2;
  /** Path of FFmpeg; null where it is not installed. */
  readonly ffmpeg: string | null;
}

/** The command that installs FFmpeg, on Debian and its relatives. */
export const INSTALL_FFMPEG = 'apt install ffmpeg';

/** Whether a format can be decoded without FFmpeg. */
export const decodesAlone = (format: IcecastFormat): boolean => format !== 'aac' && format !== 'matroska';

/**
 * Decodes a stream that may have no end: blocks of [samples × channels], interleaved. No faster than they are taken: what
 * is not taken is not read.
 *
 * @throws CodecError AUDIO_FORMAT for bytes that are none of the format, or cannot be decoded; what the bytes throw
 */
export async function* decodeSourceStream(
  bytes: AsyncIterable<Uint8Array>,
  options: DecodeSourceOptions,
): AsyncGenerator<Float32Array> {
  const reader = new ByteReader(bytes);
  try {
    const head = await reader.peek(SNIFF_BYTES);
    if (head.length === 0) throw new CodecError('AUDIO_EMPTY', 'the source has sent nothing');
    const found = formatOfBytes(head);
    if (found !== undefined && found !== options.format)
      throw new CodecError(
        'AUDIO_FORMAT',
        `the content type states ${FORMAT_LABELS[options.format]}, the data is ${FORMAT_LABELS[found]}`,
      );
    const isAlone = options.ffmpeg === null || (options.format === 'wav' && isPcm(await reader.peek(WAV_START_BYTES)));
    yield* isAlone ? decodeAlone(reader, options) : decodeWithFfmpeg(reader, options.ffmpeg!, options);
  } finally {
    await reader.close();
  }
}

/** Of a WAV, to the form of its samples. */
const WAV_START_BYTES = 22;

/** Whether a WAV has samples as they are, which need no decoder: integers, floats, or as an extensible header states. */
function isPcm(start: Uint8Array): boolean {
  if (start.length < WAV_START_BYTES || String.fromCharCode(...start.subarray(12, 16)) !== 'fmt ') return false;
  return [0x0001, 0x0003, 0xfffe].includes(start[20]! + 256 * start[21]!);
}

/** With the decoders of the package. */
async function* decodeAlone(
  reader: ByteReader,
  { channels, sampleRateHz }: DecodeSourceOptions,
): AsyncGenerator<Float32Array> {
  const source = await openOwnReader(reader, { name: 'the source' });
  const resampler =
    source.sampleRateHz === sampleRateHz
      ? null
      : new Resampler({ inputRateHz: source.sampleRateHz, outputRateHz: sampleRateHz, channels });
  for await (const block of source.blocks()) {
    const mixed = mixChannels(block, source.channels, channels, source.channelMask);
    yield resampler ? resampler.push(mixed) : mixed;
  }
  const rest = resampler?.flush();
  if (rest && rest.length > 0) yield rest;
}

async function* decodeWithFfmpeg(
  reader: ByteReader,
  ffmpeg: string,
  { format, channels, sampleRateHz }: DecodeSourceOptions,
): AsyncGenerator<Float32Array> {
  // The pipe only: no stream may make it open a file or a connection. Little is read before the first sound.
  const input = ['-protocol_whitelist', 'pipe', '-probesize', '65536', '-analyzeduration', '500000', '-f', format];
  const output = ['-map', 'a:0', '-ac', `${channels}`, '-ar', `${sampleRateHz}`, '-c:a', 'pcm_f32le', '-f', 'f32le'];
  const child = spawn(ffmpeg, ['-nostdin', '-v', 'error', ...input, '-i', 'pipe:0', ...output, 'pipe:1'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  meterChild(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      errors += error.message;
      resolve(null);
    });
    child.once('close', (code) => resolve(code));
  });
  // It ends by itself where it cannot read on; what it says then is in `errors`.
  child.stdin.on('error', () => {});
  let inputError: unknown;
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of reader.remaining()) {
        if (!child.stdin.writable) return;
        // The reader's bytes are valid until its next call.
        if (!child.stdin.write(Buffer.from(chunk))) await Promise.race([once(child.stdin, 'drain'), ended]);
      }
    } catch (error) {
      inputError = error;
    } finally {
      child.stdin.end();
    }
  };
  const feeding = feed();
  let hasAudio = false;
  try {
    for await (const block of floats(child.stdout, channels)) {
      hasAudio = true;
      yield block;
    }
    const code = await ended;
    if (inputError !== undefined) throw inputError;
    // Damage at the end of a stream that was played is where it was cut off.
    if (code !== 0 && !hasAudio) throw new CodecError('AUDIO_FORMAT', `it cannot be decoded: ${lastLine(errors)}`);
    if (!hasAudio) throw new CodecError('AUDIO_EMPTY', 'the source has sent no audio');
  } finally {
    child.kill('SIGKILL');
    await reader.close();
    await feeding;
    await ended;
  }
}

/** Bytes of little-endian floats in pieces of any length → samples. */
async function* floats(bytes: AsyncIterable<Buffer>, channels: number): AsyncGenerator<Float32Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = all.length - (all.length % (4 * channels));
    rest = all.subarray(whole);
    if (whole === 0) continue;
    const block = new Float32Array(whole / 4);
    for (let i = 0; i < block.length; i++) block[i] = all.readFloatLE(4 * i);
    yield block;
  }
}

const lastLine = (text: string): string => (text.trim().split('\n').at(-1) ?? '') || 'FFmpeg does not say why';
