import { ByteReader, CHUNK_BYTES, fileChunks } from './byte-reader.js';
import { frameEnds, parseFlacHeader } from './flac-frames.js';
import { tagBytes } from './mp3-info.js';
import type { StreamInfo } from './ogg-info.js';

/** Files up to this size are read twice: once for their length. */
const MAX_SCAN_BYTES = 2 ** 26;
/** Chunks at the end in which the last frame is searched, 1 MiB: tags may follow it. */
const TAIL_CHUNKS = 2 ** 20 / CHUNK_BYTES;
/** The start of another stream: its name and the head of its STREAMINFO block. */
const STREAM_START = Buffer.from('fLaC\0\0\0\x22', 'latin1');

/**
 * The length that a FLAC file states, where its last frame ends there and no other stream follows; undefined otherwise. The
 * header was written before the audio, and files are cut and joined.
 *
 * @param start the first frame's place
 */
export async function flacLength(
  path: string | Uint8Array,
  start: number,
  totalBytes: number,
  info: StreamInfo,
): Promise<number | undefined> {
  const { totalSamples } = info;
  if (totalSamples === 0 || totalBytes > MAX_SCAN_BYTES) return totalSamples || undefined;
  const reader = new ByteReader(fileChunks(path));
  const chunks: Uint8Array[] = [];
  try {
    await reader.skip(start);
    for await (const chunk of reader.remaining()) {
      const overlap = chunks.at(-1)?.subarray(-STREAM_START.length) ?? chunk.subarray(0, 0);
      if (Buffer.concat([overlap, chunk]).includes(STREAM_START)) return undefined;
      chunks.push(chunk);
      if (chunks.length > TAIL_CHUNKS) chunks.shift();
    }
  } finally {
    await reader.close();
  }
  const tail = Buffer.concat(chunks);
  for (let at = tail.lastIndexOf(0xff); at >= 0; at = at > 0 ? tail.lastIndexOf(0xff, at - 1) : -1) {
    const header = parseFlacHeader(tail, at, info);
    if (!header || header.firstSample + header.samples !== totalSamples) continue;
    const { sure } = frameEnds(tail.subarray(at), info, true);
    return sure > 0 && isTagged(tail, at + sure) ? totalSamples : undefined;
  }
  return undefined;
}

/** Whether nothing but tags and zeros follows from `at` on. */
function isTagged(bytes: Buffer, at: number): boolean {
  let next = at;
  for (let tag = tagBytes(bytes.subarray(next, next + 32)); tag > 0; tag = tagBytes(bytes.subarray(next, next + 32)))
    next += tag;
  return (
    bytes.toString('latin1', next, next + 11) === 'LYRICSBEGIN' || bytes.subarray(next).every((byte) => byte === 0)
  );
}
