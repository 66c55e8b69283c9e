import { CodecError } from '../../core/errors.js';
import type { ByteReader } from './byte-reader.js';
import { viewOf, W64_CHUNKS } from './chunk-form.js';
import type { PcmHeader } from './pcm-header.js';
import { parseWavFormat, type WavFormat } from './wav-header.js';

/** A length that nobody has filled in. */
const UNKNOWN_BYTES = 2 ** 60;
/** Longest fmt chunk that is read. */
const FORMAT_BYTES = 64;

/**
 * Reads Sony Wave64 up to the first byte of data.
 *
 * @throws CodecError AUDIO_FORMAT naming the field, its value and what is allowed; FILE_TRUNCATED when the header ends early
 */
export async function readW64Header(reader: ByteReader, name: string): Promise<PcmHeader> {
  const start = (await reader.read(40)).slice();
  const fileBytes = start.length < 40 ? 0 : Number(viewOf(start).getBigUint64(16, true));
  let format: WavFormat | undefined;
  for (;;) {
    const head = W64_CHUNKS.parse(await reader.read(W64_CHUNKS.headBytes));
    if (!head)
      throw new CodecError(
        'FILE_TRUNCATED',
        `${name}: the file ends before its ${format ? 'data' : 'fmt and data'} chunk, at byte ${reader.position}`,
      );
    if (head.id === 'data') {
      if (!format) throw new CodecError('AUDIO_FORMAT', `${name}: the data chunk comes before the fmt chunk`);
      const isFileKnown = fileBytes > reader.position && fileBytes < UNKNOWN_BYTES;
      return {
        ...format,
        container: 'w64',
        ...(head.bytes > 0 && head.bytes < UNKNOWN_BYTES && { dataBytes: head.bytes }),
        endBytes: isFileKnown ? fileBytes - reader.position : Infinity,
        chunks: W64_CHUNKS,
        isBigEndian: false,
        faults: [],
        tags: {},
      };
    }
    const body = (await reader.read(head.id === 'fmt ' ? Math.min(head.bytes, FORMAT_BYTES) : 0)).slice();
    if (head.id === 'fmt ') format = parseWavFormat(body, name, false);
    await reader.skip(head.bytes - body.length + ((8 - (head.bytes % 8)) % 8));
  }
}
