import { CodecError } from '../../core/errors.js';
import { readAiffHeader } from './aiff-header.js';
import { readAuHeader } from './au-header.js';
import { sniffAudio } from './audio-sniff.js';
import type { AudioTags } from './audio-tags.js';
import type { AudioContainer, FileAudioSource, OwnContainer } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import { readCafHeader } from './caf-header.js';
import type { DecodedAudioForm, DecodedBlock } from './decoded-block.js';
import { flacLength } from './flac-length.js';
import { readFlac, readFlacMetadata } from './flac-reader.js';
import { MIN_LOSS_BYTES, openNext } from './joined-files.js';
import { mp3TotalSamples, parseMp3Header, parseMp3Tag } from './mp3-info.js';
import { mp3Layout } from './mp3-layout.js';
import { readMp3 } from './mp3-reader.js';
import { OggTail } from './ogg-end.js';
import { parseOpusHead, parseVorbisHead } from './ogg-info.js';
import { oggLength } from './ogg-length.js';
import { oggCodec } from './ogg-link.js';
import { openOgg, readOgg } from './ogg-reader.js';
import { type OpenedAudio, sourceOf } from './opened-audio.js';
import type { PcmHeader } from './pcm-header.js';
import { openPcm } from './pcm-reader.js';
import type { FileReference } from './same-file.js';
import { readW64Header } from './w64-header.js';
import { readWavHeader } from './wav-header.js';

/** What is known of the bytes of an audio file beside their content. */
export interface OwnReaderInput {
  /** Named in errors and warnings. */
  readonly name: string;
  /** What is read, where it is a file. A path is read a second time for the length of an Ogg file. */
  readonly input?: FileReference;
  /** The input's length where it is known: a file's size. */
  readonly totalBytes?: number;
  /** Whether the file is still written, so that a length in its header is out of date. */
  readonly isGrowing?: boolean;
  /** Takes the ID3v2 tags in front of the audio. */
  readonly onId3?: (tag: Uint8Array) => void;
  /** Called when other tags are stated than at the start. */
  readonly onTags?: (tags: AudioTags) => void;
}

/**
 * Opens WAV, AIFF, CAF, AU, W64, FLAC, Ogg (Vorbis, Opus, FLAC) or MP3 without any other program; the content decides the
 * format. Files that were joined are read one after another. When it throws FILE_MAGIC or AUDIO_FORMAT, whoever reads next
 * must start at the first byte: see `ByteReader.rewind`.
 *
 * @throws CodecError FILE_MAGIC when it is no audio, AUDIO_FORMAT for a format that cannot be read, AUDIO_EMPTY,
 * FILE_TRUNCATED when it ends inside its header, FILE_IO; each names the input
 */
export async function openOwnReader(reader: ByteReader, from: OwnReaderInput): Promise<FileAudioSource> {
  const { name } = from;
  const opened = await openSniffed(reader, from, await sniffAudio(reader, name, from.onId3));
  const open = (container: OwnContainer): Promise<OpenedAudio> => openSniffed(reader, { name }, container);
  return sourceOf(reader, from, opened, (warn) => openNext(reader, name, open, warn));
}

async function openSniffed(reader: ByteReader, from: OwnReaderInput, container: OwnContainer): Promise<OpenedAudio> {
  const readHeader = PCM_HEADERS[container as keyof typeof PCM_HEADERS];
  if (readHeader) return await openPcm(reader, await readHeader(reader, from.name), from);
  const opened = await OPENERS[container as keyof typeof OPENERS](reader, from);
  if (!opened)
    throw new CodecError('FILE_TRUNCATED', `${from.name}: the file ends inside its header, at byte ${reader.position}`);
  return opened;
}

const PCM_HEADERS = {
  wav: readWavHeader,
  aiff: readAiffHeader,
  caf: readCafHeader,
  au: readAuHeader,
  w64: readW64Header,
} as const satisfies Partial<Record<AudioContainer, (reader: ByteReader, name: string) => Promise<PcmHeader>>>;

type Opener = (reader: ByteReader, from: OwnReaderInput) => Promise<OpenedAudio | undefined>;

