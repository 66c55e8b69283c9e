import { CodecError } from '../../core/errors.js';
import { sniffOwn } from './audio-sniff.js';
import type { OwnContainer, Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { startsFile, startsMp3 } from './file-start.js';
import { latin1 } from './latin1.js';
import { tagBytes } from './mp3-info.js';
import type { OpenedAudio } from './opened-audio.js';

/** Bytes behind the audio that are no file are not missed where they are fewer. */
export const MIN_LOSS_BYTES = 16_384;

/**
 * Opens the file that was joined to one that has ended. What cannot be read is told, with its length.
 *
 * @returns undefined where nothing follows that can be read; the reader is at the end then
 */
export async function openNext(
  reader: ByteReader,
  name: string,
  open: (container: OwnContainer) => Promise<OpenedAudio>,
  warn: Warn,
): Promise<OpenedAudio | undefined> {
  await skipTags(reader);
  const head = (await reader.peek(40)).slice();
  if (head.length === 0) return undefined;
  const label = startsFile(head) ?? ((await startsMp3(reader)) ? 'MP3' : undefined);
  const start = reader.position;
  let reason = '';
  if (label !== undefined) {
    try {
      const container = await sniffOwn(reader, name);
      if (container) return await open(container);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      reason = `: ${error.message.replace(`${name}: `, '')}`;
    }
  }
  const hasOthers = await skipAll(reader);
  const bytes = reader.position - start;
  if (label !== undefined)
    warn(`${bytes} bytes behind the end of the audio were not read; they begin as ${label}${reason}`, true);
  else if (hasOthers)
    warn(
      `${bytes} bytes behind the end of the audio are no audio that is known, and were not read`,
      bytes >= MIN_LOSS_BYTES,
    );
  return undefined;
}

const LYRICS_BYTES = -1;
/** Longest text of Lyrics3. */
const MAX_LYRICS_BYTES = 100_000;

/** Lyrics3, whose end is marked. */
async function skipLyrics(reader: ByteReader): Promise<void> {
  const bytes = await reader.peek(MAX_LYRICS_BYTES);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const ends = ['LYRICSEND', 'LYRICS200'].map((mark) => text.indexOf(mark, 11, 'latin1')).filter((at) => at >= 0);
  await reader.skip(ends.length > 0 ? Math.min(...ends) + 9 : bytes.length);
}

async function skipTags(reader: ByteReader): Promise<void> {
  for (;;) {
    const head = await reader.peek(32);
    const tag = latin1(head, 0, 11) === 'LYRICSBEGIN' ? LYRICS_BYTES : tagBytes(head);
    if (tag === 0) return;
    if (tag === LYRICS_BYTES) await skipLyrics(reader);
    else await reader.skip(tag);
  }
}

/** Takes the rest. @returns whether there is a byte that is not zero */
async function skipAll(reader: ByteReader): Promise<boolean> {
  let hasOthers = false;
  for await (const bytes of reader.remaining()) hasOthers ||= bytes.some((byte) => byte !== 0);
  return hasOthers;
}
