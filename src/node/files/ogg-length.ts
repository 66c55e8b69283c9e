import { ByteReader, fileChunks } from './byte-reader.js';
import { oggCodec } from './ogg-link.js';
import { oggPages } from './ogg-pages.js';

/** Files up to this size are read twice: once for their length. */
const MAX_SCAN_BYTES = 2 ** 26;
/** A stream whose first page states a later end than this began before its file did. */
const MAX_FIRST_SECONDS = 10;
/** More audio than a page holds: another page is missing, or the position is wrong. */
const MAX_PAGE_SECONDS = 60;

/**
 * Samples of an Ogg file of one link, its pre-skip included, by the positions on its pages. Undefined for a chain of links,
 * for a stream that did not begin at zero, and for positions that cannot be right: their length is known when they have been
 * decoded.
 */
export async function oggLength(
  path: string | Uint8Array,
  totalBytes: number,
  sampleRateHz: number,
): Promise<number | undefined> {
  if (totalBytes > MAX_SCAN_BYTES) return undefined;
  const reader = new ByteReader(fileChunks(path));
  let serial: number | undefined;
  let isFirst = true;
  let sequence: number | undefined;
  let last: number | undefined;
  try {
    for await (const page of oggPages(reader)) {
      if (page.isFirst && oggCodec(page.parts[0] ?? new Uint8Array(0))) {
        if (serial !== undefined) return undefined;
        serial = page.serial;
      }
      if (page.serial !== serial) continue;
      // Pages are missing between the headers and the audio: a recording that began in the middle.
      if (isFirst && sequence !== undefined && page.sequence !== sequence + 1) return undefined;
      sequence = page.sequence;
      if (page.granule <= 0) continue;
      if (isFirst && page.granule > MAX_FIRST_SECONDS * sampleRateHz) return undefined;
      isFirst = false;
      if (Math.abs(page.granule - (last ?? 0)) > MAX_PAGE_SECONDS * sampleRateHz) return undefined;
      last = page.granule;
    }
    // Another file was joined to it.
    return (await reader.peek(1)).length > 0 ? undefined : last;
  } finally {
    await reader.close();
  }
}