const openMp3: Opener = async (reader, { input, totalBytes }) => {
  const head = await reader.peek(4096);
  const header = parseMp3Header(head, 0);
  if (!header) return undefined;
  const tag = parseMp3Tag(head, 0, header);
  const isFile = totalBytes !== undefined && input !== undefined && typeof input !== 'number';
  const layout = isFile ? await mp3Layout(input, reader.position, totalBytes) : undefined;
  const audioBytes = totalBytes === undefined ? undefined : totalBytes - reader.position;
  const totalSamples = layout ? layout.totalSamples : tag && mp3TotalSamples(tag, header, audioBytes);
  const { sampleRateHz, channels } = header;
  return {
    container: header.layer === 3 ? 'mp3' : 'mp2',
    form: { sampleRateHz, channels },
    tags: {},
    ...(totalSamples !== undefined && { totalSamples }),
    decode: (warn) => readMp3(reader, warn, layout),
  };
};

const openFlac: Opener = async (reader, { input, totalBytes }) => {
  const metadata = await readFlacMetadata(reader);
  if (!metadata) return undefined;
  const { info, tags, channelMask } = metadata;
  const { sampleRateHz, channels } = info;
  const isFile = totalBytes !== undefined && input !== undefined && typeof input !== 'number';
  const totalSamples = isFile ? await flacLength(input, reader.position, totalBytes, info) : info.totalSamples;
  return {
    container: 'flac',
    form: { sampleRateHz, channels, ...(channelMask !== undefined && { channelMask }) },
    tags,
    ...(totalSamples && { totalSamples }),
    decode: (warn) => readFlac(reader, metadata, warn),
  };
};

/** A file that ends between its first page and its first audio has a form and no samples. */
function firstOggForm(head: Uint8Array): { container: AudioContainer; form: DecodedAudioForm } | undefined {
  const packet = head.subarray(27 + (head[26] ?? 0));
  const container = oggCodec(packet);
  const opus = container === 'ogg-opus' ? parseOpusHead(packet) : null;
  const form = opus ? { sampleRateHz: 48_000, channels: opus.channels } : parseVorbisHead(packet);
  return form && (opus || container === 'ogg-vorbis') ? { container: container!, form } : undefined;
}

async function* nothing(): AsyncGenerator<DecodedBlock> {}

const openOggFile: Opener = async (reader, { name, input, totalBytes }) => {
  const tail = new OggTail();
  reader.watch((bytes) => tail.push(bytes));
  const first = firstOggForm(await reader.peek(512));
  const start = await openOgg(reader).catch((error: unknown) => {
    throw error instanceof CodecError ? new CodecError(error.code, `${name}: ${error.message}`) : error;
  });
  if ('lostBytes' in start) {
    if (start.lostBytes > 0 && tail.end !== 'cut')
      throw new CodecError('AUDIO_FORMAT', `${name}: the headers of its Ogg stream are damaged`);
    return first && { container: first.container, form: first.form, tags: {}, decode: nothing };
  }
  const { form, preSkip, tags } = start.headers;
  const isFile = totalBytes !== undefined && input !== undefined && typeof input !== 'number';
  const end = isFile ? await oggLength(input, totalBytes, form.sampleRateHz) : undefined;
  return {
    container: start.link.codec,
    form,
    tags,
    ...(end !== undefined && { totalSamples: Math.max(0, end - preSkip) }),
    async *decode(warn, retag) {
      yield* readOgg(start, { warn, onLink: (headers) => retag(headers.tags) });
      const rest = tail.end === 'cut' ? 0 : start.restBytes();
      if (rest > 0) warn(`${rest} bytes behind the last Ogg page were left out`, rest >= MIN_LOSS_BYTES);
      if (tail.end === 'cut') warn('the file ends within an Ogg page; what is behind that is missing', true);
      if (tail.end === 'unmarked') warn('the last Ogg page does not mark the end: the file may have been cut short');
    },
  };
};

const OPENERS = {
  mp3: openMp3,
  flac: openFlac,
  'ogg-flac': openOggFile,
  'ogg-vorbis': openOggFile,
  'ogg-opus': openOggFile,
} as const satisfies Partial<Record<AudioContainer, Opener>>;
