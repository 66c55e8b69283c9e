import { CodecError } from '../../core/errors.js';
import { type LcHeader, LcReader, lcModelMatches } from '../../core/file/lc-file.js';
import { bytesPerFramePlane } from '../../core/latent/format.js';
import { sliceBlock } from '../../core/latent/frame-slice.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import { MAX_FRAMES_PER_PACKET } from '../../core/wire/packet.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileError } from '../files/file-errors.js';
import { namedLc } from '../files/lc-source.js';
import { readWhole } from '../files/read-whole.js';
import { type FoundModel, findModel, listModels } from '../model/model-files.js';
import { readSidecar, SIDECAR_ENDING } from '../relay/operations/recording/sidecar.js';

/** A recording that is read whole: hours are a few megabytes. */
export interface LcRecording {
  readonly path: string;
  readonly header: LcHeader;
  /** Frames and pauses in order, without overlap; what was damaged is missing between them. */
  readonly items: readonly (FrameBlock | SilentBlock)[];
  readonly frames: number;
  /** Samples per channel at the codec's rate. */
  readonly samples: number;
  readonly titles: readonly { readonly frame: number; readonly metadata: StreamMetadata }[];
  /** Damage, as sentences. */
  readonly warnings: readonly string[];
}

/** @param signal ends the wait for the writer of a named pipe @throws CodecError FILE_* naming the path; AUDIO_FORMAT for a file that only a decoder of its own can play */
export async function readRecording(path: string, signal?: AbortSignalLike): Promise<LcRecording> {
  const bytes = await readWhole(path, signal).catch((cause: unknown) => {
    throw fileError('read', path, cause);
  });
  const reader = new LcReader();
  const { blocks, summary } = namedLc(path, () => {
    const first = reader.push(bytes);
    const { blocks: last, ...rest } = reader.finish();
    return { blocks: [...first, ...last], summary: rest };
  });
  const { header, frames, totalSamples, damage, pauses } = summary;
  if (header.normalizer)
    throw new CodecError(
      'AUDIO_FORMAT',
      `${path}: it has a normaliser of its own, which a stream cannot carry; decode it and send the audio`,
    );
  if (frames === 0) throw new CodecError('AUDIO_EMPTY', `${path}: the recording has no frames`);
  const sidecar = await readSidecar(path + SIDECAR_ENDING);
  const framesPerSecond = header.sampleRateHz / header.hopSamples;
  return {
    path,
    header,
    items: [...blocks, ...pauses].sort((a, b) => a.firstFrame - b.firstFrame),
    frames,
    samples: totalSamples ?? frames * header.hopSamples,
    titles: (sidecar?.titles ?? []).map(({ atSeconds, title, artist, station }) => ({
      frame: Math.round(atSeconds * framesPerSecond),
      metadata: { ...(title && { title }), ...(artist && { artist }), ...(station && { station }) },
    })),
    warnings: damage.map(({ offset, message }) => `${path}: at byte ${offset}: ${message}`),
  };
}

/** An installed model, and the sha256 of the one of its bit streams that a recording has. */
export interface RecordingModel {
  readonly model: FoundModel;
  readonly sha256: string;
}

/**
 * The installed model whose frames a recording has.
 *
 * @param name of the model to be used. @default any that is installed
 * @throws CodecError MODEL_MISMATCH where it, or every installed one, is another; MODEL_NOT_FOUND
 */
export async function modelOfRecording(
  { path, header }: Pick<LcRecording, 'path' | 'header'>,
  name: string | undefined,
  roots: readonly string[],
): Promise<RecordingModel> {
  const models =
    name === undefined
      ? (await listModels(roots)).flatMap((entry) => (entry.ok ? [entry.model] : []))
      : [await findModel(name, roots)];
  for (const model of models)
    for (const sha256 of [model.sha256, ...model.manifest.compatibleWith])
      if (lcModelMatches(header, sha256)) return { model, sha256 };
  const which =
    name === undefined ? `none of the installed models (${ids(models)}) is it` : `the model given is ${ids(models)}`;
  throw new CodecError(
    'MODEL_MISMATCH',
    `${path}: was encoded with the model of sha256 ${header.modelSha256}…; ${which}`,
  );
}

const ids = (models: readonly FoundModel[]): string => models.map(({ manifest }) => manifest.id).join(', ') || 'none';

/**
 * The packets' blocks of a recording, at most `framesPerPacket` frames each, with at most `planes` planes: the frames as
 * they are.
 *
 * @param offset index of the recording's first frame in the stream
 */
export function* packetsOf(
  { header, items }: Pick<LcRecording, 'header' | 'items'>,
  {
    planes,
    framesPerPacket,
    offset,
  }: { readonly planes: number; readonly framesPerPacket: number; readonly offset: number },
): Generator<FrameBlock | SilentBlock> {
  const width = bytesPerFramePlane(header);
  for (const item of items) {
    const most = 'noise' in item ? MAX_FRAMES_PER_PACKET : framesPerPacket;
    for (let from = 0; from < item.frames; from += most) {
      const frames = Math.min(most, item.frames - from);
      const firstFrame = offset + item.firstFrame + from;
      if ('noise' in item) yield { ...item, firstFrame, frames, continues: from + frames < item.frames };
      else {
        const part = sliceBlock(item, from, frames, width);
        const payload = part.payload.subarray(0, planes * frames * width);
        yield { ...part, firstFrame, planes: Math.min(planes, part.planes), payload };
      }
    }
  }
}
