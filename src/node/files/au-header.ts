import { PCM_BYTES } from '../../core/dsp/pcm.js';
import { CodecError } from '../../core/errors.js';
import { readableForm } from './audio-limits.js';
import type { ByteReader } from './byte-reader.js';
import { viewOf } from './chunk-form.js';
import { latin1 } from './latin1.js';
import { type PcmHeader, pcmEncodingOf } from './pcm-header.js';

/** Numbers of the encodings that are plain samples. */
const PLAIN: Readonly<Record<number, { readonly bits: number; readonly isFloat?: true }>> = {
  2: { bits: 8 },
  3: { bits: 16 },
  4: { bits: 24 },
  5: { bits: 32 },
  6: { bits: 32, isFloat: true },
  7: { bits: 64, isFloat: true },
};

/**
 * Reads the header of an AU file, also with its bytes in the other order, up to the first byte of data.
 *
 * @throws CodecError AUDIO_FORMAT for what FFmpeg may read; FILE_TRUNCATED when the header ends early
 */
export async function readAuHeader(reader: ByteReader, name: string): Promise<PcmHeader> {
  const head = (await reader.read(24)).slice();
  if (head.length < 24)
    throw new CodecError('FILE_TRUNCATED', `${name}: the file ends inside its header, at byte ${reader.position}`);
  const isBigEndian = latin1(head, 0, 4) === '.snd';
  const [offset, dataBytes, number, sampleRateHz, channels] = [4, 8, 12, 16, 20].map((at) =>
    viewOf(head).getUint32(at, !isBigEndian),
  ) as [number, number, number, number, number];
  const plain = PLAIN[number];
  const encoding = plain && pcmEncodingOf(plain.isFloat === true, plain.bits);
  if (!encoding)
    throw new CodecError('AUDIO_FORMAT', `${name}: samples of AU must be PCM or float, got encoding ${number}`);
  readableForm(name, { sampleRateHz, channels });
  await reader.skip(Math.max(0, offset - 24));
  return {
    container: 'au',
    sampleRateHz,
    channels,
    encoding,
    blockAlign: channels * PCM_BYTES[encoding],
    // A writer to a pipe states 0xffffffff; one that was interrupted leaves 0.
    ...(dataBytes > 0 && dataBytes < 0xffff_ffff && { dataBytes }),
    endBytes: Infinity,
    isBigEndian,
    isSigned8: true,
    faults: [],
    tags: {},
  };
}
