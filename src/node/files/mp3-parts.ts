import type { ByteReader } from './byte-reader.js';
import { startsFile } from './file-start.js';
import { latin1 } from './latin1.js';
import { findMp3, type Mp3Header, parseMp3Header, tagBytes } from './mp3-info.js';

/** Bytes that are searched at a time for the next frame. */
const RESYNC_BYTES = 16_384;
/** Frames in a row that are no chance. */
const RESYNC_FRAMES = 3;
/** Bytes of a search that are searched again, with those behind them: three frames of the longest kind. */
const OVERLAP_BYTES = 4096;
const MAX_NAME_BYTES = 11;
/** Names of tags whose length stands at their end, or that have no header. */
const TAG_NAMES = ['APETAGEX', 'LYRICSBEGIN', 'LYRICS200'];

/** A frame of an MP3 file, or the bytes between two frames. */
export type Mp3Part =
  | { readonly header: Mp3Header; readonly bytes: Uint8Array }
  /** A tag, behind which another song may begin; a frame within which the file ends; other bytes. */
  | { readonly kind: 'tag' | 'cut' | 'junk'; readonly length: number };

/** Frames of an MP3 file one after another, whatever is between them. The reader is at the first one. */
export async function* mp3Parts(reader: ByteReader): AsyncGenerator<Mp3Part> {
  let layer: number | undefined;
  for (;;) {
    const head = await reader.peek(32);
    if (head.length < 4) {
      await reader.skip(head.length);
      return;
    }
    const header = parseMp3Header(head, 0);
    layer ??= header?.layer;
    if (header?.layer === layer && header) {
      const bytes = (await reader.peek(header.frameBytes + 4)).slice();
      // A last frame that is cut short cannot be decoded.
      if (bytes.length < header.frameBytes) {
        await reader.skip(bytes.length);
        return yield { kind: 'cut', length: bytes.length };
      }
      await reader.skip(header.frameBytes);
      yield { header, bytes: bytes.subarray(0, header.frameBytes) };
      if (bytes.length <= header.frameBytes || isFrameOrTag(bytes.subarray(header.frameBytes))) continue;
      // What is behind the frame is damaged, and the frame may be whole.
    }
    const behind = await reader.peek(32);
    // A file of another kind was joined to it.
    if (startsFile(behind)) return;
    const tag = tagBytes(behind);
    if (tag > 0) {
      await reader.skip(tag);
      yield { kind: 'tag', length: tag };
    } else {
      yield await skipToFrame(reader);
      layer = undefined;
    }
  }
}

/** Skips what is no frame. */
async function skipToFrame(reader: ByteReader): Promise<Mp3Part> {
  let length = 0;
  let isTag = false;
  for (;;) {
    const bytes = await reader.peek(RESYNC_BYTES);
    const found = findMp3(bytes, RESYNC_FRAMES, bytes.length < RESYNC_BYTES);
    const skipped = found >= 0 ? found : Math.max(bytes.length - OVERLAP_BYTES, Math.min(bytes.length, 1));
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, skipped + MAX_NAME_BYTES));
    isTag ||= TAG_NAMES.some((name) => text.includes(name, 0, 'latin1'));
    length += skipped;
    await reader.skip(skipped);
    if (found >= 0 || bytes.length === 0) return { kind: isTag ? 'tag' : 'junk', length };
  }
}

const isFrameOrTag = (bytes: Uint8Array): boolean =>
  bytes.length < 4 || parseMp3Header(bytes, 0) !== null || ['ID3', 'TAG', 'APE', 'LYR'].includes(latin1(bytes, 0, 3));
