import { CodecError } from '../../core/errors.js';
import { readableForm } from './audio-limits.js';
import { sniffAudio } from './audio-sniff.js';
import type { AudioTags } from './audio-tags.js';
import { type AudioContainer, BlockSource, type FileAudioSource, type Warn } from './block-source.js';
import type { ByteReader } from './byte-reader.js';
import type { DecodedAudioForm, DecodedBlock } from './decoded-block.js';
import { flacLength } from './flac-length.js';
import { readFlac, readFlacMetadata } from './flac-reader.js';
import { adapted } from './form-adapter.js';
import { mp3TotalSamples, parseMp3Header, parseMp3Tag } from './mp3-info.js';
import { mp3Layout } from './mp3-layout.js';
import { readMp3 } from './mp3-reader.js';
import { OggTail } from './ogg-end.js';
import { parseOpusHead, parseVorbisHead } from './ogg-info.js';
import { oggLength } from './ogg-length.js';
import { oggCodec } from './ogg-link.js';
import { openOgg, readOgg } from './ogg-reader.js';
import type { FileReference } from './same-file.js';
import { openWav } from './wav-reader.js';

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

/** A stream whose headers have been read. */
interface Opened {
  readonly container: AudioContainer;
  readonly form: DecodedAudioForm;
  readonly totalSamples?: number;
  readonly tags: AudioTags;
  readonly decode: (warn: Warn, retag: (tags: AudioTags) => void) => AsyncIterable<DecodedBlock>;
}

/**
 * Opens WAV, FLAC, Ogg (Vorbis, Opus, FLAC) or MP3 without any other program; the content decides the format. When it throws
 * FILE_MAGIC or AUDIO_FORMAT, whoever reads next must start at the first byte: see `ByteReader.rewind`.
 *
 * @throws CodecError FILE_MAGIC when it is no audio, AUDIO_FORMAT for a format that cannot be read, AUDIO_EMPTY,
 * FILE_TRUNCATED when it ends inside its header, FILE_IO; each names the input
 */
export async function openOwnReader(reader: ByteReader, from: OwnReaderInput): Promise<FileAudioSource> {
  const { name, input } = from;
  const container = await sniffAudio(reader, name, from.onId3);
  if (container === 'wav') return await openWav(reader, from);
  const opened = await OPENERS[container as Exclude<AudioContainer, 'wav' | 'raw' | 'ffmpeg'>](reader, from);
  if (!opened)
    throw new CodecError('FILE_TRUNCATED', `${name}: the file ends inside its header, at byte ${reader.position}`);
  const { form, totalSamples, tags, decode } = opened;
  const target = readableForm(name, form);
  const isConverted = target.sampleRateHz !== form.sampleRateHz;
  const source: BlockSource = new BlockSource({
    container: opened.container,
    name,
    ...target,
    tags,
    ...(totalSamples && !isConverted && { totalSamples }),
    ...(input !== undefined && { input }),
    produce: (warn) =>
      adapted(
        decode(warn, (changed: AudioTags) => {
          source.tags = changed;
          from.onTags?.(changed);
        }),
        target,
      ),
    release: () => reader.close(),
  });
  return source;
}

type Opener = (reader: ByteReader, from: OwnReaderInput) => Promise<Opened | undefined>;

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
    container: 'mp3',
    form: { sampleRateHz, channels },
    tags: {},
    ...(totalSamples !== undefined && { totalSamples }),
    decode: (warn) => readMp3(reader, warn, layout),
  };
};

/** Bits per sample that the decoder reads. */
const FLAC_BITS = [8, 16, 24];

const openFlac: Opener = async (reader, { name, input, totalBytes }) => {
  const metadata = await readFlacMetadata(reader);
  if (!metadata) return undefined;
  const { info, tags, channelMask } = metadata;
  const { sampleRateHz, channels, bitsPerSample } = info;
  if (!FLAC_BITS.includes(bitsPerSample))
    throw new CodecError(
      'AUDIO_FORMAT',
      `${name}: FLAC must have 8, 16 or 24 bits, got ${bitsPerSample}${bitsPerSample > 24 ? ', which FFmpeg reads from version 6 on' : ''}`,
    );
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

const openOggFile: Opener = async (reader, { input, totalBytes }) => {
  const tail = new OggTail();
  reader.watch((bytes) => tail.push(bytes));
  const first = firstOggForm(await reader.peek(512));
  const start = await openOgg(reader);
  if (!start) return first && { container: first.container, form: first.form, tags: {}, decode: nothing };
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
      if (tail.end === 'cut') warn('the file ends within an Ogg page; what is behind that is missing', true);
      if (tail.end === 'unmarked') warn('the last Ogg page does not mark the end: the file may have been cut short');
    },
  };
};

const OPENERS: Readonly<Record<Exclude<AudioContainer, 'wav' | 'raw' | 'ffmpeg'>, Opener>> = {
  mp3: openMp3,
  flac: openFlac,
  'ogg-flac': openOggFile,
  'ogg-vorbis': openOggFile,
  'ogg-opus': openOggFile,
};
