import { Encoder, type EncoderStats } from '../../codec/encoder.js';
import { CodecError } from '../../core/errors.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { presetFrames } from '../../core/latent/presets.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import type { Clock } from '../../ports/clock.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import type { Connection } from '../../ports/transport.js';
import { Dtx, type DtxOptions } from './dtx.js';
import { Sender, type SenderHandlers, type SenderStats } from './sender.js';

export interface BroadcastOptions {
  readonly model: LatentModel;
  readonly clock: Clock;
  /** Makes one connection to the channel; called again after every loss. */
  readonly connect: () => Promise<Connection>;
  /** Blocks of [n × channels] interleaved samples; paced where they must be. */
  readonly audio: AsyncIterable<Float32Array>;
  readonly sampleRateHz: number;
  readonly channels: number;
  /**
   * Sends a byte a frame more, from which a listener with two speakers hears stereo, where the relay knows how: needs
   * two channels of audio and a mono model.
   * @default false
   */
  readonly stereo?: boolean;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  /** `live`, `normal`, `radio` or a number of frames per packet, 1..128. @default 'normal' */
  readonly preset?: string | number;
  readonly metadata?: StreamMetadata;
  /** Random 32-bit number that names this start of the source. */
  readonly epoch: number;
  /** Wall clock in ms since 1970 at which the first sample was captured; 0 when unknown. @default 0 */
  readonly startedAtMs?: number;
  /**
   * A live source cannot wait: what does not go out in time is dropped, the oldest first. Otherwise the audio waits.
   * @default false
   */
  readonly isLive?: boolean;
  /**
   * Leaves silent frames out and says so instead, where the relay knows how: for speech. Quiet music may be taken for
   * silence.
   * @default false
   */
  readonly dtx?: boolean | DtxOptions;
  readonly signal?: AbortSignalLike;
  readonly random?: () => number;
  readonly kernels?: Kernels;
  readonly handlers?: SenderHandlers & {
    /** A block was encoded and handed to the sender. */
    onBlock?(block: FrameBlock): void;
    /** Silence was said instead of blocks. */
    onSilence?(block: SilentBlock): void;
  };
}

export interface BroadcastResult {
  readonly frames: number;
  readonly samples: number;
  readonly encoder: EncoderStats;
  readonly sender: SenderStats;
}

/** One broadcast under way. */
export interface Broadcast {
  readonly sender: Sender;
  readonly encoder: Encoder;
  /** Resolves when the audio has ended, or was aborted, and the relay has all of it. */
  readonly done: Promise<BroadcastResult>;
}

/**
 * Audio → encoder → sender: one live stream, from its first sample to its end.
 *
 * @throws RangeError naming an option outside its range; `done` rejects with CodecError where the relay refuses or the
 *   model fails
 */
export function startBroadcast(options: BroadcastOptions): Broadcast {
  const { model, clock } = options;
  const preset = options.preset ?? 'normal';
  const framesPerPacket = typeof preset === 'number' ? preset : presetFrames(preset);
  const dtx = options.dtx ? new Dtx(model.info.format, options.dtx === true ? {} : options.dtx) : undefined;
  const encoder = new Encoder(
    model,
    {
      sampleRateHz: options.sampleRateHz,
      channels: options.channels,
      planes: options.planes ?? 1,
      framesPerBlock: framesPerPacket,
      ...(options.stereo && { stereo: true }),
      ...(options.kernels && { kernels: options.kernels }),
      ...(dtx && { onAudio: (pcm: Float32Array) => dtx.analyse(pcm) }),
    },
    () => clock.nowMs(),
  );
  const { id, sha256, format } = model.info;
  const sender = new Sender({
    connect: options.connect,
    clock,
    hello: {
      modelId: id,
      modelSha256: sha256,
      format,
      planes: encoder.planes,
      epoch: options.epoch,
      framesPerPacket,
      startedAtMs: options.startedAtMs ?? 0,
      ...(dtx && { silence: true }),
      ...(options.stereo && { stereo: true }),
    },
    ...(options.metadata && { metadata: options.metadata }),
    ...(options.random && { random: options.random }),
    ...(options.handlers && { handlers: options.handlers }),
  });
  return { sender, encoder, done: run(options, encoder, sender, dtx) };
}

async function run(
  options: BroadcastOptions,
  encoder: Encoder,
  sender: Sender,
  dtx: Dtx | undefined,
): Promise<BroadcastResult> {
  const sendOne = async (block: FrameBlock | SilentBlock): Promise<void> => {
    const isSilent = 'noise' in block;
    if (isSilent) options.handlers?.onSilence?.(block);
    else options.handlers?.onBlock?.(block);
    if (!(isSilent ? sender.sendSilence(block) : sender.send(block)) && !options.isLive) await sender.drained();
  };
  const send = async (blocks: readonly FrameBlock[]): Promise<void> => {
    for (const block of blocks) {
      const items = dtx?.take(block) ?? [block];
      // A relay that does not know silence gets every frame; what was silent before it came is not known any more.
      if (sender.acceptsSilence || sender.state === 'connecting') for (const item of items) await sendOne(item);
      else await sendOne(block);
    }
  };
  try {
    await sender.start();
    for await (const pcm of options.audio) {
      if (options.signal?.aborted) break;
      await send(await encoder.push(pcm));
    }
    await send(await encoder.flush());
    if (sender.acceptsSilence) for (const block of dtx?.end() ?? []) await sendOne(block);
    const { frames, samples } = encoder.stats;
    await sender.end(frames, samples);
    return { frames, samples, encoder: encoder.stats, sender: sender.stats() };
  } catch (error) {
    sender.close();
    if (options.signal?.aborted && !(error instanceof CodecError))
      throw new CodecError('ABORTED', 'the broadcast was aborted', { cause: error });
    throw error;
  }
}
