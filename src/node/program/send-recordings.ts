import { randomBytes } from 'node:crypto';
import { CodecError } from '../../core/errors.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { offerFeatures } from '../../stream/link/features.js';
import { Sender } from '../../stream/send/sender.js';
import type { SenderHandlers, SenderOptions, SenderStats } from '../../stream/send/uplink.js';
import { waitUntil } from '../../stream/wait-until.js';
import type { TokenSource } from '../../transports/token-source.js';
import { nodeClock } from '../clock.js';
import { connecting } from '../connecting.js';
import { isLossyAddress, type LossyOptions, lossySource } from '../lossy/lossy-address.js';
import { type LcRecording, packetsOf, type RecordingModel } from './lc-broadcast.js';

/** How recordings are sent. */
export interface SendRecordingsOptions {
  /** One round of recordings; asked for again where it is followed by another, null ends the stream. */
  readonly nextRound: () => readonly LcRecording[] | null;
  /** Of all of them. */
  readonly model: RecordingModel;
  /** At most this many bit planes, 1..8. @default as many as every one of them has */
  readonly planes?: number;
  /** Frames of a packet, 1..128. */
  readonly framesPerPacket: number;
  /** Whether packets are sent as fast as the relay takes them. */
  readonly isFast: boolean;
  /** Holds over the titles of the recordings. */
  readonly metadata: StreamMetadata;
  /** Queue, resume and reconnect. */
  readonly uplink?: NonNullable<SenderOptions['uplink']>;
  /** For the relay. */
  readonly token?: TokenSource;
  /** Relays that may have the token beside that of the URL. */
  readonly tokenOrigins?: readonly string[];
  /** Where the address is no relay's. */
  readonly lossy?: LossyOptions;
  /** Ends the stream after the present packet. */
  readonly signal: AbortSignal;
  /** What becomes of the connection. */
  readonly handlers?: SenderHandlers;
  /** Called for each packet with the index after its last frame. */
  readonly onFrames: (endFrame: number) => void;
}

/** Recordings that were sent. */
export interface SentRecordings {
  readonly frames: number;
  /** Samples per channel at the codec's rate. */
  readonly samples: number;
  readonly sender: SenderStats;
}

/**
 * Broadcasts recordings one after another as one stream: their frames are its packets, and nothing is encoded. Each begins
 * at its first frame; planes beyond those that all have, or that are asked for, are left out.
 *
 * @param first one round
 * @throws CodecError MODEL_MISMATCH for recordings of other models, or some with and some without spatial parameters
 */
export async function sendRecordings(
  url: string,
  first: readonly LcRecording[],
  options: SendRecordingsOptions,
): Promise<SentRecordings> {
  const { model, framesPerPacket, isFast, signal, token, tokenOrigins, uplink, handlers, lossy = {} } = options;
  const { header } = first[0]!;
  for (const other of first) requireSame(first[0]!, other);
  const planes = Math.min(options.planes ?? 8, ...first.map((recording) => recording.header.planes));
  const { manifest } = model.model;
  const { format } = manifest;
  const sender = new Sender({
    ...(isLossyAddress(url) ? { connect: lossySource(url, lossy) } : connecting(url, { signal, token, tokenOrigins })),
    clock: nodeClock,
    hello: {
      modelId: manifest.id,
      modelSha256: model.sha256,
      format,
      planes,
      epoch: randomBytes(4).readUInt32BE(),
      framesPerPacket,
      startedAtMs: isFast ? 0 : Date.now(),
      ...(isFast && { transfer: true }),
      ...offerFeatures({ silence: true, stereo: header.hasSpatialParameters === true }),
    },
    ...(uplink && { uplink }),
    ...(handlers && { handlers }),
  });
  const onAbort = (): void => void (sender.state === 'connecting' && sender.close());
  signal.addEventListener('abort', onAbort, { once: true });
  let frames = 0;
  let samples = 0;
  try {
    await sender.start();
    const startMs = nodeClock.nowMs();
    const msPerFrame = (format.hopSamples * 1000) / format.sampleRateHz;
    for (let round: readonly LcRecording[] | null = first; round && !signal.aborted; round = options.nextRound())
      for (const recording of round) {
        const titles = [...recording.titles];
        const offset = frames;
        for (const item of packetsOf(recording, { planes, framesPerPacket, offset })) {
          if (signal.aborted) break;
          const end = item.firstFrame + item.frames;
          if (!isFast) await waitUntil(nodeClock, startMs + end * msPerFrame, signal as AbortSignalLike);
          let metadata: StreamMetadata | undefined;
          while (titles.length > 0 && offset + titles[0]!.frame < end) metadata = titles.shift()!.metadata;
          if (metadata) sender.setMetadata({ ...metadata, ...options.metadata });
          else if (item.firstFrame === 0) sender.setMetadata(options.metadata);
          const canContinue = !('noise' in item)
            ? sender.send(item)
            : sender.features.silence
              ? sender.sendSilence(item)
              : true;
          if (!canContinue && isFast) await sender.drained();
          frames = end;
          options.onFrames(end);
        }
        if (signal.aborted) break;
        // What is damaged at its end keeps its length, as its middle does.
        frames = offset + recording.frames;
        samples = offset * format.hopSamples + recording.samples;
      }
    if (signal.aborted) samples = frames * format.hopSamples;
    await sender.end(frames, samples);
    return { frames, samples, sender: sender.stats() };
  } catch (error) {
    sender.close();
    if (signal.aborted)
      throw new CodecError('ABORTED', 'the broadcast was aborted before the relay had taken it', { cause: error });
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function requireSame(one: LcRecording, other: LcRecording): void {
  if (one.header.modelSha256 !== other.header.modelSha256)
    throw new CodecError('MODEL_MISMATCH', `${other.path}: was encoded with another model than ${one.path}`);
  if (one.header.hasSpatialParameters !== other.header.hasSpatialParameters)
    throw new CodecError('MODEL_MISMATCH', `${other.path} and ${one.path}: only one of them is in stereo`);
}
