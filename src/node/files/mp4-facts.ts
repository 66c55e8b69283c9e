import { latin1 } from './latin1.js';
import type { ContainerFacts, PlacedBytes } from './placed-bytes.js';

/** A box: where its content is, and its end. */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** A longer index is not examined. */
const MAX_INDEX_BYTES = 2 ** 26;
/** Names of boxes that stand at a file's top level. */
const TOP = /^(ftyp|styp|moov|moof|mdat|free|skip|wide|sidx|ssix|mfra|meta|uuid|pnot|prft|emsg|udta|imda|pdin|PICT)$/;

/**
 * What an MP4 file states of its first audio track: how many samples an edit list, or iTunes, leaves of it; whether the file
 * ends before what it states; whether something follows it.
 */
export async function mp4Facts(file: PlacedBytes): Promise<ContainerFacts> {
  let moov: Uint8Array | undefined;
  let isCut = false;
  const fragments: Uint8Array[] = [];
  let behind: number | undefined;
  for (let at = 0; at < file.length; ) {
    const box = await topBox(file, at);
    if (!box || (box.type === 'ftyp' && at > 0)) {
      behind = at;
      break;
    }
    isCut ||= box.end > file.length;
    const isIndex = box.type === 'moov' || box.type === 'moof';
    if (isIndex && box.end <= file.length && box.end - box.start <= MAX_INDEX_BYTES) {
      const bytes = await file.read(box.start, box.end - box.start);
      if (box.type === 'moov') moov ??= bytes;
      else fragments.push(bytes);
    }
    at = box.end;
  }
  if (!moov)
    return {
      refusal:
        'it has no whole index (moov box), without which its audio cannot be found: it was cut, or its recording was interrupted',
    };
  const track = readTrack(moov, fragments);
  return {
    ...(track && { length: track }),
    ...(isCut && { loss: 'the file ends before the end that it states' }),
    ...(behind !== undefined && { behind }),
  };
}

async function topBox(file: PlacedBytes, at: number): Promise<Box | undefined> {
  const head = await file.read(at, 16);
  const type = latin1(head, 4, 4);
  if (head.length < 8 || !TOP.test(type)) return undefined;
  return boxOf(head, 0, file.length - at, at);
}

