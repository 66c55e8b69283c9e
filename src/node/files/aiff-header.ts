import { PCM_BYTES } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import { readableForm } from './audio-limits.js';
import type { ByteReader } from './byte-reader.js';
import { iffChunks, viewOf } from './chunk-form.js';
import { latin1 } from './latin1.js';
import { type PcmHeader, pcmEncodingOf } from './pcm-header.js';

/** Compression types of AIFC that are plain samples, and how they are stored. */
const PLAIN: Readonly<
  Record<string, { readonly isFloat?: true; readonly isLittleEndian?: true; readonly isUnsigned?: true }>
> = {
  NONE: {},
  twos: {},
  in24: {},
  in32: {},
  sowt: { isLittleEndian: true },
  'raw ': { isUnsigned: true },
  fl32: { isFloat: true },
  FL32: { isFloat: true },
  fl64: { isFloat: true },
  FL64: { isFloat: true },
};
/** Longest COMM chunk that is read: its name of the compression is not. */
const COMM_BYTES = 64;

/**
 * Reads AIFF and AIFC up to the first byte of data.
 *
 * @throws CodecError AUDIO_FORMAT for what FFmpeg may read; FILE_TRUNCATED when the header ends early; FILE_HEADER for
 *   samples of no bits, which FFmpeg reads as noise
 */
export async function readAiffHeader(reader: ByteReader, name: string): Promise<PcmHeader> {
  const start = (await reader.read(12)).slice();
  const isAifc = latin1(start, 8, 4) === 'AIFC';
  if (latin1(start, 0, 4) !== 'FORM' || !(isAifc || latin1(start, 8, 4) === 'AIFF'))
    throw new CodecError(
      'AUDIO_FORMAT',
      `${name}: an AIFF file starts with "FORM....AIFF", got ${latin1(start, 8, 4)}`,
    );
  const form = iffChunks(true);
  const fileBytes = viewOf(start).getUint32(4) + 8;
  let common: Common | undefined;
  for (;;) {
    const head = form.parse(await reader.read(form.headBytes));
    if (!head)
      throw new CodecError(
        'FILE_TRUNCATED',
        `${name}: the file ends before its ${common ? 'SSND' : 'COMM and SSND'} chunk, at byte ${reader.position}`,
      );
    if (head.id === 'SSND') {
      if (!common) throw new CodecError('AUDIO_FORMAT', `${name}: its SSND chunk comes before the COMM chunk`);
      const offset = viewOf((await reader.read(8)).slice()).getUint32(0);
      await reader.skip(offset);
      const { frames, ...rest } = common;
      const stated = head.bytes - 8 - offset;
      const samplesBytes = frames * rest.blockAlign;
      const endBytes = fileBytes < reader.position ? Infinity : Math.max(fileBytes - reader.position, samplesBytes);
      // A writer that was interrupted has filled in neither.
      const isUnknown = stated <= 0 || head.bytes >= 0xffff_f000;
      return {
        ...rest,
        container: 'aiff',
        ...(isUnknown ? samplesBytes > 0 && { dataBytes: samplesBytes } : { dataBytes: stated }),
        endBytes,
        chunks: form,
        faults: [],
        tags: {},
      };
    }
    if (head.id === 'COMM') {
      const body = (await reader.read(Math.min(head.bytes, COMM_BYTES))).slice();
      common = parseCommon(body, isAifc, name);
      await reader.skip(head.bytes - body.length);
    } else await reader.skip(head.bytes);
    if (head.bytes & 1) await reader.skip(1);
  }
}

type Common = Pick<PcmHeader, 'sampleRateHz' | 'channels' | 'encoding' | 'blockAlign' | 'isBigEndian' | 'isSigned8'> & {
  readonly frames: number;
};

function parseCommon(body: Uint8Array, isAifc: boolean, name: string): Common {
  const fail = (message: string): never => {
    throw new CodecError('AUDIO_FORMAT', `${name}: ${message}`);
  };
  if (body.length < (isAifc ? 22 : 18))
    return fail(`the COMM chunk must be at least 18 bytes long, got ${body.length}`);
  const view = viewOf(body);
  const channels = view.getUint16(0);
  const bits = view.getUint16(6);
  const sampleRateHz = extended(view, 8);
  const compression = isAifc ? latin1(body, 18, 4) : 'NONE';
  const plain = PLAIN[compression];
  if (!plain) return fail(`samples of AIFC must be PCM or float, got ${JSON.stringify(compression)}`);
  const encoding = pcmEncodingOf(plain.isFloat === true, Math.ceil(bits / 8) * 8);
  // FFmpeg would take its samples for those of 8 bits, and read noise.
  if (bits === 0)
    throw new CodecError('FILE_HEADER', `${name}: samples of AIFF must have 1 to 32 bits, or 32 or 64 as float, got 0`);
  if (!encoding) return fail(`samples of AIFF must have 1 to 32 bits, or 32 or 64 as float, got ${bits}`);
  readableForm(name, { sampleRateHz, channels });
  return {
    sampleRateHz,
    channels,
    encoding,
    blockAlign: channels * PCM_BYTES[encoding],
    isBigEndian: plain.isLittleEndian !== true,
    isSigned8: plain.isUnsigned !== true,
    frames: view.getUint32(2),
  };
}

/** A rate as a float of 80 bits, rounded to whole Hz. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383;
  return Math.round(view.getUint32(at + 2) * 2 ** (exponent - 31) + view.getUint32(at + 6) * 2 ** (exponent - 63));
}
