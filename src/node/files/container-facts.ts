import { open } from 'node:fs/promises';
import { CAF_CHUNKS, type ChunkForm, iffChunks, viewOf, W64_CHUNKS } from './chunk-form.js';
import { startsFile } from './file-start.js';
import { latin1 } from './latin1.js';
import { tagBytes } from './mp3-info.js';
import { mp4Facts } from './mp4-facts.js';
import type { ContainerFacts, PlacedBytes } from './placed-bytes.js';

/** Examines a regular file. What is not known of a format, or cannot be read, is left out. */
export async function containerFacts(path: string | Uint8Array): Promise<ContainerFacts> {
  const handle = await open(path as Buffer, 'r').catch(() => undefined);
  if (!handle) return {};
  try {
    const { size } = await handle.stat();
    const file: PlacedBytes = {
      length: size,
      read: async (at, length) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - at)));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
        return bytes.subarray(0, bytesRead);
      },
    };
    const facts = await factsOf(file, await file.read(0, 16));
    const { behind, ...rest } = facts;
    const others = behind === undefined ? undefined : await othersBehind(file, behind);
    return others && !rest.loss ? { ...rest, loss: others } : rest;
  } catch (error) {
    // Numbers that contradict one another.
    if (error instanceof RangeError) return {};
    throw error;
  } finally {
    await handle.close();
  }
}

async function factsOf(file: PlacedBytes, head: Uint8Array): Promise<ContainerFacts> {
  if (latin1(head, 4, 4) === 'ftyp') return await mp4Facts(file);
  switch (latin1(head, 0, 4)) {
    case 'RIFF':
      return await chunkFacts(file, 12, iffChunks(false), 'data');
    case 'RIFX':
      return await chunkFacts(file, 12, iffChunks(true), 'data');
    case 'FORM':
      return await chunkFacts(file, 12, iffChunks(true), 'SSND');
    case 'caff':
      return await chunkFacts(file, 8, CAF_CHUNKS, 'data');
    case 'riff':
      return await chunkFacts(file, 40, W64_CHUNKS, 'data');
    case '\x1aE\xdf\xa3':
      return await matroskaFacts(file);
    case '0&\xb2u':
      return await asfFacts(file);
    case 'TTA1':
      return await ttaFacts(file);
    default:
      return {};
  }
}

async function chunkFacts(file: PlacedBytes, first: number, form: ChunkForm, data: string): Promise<ContainerFacts> {
  let hasData = false;
  for (let at = first; at < file.length; ) {
    const head = await file.read(at, 32);
    const chunk = startsFile(head) ? undefined : form.parse(head);
    const end = chunk && at + form.headBytes + chunk.bytes;
    if (!chunk || end === undefined || (end > file.length && hasData)) return hasData ? { behind: at } : {};
    // A writer to a pipe leaves a length that cannot be true.
    if (chunk.id === data && (chunk.bytes < 0 || chunk.bytes >= 0x7fff_f000)) return {};
    if (chunk.id === data && end > file.length) {
      const there = file.length - at - form.headBytes;
      return { loss: `its ${data} chunk states ${chunk.bytes} bytes and ends after ${there}; those were read` };
    }
    hasData ||= chunk.id === data;
    at = end + ((form.align - (end % form.align)) % form.align);
  }
  return {};
}

/** Matroska and WebM: the length of the segment, where the writer knew it. */
async function matroskaFacts(file: PlacedBytes): Promise<ContainerFacts> {
  let at = 0;
  for (const id of ['1a45dfa3', '18538067']) {
    const head = await file.read(at, 12);
    if (Buffer.from(head).toString('hex', 0, 4) !== id) return {};
    const size = vint(head.subarray(4));
    if (size === undefined) return {};
    at += 4 + size.width + size.value;
  }
  if (at > file.length) return { loss: `the file ends ${at - file.length} bytes before the end that it states` };
  // FFmpeg reads on where another one follows.
  const next = await file.read(at, 4);
  return at < file.length && startsFile(next) === undefined ? { behind: at } : {};
}

/** A length of Matroska; undefined where it is not known. */
function vint(bytes: Uint8Array): { readonly value: number; readonly width: number } | undefined {
  const width = Math.clz32((bytes[0] ?? 0) << 24) + 1;
  if (width > 8 || bytes.length < width) return undefined;
  let value = bytes[0]! & (0xff >> width);
  let isUnknown = value === 0xff >> width;
  for (let i = 1; i < width; i++) {
    value = value * 256 + bytes[i]!;
    isUnknown &&= bytes[i] === 0xff;
  }
  return isUnknown ? undefined : { value, width };
}

/** WMA: objects of a GUID and a length, one after another. */
async function asfFacts(file: PlacedBytes): Promise<ContainerFacts> {
  for (let at = 0; at < file.length; ) {
    const head = await file.read(at, 24);
    const isNext = at > 0 && startsFile(head) !== undefined;
    const bytes = head.length < 24 ? 0 : Number(viewOf(head).getBigUint64(16, true));
    // A live recording has left the length of its data open.
    if (isNext || bytes < 24) return at > 0 ? { behind: at } : {};
    if (at + bytes > file.length) return { loss: 'the file ends before the end that it states' };
    at += bytes;
  }
  return {};
}

/** TTA: a table holds the length of each frame. */
async function ttaFacts(file: PlacedBytes): Promise<ContainerFacts> {
  const head = await file.read(0, 22);
  if (head.length < 22) return {};
  const [rate, samples] = [viewOf(head).getUint32(10, true), viewOf(head).getUint32(14, true)];
  const frames = Math.ceil(samples / Math.floor((256 * rate) / 245));
  if (!(frames > 0 && frames < 2 ** 20)) return {};
  const table = await file.read(22, 4 * frames);
  if (table.length < 4 * frames) return { loss: 'the file ends within the table of its frames' };
  let end = 22 + 4 * frames + 4;
  for (let i = 0; i < frames; i++) end += viewOf(table).getUint32(4 * i, true);
  if (end > file.length) return { loss: 'the file ends before the end that it states' };
  return end < file.length ? { behind: end } : {};
}

/** What is behind a file's end, as a sentence; undefined for tags, padding and nothing. */
async function othersBehind(file: PlacedBytes, from: number): Promise<string | undefined> {
  let at = from;
  for (;;) {
    const head = await file.read(at, 40);
    const tag = tagBytes(head);
    if (head.length === 0) return undefined;
    if (tag > 0) {
      at += tag;
      continue;
    }
    const label = startsFile(head);
    const zeros = head.findIndex((byte) => byte !== 0);
    if (label === undefined && zeros !== 0) {
      at += zeros < 0 ? head.length : zeros;
      continue;
    }
    const what = label === undefined ? '' : `; they begin as ${label}`;
    return `${file.length - at} bytes behind the end of the audio were not read${what}`;
  }
}
