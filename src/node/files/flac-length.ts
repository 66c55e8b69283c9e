import { ByteReader, CHUNK_BYTES, fileChunks } from './byte-reader.js';
import { maxFrameBytes, parseFlacHeader } from './flac-frames.js';
import { tagBytes } from './mp3-info.js';
import type { StreamInfo } from './ogg-info.js';

/** Files up to this size are read twice: once for their length. */
const MAX_SCAN_BYTES = 2 ** 26;
/** Chunks at the end in which the last frame is searched, 1 MiB: tags may follow it. */
const TAIL_CHUNKS = 2 ** 20 / CHUNK_BYTES;
const TAGS = ['APETAGEX', 'ID3', 'TAG', 'LYRICSBEGIN'];
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
    const frameBytes = maxFrameBytes(info, header.samples);
    // Only a tag may follow: another file may have been joined to it.
    const isEnd = tail.length - at <= frameBytes || TAGS.some((tag) => isTagged(tail, tail.indexOf(tag, at, 'latin1')));
    return isEnd ? totalSamples : undefined;
  }
  return undefined;
}

/** Whether nothing but tags follows from `at` on. */
function isTagged(bytes: Buffer, at: number): boolean {
  if (at < 0) return false;
  for (let next = at; ; ) {
    const tag = tagBytes(bytes.subarray(next, next + 32));
    next += tag;
    if (tag === 0) return next >= bytes.length || bytes.toString('latin1', next, next + 11) === 'LYRICSBEGIN';
  }
}
