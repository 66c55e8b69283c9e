import type { ByteReader } from './byte-reader.js';
import { startsFile, startsMp3 } from './file-start.js';
import { latin1 } from './latin1.js';
import { tagBytes } from './mp3-info.js';
import type { PcmHeader } from './pcm-header.js';

/** What follows the data that a header has stated. */
export type BehindData =
  | { readonly kind: 'end' }
  /** Bytes of a further data chunk. */
  | { readonly kind: 'data'; readonly bytes: number }
  /** Bytes that are no chunk, within the file's stated end: more samples than the header states. */
  | { readonly kind: 'samples' }
  /** Another file, at whose first byte the reader is. */
  | { readonly kind: 'file' }
  /** Other bytes, behind the file's stated end. */
  | { readonly kind: 'unknown' };

const HEAD_BYTES = 40;
/** A stream that sends nothing behind the audio for this time has ended. */
const WAIT_MS = 1000;
/** A longer chunk of an unknown name is no chunk, where the file's length is not known. */
const MAX_CHUNK_BYTES = 2 ** 26;

/**
 * Skips chunks, padding and tags behind the stated data.
 *
 * @param dataBytes bytes that were read since the data's start
 * @param leftBytes bytes of the input from there on, where known
 */
export async function behindData(
  reader: ByteReader,
  header: Pick<PcmHeader, 'chunks' | 'endBytes'>,
  dataBytes: number,
  leftBytes = Infinity,
): Promise<BehindData> {
  // A server or a pipe may stay open behind the audio.
  if (leftBytes === Infinity) reader.limitWait(WAIT_MS);
  const found = await look(reader, header, dataBytes, leftBytes);
  if (found.kind !== 'end') reader.limitWait(undefined);
  return found;
}

async function look(
  reader: ByteReader,
  { chunks, endBytes }: Pick<PcmHeader, 'chunks' | 'endBytes'>,
  dataBytes: number,
  leftBytes: number,
): Promise<BehindData> {
  const start = reader.position;
  const position = (): number => dataBytes + reader.position - start;
  const left = (): number => leftBytes - (reader.position - start);
  for (let isFirst = true; ; isFirst = false) {
    const bytes = await reader.peek(HEAD_BYTES + 8);
    const padding = chunks ? paddingOf(bytes, position(), chunks.align) : 0;
    if (bytes.length === padding) {
      await reader.skip(padding);
      return { kind: 'end' };
    }
    const head = bytes.subarray(padding);
    if (startsFile(head) || (head[0] === 0xff && (await startsMp3(reader)))) {
      await reader.skip(padding);
      return { kind: 'file' };
    }
    const tag = tagBytes(head);
    if (tag > 0 || latin1(head, 0, 11) === 'LYRICSBEGIN') {
      await reader.skip(padding + (tag || Infinity));
      continue;
    }
    const chunk = chunks?.parse(head);
    const max = leftBytes === Infinity ? MAX_CHUNK_BYTES : left() - padding - (chunks?.headBytes ?? 0);
    if (chunk && chunk.bytes >= 0 && (chunk.bytes <= max || KNOWN.has(chunk.id))) {
      await reader.skip(padding + chunks!.headBytes);
      if (chunk.id === 'data' && chunk.bytes > 0) return { kind: 'data', bytes: chunk.bytes };
      await reader.skip(chunk.bytes);
      continue;
    }
    if (position() < endBytes && isFirst && !(endBytes === Infinity && (await isPadding(reader))))
      return { kind: 'samples' };
    if (!(await skipZeros(reader))) return { kind: 'unknown' };
  }
}

/** Names of chunks that are chunks also where the file ends within them. */
const KNOWN: ReadonlySet<string> = new Set(
  'LIST,id3 ,ID3 ,JUNK,PAD ,FLLR,bext,iXML,cue ,smpl,inst,plst,axml,fact,PEAK,_PMX,cart,data,info,uuid,free,NAME,AUTH,ANNO,(c) ,MARK,COMT,APPL,CHAN'.split(
    ',',
  ),
);

/** Zeros up to where a chunk may begin. */
function paddingOf(bytes: Uint8Array, position: number, align: number): number {
  let count = 0;
  while ((position + count) % align !== 0 && bytes[count] === 0) count++;
  return count;
}

/** More zeros up to the end are samples. */
const MAX_PADDING_BYTES = 65_536;

/** Whether nothing but a few zeros follows. */
async function isPadding(reader: ByteReader): Promise<boolean> {
  const bytes = await reader.peek(MAX_PADDING_BYTES);
  return bytes.length < MAX_PADDING_BYTES && bytes.every((byte) => byte === 0);
}

/** Whether there was a zero. */
async function skipZeros(reader: ByteReader): Promise<boolean> {
  let found = false;
  for (;;) {
    const bytes = await reader.peek(4096);
    const zeros = bytes.findIndex((byte) => byte !== 0);
    const count = zeros < 0 ? bytes.length : zeros;
    await reader.skip(count);
    found ||= count > 0;
    if (zeros >= 0 || bytes.length === 0) return found;
  }
}
