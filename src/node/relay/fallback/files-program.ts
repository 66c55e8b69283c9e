import { Encoder } from '../../../codec/encoder.js';
import { CodecError } from '../../../core/errors.js';
import { lcModelMatches } from '../../../core/file/lc-file.js';
import { framesToMs } from '../../../core/latent/format.js';
import { presetOrFrames } from '../../../core/latent/presets.js';
import { type StreamHello, type StreamMetadata, streamContext } from '../../../core/wire/hello.js';
import { type AudioPacket, parsePacket, type SilencePacket } from '../../../core/wire/packet.js';
import type { LatentModel } from '../../../ports/model.js';
import { offerFeatures } from '../../../stream/link/features.js';
import { Packetizer, type StreamMessage } from '../../../stream/send/packetizer.js';
import type { FoundModel } from '../../model/model-files.js';
import { selectKernels } from '../../native/native.js';
import { packetsOf, readRecording } from '../../program/lc-broadcast.js';
import { ProgramSource } from '../../program/program-source.js';
import { openTrack, requireTrackFile } from '../../program/track-file.js';
import type { IcecastSourceSettings } from '../icecast/options.js';
import { metadataText } from '../icecast/song.js';
import { requireRecordingFile, type TrackRun, type TrackRuns } from './track-runs.js';

/** Rounds whose tracks last for less on average are no program: their files would be opened again and again. */
const MIN_ROUND_MS = 100;
/** Rounds over which that is measured. */
const MEASURED_ROUNDS = 10;

/** What a program of files consists of, in order. */
export type ProgramItem =
  /** A stream begins: what follows is of it. */
  | { readonly kind: 'hello'; readonly hello: StreamHello }
  /** Of the packet that follows. */
  | { readonly kind: 'metadata'; readonly metadata: StreamMetadata }
  | {
      readonly kind: 'packet';
      readonly message: Uint8Array;
      readonly packet: AudioPacket | SilencePacket;
      /** Its length. */
      readonly ms: number;
    };

