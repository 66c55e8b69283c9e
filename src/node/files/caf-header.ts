import { PCM_BYTES } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import { readableForm } from './audio-limits.js';
import type { ByteReader } from './byte-reader.js';
import { CAF_CHUNKS, viewOf } from './chunk-form.js';
import { latin1 } from './latin1.js';
import { type PcmHeader, pcmEncodingOf } from './pcm-header.js';

const IS_FLOAT = 1;
const IS_LITTLE_ENDIAN = 2;
/** Layouts whose channels stand in the order of WAV, with their masks (CoreAudioTypes, `kAudioChannelLayoutTag_…`). */
const LAYOUTS: Readonly<Record<number, number>> = {
  [(100 << 16) | 1]: 0x4,
  [(101 << 16) | 2]: 0x3,
  [(108 << 16) | 4]: 0x33,
  [(113 << 16) | 3]: 0x7,
  [(115 << 16) | 4]: 0x107,
  [(117 << 16) | 5]: 0x37,
  [(121 << 16) | 6]: 0x3f,
  [(125 << 16) | 7]: 0x13f,
};
const BY_MASK = 1 << 16;

/**
 * Reads the header of a Core Audio file of plain samples up to the first byte of data.
 *
 * @throws CodecError AUDIO_FORMAT for what FFmpeg may read; FILE_TRUNCATED when the header ends early
 */
export async function readCafHeader(reader: ByteReader, name: string): Promise<PcmHeader> {
  await reader.skip(8);
  let format: CafFormat | undefined;
  let channelMask: number | undefined;
  for (;;) {
    const head = CAF_CHUNKS.parse(await reader.read(CAF_CHUNKS.headBytes));
    if (!head)
      throw new CodecError(
        'FILE_TRUNCATED',
        `${name}: the file ends before its ${format ? 'data' : 'desc and data'} chunk, at byte ${reader.position}`,
      );
    if (head.id === 'data') {
      if (!format) throw new CodecError('AUDIO_FORMAT', `${name}: its data chunk comes before the desc chunk`);
      await reader.skip(4);
      return {
        ...format,
        container: 'caf',
        ...(head.bytes > 4 && { dataBytes: head.bytes - 4 }),
        endBytes: Infinity,
        chunks: CAF_CHUNKS,
        ...(channelMask !== undefined && { channelMask }),
        faults: [],
        tags: {},
      };
    }
    if (head.bytes < 0)
      throw new CodecError('AUDIO_FORMAT', `${name}: its ${head.id} chunk states ${head.bytes} bytes`);
    const wanted = head.id === 'desc' ? 32 : head.id === 'chan' ? 12 : 0;
    const body = (await reader.read(Math.min(wanted, head.bytes))).slice();
    if (head.id === 'desc') format = parseFormat(body, name);
    if (head.id === 'chan' && body.length === 12 && format) channelMask = maskOf(body, format.channels, name);
    await reader.skip(head.bytes - body.length);
  }
}

type CafFormat = Pick<PcmHeader, 'sampleRateHz' | 'channels' | 'encoding' | 'blockAlign' | 'isBigEndian' | 'isSigned8'>;

function parseFormat(body: Uint8Array, name: string): CafFormat {
  const fail = (message: string): never => {
    throw new CodecError('AUDIO_FORMAT', `${name}: ${message}`);
  };
  if (body.length < 32) return fail(`the desc chunk must be 32 bytes long, got ${body.length}`);
  const view = viewOf(body);
  const kind = latin1(body, 8, 4);
  if (kind !== 'lpcm') return fail(`samples of CAF must be PCM or float, got ${JSON.stringify(kind)}`);
  const flags = view.getUint32(12);
  const [blockAlign, channels, bits] = [view.getUint32(16), view.getUint32(24), view.getUint32(28)];
  const sampleRateHz = Math.round(view.getFloat64(0));
  readableForm(name, { sampleRateHz, channels });
  const encoding = pcmEncodingOf((flags & IS_FLOAT) !== 0, (blockAlign / channels) * 8);
  if (!encoding || bits > PCM_BYTES[encoding] * 8)
    return fail(
      `samples of CAF must have 8, 16, 24 or 32 bits, or 32 or 64 as float, got ${bits} in ${blockAlign} bytes`,
    );
  return {
    sampleRateHz,
    channels,
    encoding,
    blockAlign,
    isBigEndian: (flags & IS_LITTLE_ENDIAN) === 0,
    isSigned8: true,
  };
}

/** @throws CodecError AUDIO_FORMAT for an order of three or more channels that is not that of WAV */
function maskOf(body: Uint8Array, channels: number, name: string): number | undefined {
  const view = viewOf(body);
  const layout = view.getUint32(0);
  const mask = layout === BY_MASK ? view.getUint32(4) : LAYOUTS[layout];
  if (mask === undefined && channels > 2)
    throw new CodecError('AUDIO_FORMAT', `${name}: the channel layout 0x${layout.toString(16)} of CAF is not read`);
  return mask;
}