/** The box at `at` of bytes that are at `offset` of the whole. */
function boxOf(bytes: Uint8Array, at: number, left: number, offset = 0): Box | undefined {
  if (at + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(at);
  const type = latin1(bytes, at + 4, 4);
  const start = at + offset;
  if (size === 0) return { type, start: start + 8, end: start + left };
  if (size === 1) {
    if (at + 16 > bytes.length) return undefined;
    return { type, start: start + 16, end: start + Math.max(16, Number(view.getBigUint64(at + 8))) };
  }
  return size < 8 ? undefined : { type, start: start + 8, end: start + size };
}

function* boxes(bytes: Uint8Array, from = 0, to = bytes.length): Generator<Box> {
  for (let at = from; at < to; ) {
    const box = boxOf(bytes, at, to - at);
    if (!box || box.end > to) return;
    yield box;
    at = box.end;
  }
}

/** The first box under a path of types. */
function find(bytes: Uint8Array, path: readonly string[], within?: Box): Box | undefined {
  const [type, ...rest] = path;
  for (const box of boxes(bytes, within?.start, within?.end))
    if (box.type === type) return rest.length === 0 ? box : find(bytes, rest, box);
  return undefined;
}

/** Samples that are to be played of the first audio track; undefined where nothing states them. */
function readTrack(moov: Uint8Array, fragments: readonly Uint8Array[]): ContainerFacts['length'] {
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const movieHeader = find(moov, ['mvhd']);
  for (const track of boxes(moov)) {
    const handler = track.type === 'trak' && find(moov, ['mdia', 'hdlr'], track);
    if (!handler || latin1(moov, handler.start + 8, 4) !== 'soun') continue;
    const mediaHeader = find(moov, ['mdia', 'mdhd'], track);
    const trackHeader = find(moov, ['tkhd'], track);
    if (!mediaHeader || !movieHeader || !trackHeader) return undefined;
    const timescale = view.getUint32(mediaHeader.start + (moov[mediaHeader.start] === 1 ? 20 : 12));
    const movieTimescale = view.getUint32(movieHeader.start + (moov[movieHeader.start] === 1 ? 20 : 12));
    const id = view.getUint32(trackHeader.start + (moov[trackHeader.start] === 1 ? 20 : 12));
    const ofITunes = iTunesSamples(moov);
    if (timescale === 0 || movieTimescale === 0) return undefined;
    if (ofITunes) return { units: ofITunes, unitsPerSecond: timescale };
    const media = mediaDuration(moov, track) + fragmentDuration(moov, fragments, id);
    const { units, firstUnit } = edited(moov, track, media, timescale / movieTimescale);
    return units > 0 ? { units, unitsPerSecond: timescale, firstUnit } : undefined;
  }
  return undefined;
}

/** The sum of all durations of the track's table. */
function mediaDuration(moov: Uint8Array, track: Box): number {
  const table = find(moov, ['mdia', 'minf', 'stbl', 'stts'], track);
  if (!table) return 0;
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  let sum = 0;
  for (let i = 0, at = table.start + 8; i < view.getUint32(table.start + 4) && at + 8 <= table.end; i++, at += 8)
    sum += view.getUint32(at) * view.getUint32(at + 4);
  return sum;
}

/** What the edit list leaves; its durations are rounded to the movie's units, which are often coarse. */
function edited(
  moov: Uint8Array,
  track: Box,
  media: number,
  unitsPerMovieUnit: number,
): { units: number; firstUnit: number | undefined } {
  const list = find(moov, ['edts', 'elst'], track);
  if (!list) return { units: media, firstUnit: 0 };
  const view = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const isLong = moov[list.start] === 1;
  let sum = 0;
  const starts: number[] = [];
  for (let i = 0, at = list.start + 8; i < view.getUint32(list.start + 4); i++, at += isLong ? 20 : 12) {
    if (at + (isLong ? 20 : 12) > list.end) break;
    const duration = (isLong ? Number(view.getBigUint64(at)) : view.getUint32(at)) * unitsPerMovieUnit;
    const from = isLong ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    if (from < 0) continue;
    starts.push(from);
    const rest = media - from;
    sum += duration === 0 || Math.abs(duration - rest) <= unitsPerMovieUnit ? rest : Math.min(duration, rest);
  }
  return { units: Math.round(sum), firstUnit: starts.length === 1 ? starts[0] : undefined };
}

/** The sum of all durations of a track's fragments. */
function fragmentDuration(moov: Uint8Array, fragments: readonly Uint8Array[], id: number): number {
  const moovView = new DataView(moov.buffer, moov.byteOffset, moov.byteLength);
  const extension = find(moov, ['mvex']);
  let usual = 0;
  for (const box of extension ? boxes(moov, extension.start, extension.end) : [])
    if (box.type === 'trex' && moovView.getUint32(box.start + 4) === id) usual = moovView.getUint32(box.start + 12);
  let sum = 0;
  for (const moof of fragments)
    for (const traf of boxes(moof)) {
      const header = traf.type === 'traf' && find(moof, ['tfhd'], traf);
      if (!header) continue;
      const view = new DataView(moof.buffer, moof.byteOffset, moof.byteLength);
      if (view.getUint32(header.start + 4) !== id) continue;
      const flags = view.getUint32(header.start) & 0xffffff;
      const at = header.start + 8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0);
      const each = flags & 8 ? view.getUint32(at) : usual;
      for (const run of boxes(moof, traf.start, traf.end)) if (run.type === 'trun') sum += runDuration(view, run, each);
    }
  return sum;
}

function runDuration(view: DataView, run: Box, each: number): number {
  const flags = view.getUint32(run.start) & 0xffffff;
  const count = view.getUint32(run.start + 4);
  if (!(flags & 0x100)) return count * each;
  const first = run.start + 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
  const step = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  let sum = 0;
  for (let i = 0; i < count && first + i * step + 4 <= run.end; i++) sum += view.getUint32(first + i * step);
  return sum;
}

/** Samples that iTunes states in its comment `iTunSMPB`: delay, padding and length as hexadecimal numbers. */
function iTunesSamples(moov: Uint8Array): number | undefined {
  const name = Buffer.from(moov.buffer, moov.byteOffset, moov.byteLength).indexOf('iTunSMPB', 0, 'latin1');
  const text = name < 0 ? '' : latin1(moov, name, 160);
  const found = /(?: [0-9A-F]{8}){3} ([0-9A-F]{16})/i.exec(text);
  return found ? Number.parseInt(found[1]!, 16) || undefined : undefined;
}