/** One program of files. */
export interface FilesProgramOptions {
  /** What plays, and in which order. */
  readonly runs: TrackRuns;
  /** Its streams have this one. */
  readonly model: FoundModel;
  /** The model that encodes; asked for when the first audio comes. @throws CodecError where it cannot be had */
  readonly openModel: () => Promise<LatentModel>;
  /** How audio is encoded. */
  readonly settings: Pick<IcecastSourceSettings, 'preset' | 'stereo' | 'planes'>;
  /** Most bit planes of recordings, 1..8. */
  readonly maxPlanes: number;
  /** Names each stream, 0..2^32 − 1. */
  readonly nextEpoch: () => number;
  /** Environment whose PATH is searched for FFmpeg. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with a sentence for each track, or rest of one, that is left out. */
  readonly onSkipped: (message: string) => void;
  /** Called with a sentence for each fault of a track's audio that did not stop the reading. */
  readonly onWarning: (message: string) => void;
  /** Told how long the model took for each block. */
  readonly onEncoded: (seconds: number) => void;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Tracks without end as streams of packets, as fast as they are taken: audio is encoded, recordings are taken as they are.
 * A stream ends where what is encoded follows a recording, or the other way.
 *
 * @throws CodecError AUDIO_EMPTY where nothing of a whole round can be played, AUDIO_FORMAT where all of it is too short;
 *   what loading the model throws
 */
export async function* filesProgram(options: FilesProgramOptions): AsyncGenerator<ProgramItem> {
  const { runs, signal } = options;
  while (!signal.aborted) {
    const run = runs.take();
    yield* run.isRecording ? recorded(run, options) : encoded(run, options);
  }
}

async function* encoded(first: TrackRun, options: FilesProgramOptions): AsyncGenerator<ProgramItem> {
  const { runs, settings, signal, onSkipped } = options;
  const model = await options.openModel();
  const { format } = model.info;
  const isStereo = settings.stereo && format.channels === 1;
  const channels = isStereo ? 2 : format.channels;
  const framesPerPacket = presetOrFrames('preset', settings.preset);
  const titles: { readonly frame: number; readonly metadata: StreamMetadata }[] = [];
  let round: TrackRun | null = first;
  /** At the beginnings of the last rounds: where the last track had begun. */
  const rounds: number[] = [];
  let lastTrackMs = 0;
  const source = new ProgramSource({
    nextRound: () => {
      const next = round ?? (signal.aborted || runs.isRecordingNext ? null : runs.take());
      round = null;
      rounds.push(lastTrackMs);
      if (lastTrackMs - (rounds.at(-1 - MEASURED_ROUNDS) ?? Number.NEGATIVE_INFINITY) < MEASURED_ROUNDS * MIN_ROUND_MS)
        throw new CodecError('AUDIO_FORMAT', `all tracks together last for less than ${MIN_ROUND_MS} ms`);
      if (rounds.length > MEASURED_ROUNDS) rounds.shift();
      return next?.tracks ?? null;
    },
    sampleRateHz: format.sampleRateHz,
    channels,
    crossfadeMs: 0,
    open: (input) => openTrack(input, { env: options.env, signal }),
    onTrack: (_, metadata, sample) => {
      runs.played++;
      lastTrackMs = (sample / format.sampleRateHz) * 1000;
      titles.push({ frame: Math.floor(sample / format.hopSamples), metadata: shortened(metadata) });
    },
    onSkipped: (_, error) => onSkipped(error.message),
    onWarning: options.onWarning,
  });
  const encoder = new Encoder(model, {
    sampleRateHz: format.sampleRateHz,
    channels,
    planes: settings.planes,
    framesPerBlock: framesPerPacket,
    ...(isStereo && { stereo: true }),
    kernels: selectKernels(),
  });
  const hello = helloOf(options, { planes: settings.planes, framesPerPacket, stereo: isStereo });
  const packetizer = new Packetizer(hello);
  yield { kind: 'hello', hello };
  let modelMs = 0;
  try {
    for await (const pcm of source.blocks(signal)) yield* packets(await encoder.push(pcm));
  } catch (error) {
    if (!(error instanceof CodecError) || error.code !== 'AUDIO_EMPTY') throw error;
  } finally {
    await source.close();
  }
  yield* packets(await encoder.flush());

  function* packets(blocks: Awaited<ReturnType<Encoder['push']>>): Generator<ProgramItem> {
    options.onEncoded((encoder.stats.modelMs - modelMs) / 1000);
    modelMs = encoder.stats.modelMs;
    for (const block of blocks) {
      while (titles.length > 0 && titles[0]!.frame < block.firstFrame + block.frames)
        yield { kind: 'metadata', metadata: titles.shift()!.metadata };
      yield packetItem(packetizer.audio(block), hello);
    }
  }
}

async function* recorded(run: TrackRun, options: FilesProgramOptions): AsyncGenerator<ProgramItem> {
  const { runs, maxPlanes, model, settings, signal, onSkipped } = options;
  const framesPerPacket = presetOrFrames('preset', settings.preset);
  let stream: { readonly hello: StreamHello; readonly packetizer: Packetizer } | null = null;
  let offset = 0;
  for (let round: TrackRun | null = run; round && !signal.aborted; ) {
    for (const { input, title } of round.tracks) {
      if (signal.aborted) return;
      let recording: Awaited<ReturnType<typeof readRecording>>;
      try {
        requireRecordingFile(input);
        await requireTrackFile(input);
        recording = await readRecording(input);
        if (!lcModelMatches(recording.header, model.sha256))
          throw new CodecError('MODEL_MISMATCH', `${input}: was encoded with another model than ${model.manifest.id}`);
      } catch (error) {
        if (!(error instanceof CodecError)) throw error;
        onSkipped(error.message);
        continue;
      }
      runs.played++;
      if (!stream) {
        const { planes, hasSpatialParameters = false } = recording.header;
        const form = { planes: Math.min(planes, maxPlanes), framesPerPacket, stereo: hasSpatialParameters };
        const hello = helloOf(options, form);
        stream = { hello, packetizer: new Packetizer(hello) };
        yield { kind: 'hello', hello };
      }
      const { hello, packetizer } = stream;
      if (recording.titles[0]?.frame !== 0)
        yield { kind: 'metadata', metadata: title === undefined ? {} : shortened({ title }) };
      const titles = [...recording.titles];
      for (const block of packetsOf(recording, { planes: hello.planes, framesPerPacket, offset })) {
        while (titles.length > 0 && offset + titles[0]!.frame < block.firstFrame + block.frames)
          yield { kind: 'metadata', metadata: titles.shift()!.metadata };
        yield packetItem('noise' in block ? packetizer.silence(block) : packetizer.audio(block), hello);
      }
      // What is damaged at its end keeps its length, as its middle does.
      offset += recording.frames;
    }
    round = runs.isRecordingNext ? runs.take() : null;
  }
}

function helloOf(
  { model, nextEpoch }: FilesProgramOptions,
  form: { readonly planes: number; readonly framesPerPacket: number; readonly stereo: boolean },
): StreamHello {
  const { planes, framesPerPacket, stereo } = form;
  return {
    role: 'source',
    modelId: model.manifest.id,
    modelSha256: model.sha256,
    format: model.manifest.format,
    planes,
    epoch: nextEpoch(),
    framesPerPacket,
    startedAtMs: 0,
    ...offerFeatures({ silence: true, stereo }),
  };
}

function packetItem({ message, frames }: StreamMessage, hello: StreamHello): ProgramItem {
  const packet = parsePacket(message, streamContext(hello)) as AudioPacket | SilencePacket;
  return { kind: 'packet', message, packet, ms: framesToMs(hello.format, frames) };
}

const shortened = (metadata: StreamMetadata): StreamMetadata =>
  Object.fromEntries(Object.entries(metadata).map(([key, text]: [string, string]) => [key, metadataText(text)]));
