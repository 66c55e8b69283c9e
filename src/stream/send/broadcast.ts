import { Encoder } from '../../codec/encoder.js';
import type { EncoderStats } from '../../codec/encoder-options.js';
import { CodecError } from '../../core/errors.js';
import { guardHandlers } from '../../core/guarded.js';
import { Interruption } from '../../core/interruption.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { type OptionKinds, requireOptions, SHAPES, within } from '../../core/options.js';
import { type ChannelInfo, fitChannelInfo } from '../../core/wire/channel-info.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import { offerFeatures } from '../link/features.js';
import { CONNECT_KINDS, type StreamConnectOptions } from '../link/options.js';
import {
  type BroadcastEncoderOptions,
  type BroadcastFeatures,
  requireBroadcastEncoder,
  requireBroadcastFeatures,
} from './broadcast-settings.js';
import { requireMetadata, requireStart } from './description-check.js';
import { Dtx } from './dtx.js';
import { SENDER_HANDLER_KINDS, Sender } from './sender.js';
import type { SenderHandlers, SenderStats } from './uplink.js';
import type { UplinkOptions } from './uplink-options.js';

/** One broadcast: its model and audio, and how they are encoded and sent. */
export interface BroadcastOptions extends StreamConnectOptions {
  /** Encodes; the broadcast does not close it. */
  readonly model: LatentModel;
  /**
   * Blocks of [samples × channels], interleaved. They are encoded and sent as fast as they come: a recording must be
   * delivered at live pace (`paced`) where listeners join at any time, or it is over before it could be heard.
   */
  readonly audio: AsyncIterable<Float32Array>;
  /** The form of the audio, and how it is encoded. */
  readonly encoder: BroadcastEncoderOptions;
  /** Queue, resume and reconnect. */
  readonly uplink?: UplinkOptions;
  /** Stereo and discontinuous transmission. */
  readonly features?: BroadcastFeatures;
  /** Title and the like, for the listeners. */
  readonly metadata?: StreamMetadata;
  /** What the channel is, for people: stands where the relay's configuration states nothing. @default nothing */
  readonly channelInfo?: ChannelInfo;
  /** Random 32-bit number that names this start of the source, 0..2^32 − 1. */
  readonly epoch: number;
  /** Wall clock in ms since 1970 at which the first sample was captured; 0 when unknown. @default 0 */
  readonly startedAtMs?: number;
  /**
   * A live source cannot wait: what is not sent in time is dropped, the oldest first. Otherwise the audio waits.
   * @default false
   */
  readonly isLive?: boolean;
  /**
   * The audio is a recording that comes faster than live: the relay holds this side back as its listeners need, so that
   * none of those who take it at live pace or faster misses anything. Not with `isLive`.
   * @default false
   */
  readonly isTransfer?: boolean;
  /**
   * Ends the audio at once, also while it waits for its next block: what was encoded so far and the end of the stream are
   * still sent. Before the relay has taken the stream there is none: `done` rejects with ABORTED then.
   */
  readonly signal?: AbortSignalLike;
  /** Implementation of the inner loops; all give the same bits. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /** Told of each block and of the connections. @default none */
  readonly handlers?: BroadcastHandlers;
}

/**
 * What a broadcast reports while it runs; every handler is optional. What a handler throws, or its promise rejects with,
 * ends the broadcast: `done` rejects with it.
 */
export interface BroadcastHandlers extends SenderHandlers {
  /** A block was encoded and is about to be sent. */
  onBlock?(block: FrameBlock): void;
  /** Silence is about to be signalled in place of blocks. */
  onSilence?(block: SilentBlock): void;
}

/** Kinds of {@link BroadcastOptions}. */
export const BROADCAST_KINDS: OptionKinds<BroadcastOptions> = {
  ...CONNECT_KINDS,
  model: SHAPES.model,
  audio: SHAPES.audio,
  encoder: 'object',
  uplink: 'object',
  features: 'object',
  metadata: 'object',
  channelInfo: 'object',
  epoch: 'any',
  startedAtMs: 'any',
  isLive: 'boolean',
  isTransfer: 'boolean',
  signal: SHAPES.signal,
  kernels: SHAPES.kernels,
  handlers: 'object',
};

const HANDLER_KINDS: OptionKinds<BroadcastHandlers> = {
  onBlock: 'function',
  onSilence: 'function',
  ...SENDER_HANDLER_KINDS,
};

/** A broadcast that has ended. */
export interface BroadcastResult {
  /** Latent frames, silent ones counted. */
  readonly frames: number;
  /** Samples per channel at the codec's rate. */
  readonly samples: number;
  readonly encoder: EncoderStats;
  readonly sender: SenderStats;
}

/** One broadcast under way. */
export interface Broadcast {
  readonly sender: Sender;
  readonly encoder: Encoder;
  /**
   * Resolves when the audio has ended, or was aborted, and the relay has all of it; rejects with what ends the stream
   * before. Where nothing waits for it a failure is not reported: `handlers.onError` and `sender.state` tell of it.
   */
  readonly done: Promise<BroadcastResult>;
}

/**
 * Audio → encoder → sender: one live stream, from its first sample to its end.
 *
 * @throws TypeError, RangeError naming a wrong option; `done` rejects with CodecError where the relay refuses or the
 *   model fails, and with what a function of the user throws
 */
export function startBroadcast(options: BroadcastOptions): Broadcast {
  requireOptions('', options, BROADCAST_KINDS, ['connect', 'clock', 'model', 'audio', 'encoder']);
  const { model, clock, kernels, startedAtMs = 0, isTransfer } = options;
  if (isTransfer && options.isLive) throw new RangeError('isTransfer must be false where isLive is true, got true');
  const channelInfo = options.channelInfo && fitChannelInfo(options.channelInfo);
  const interruption = new Interruption();
  const { sampleRateHz, channels, channelMask } = options.encoder;
  const { planes, searchSteps, framesPerPacket } = requireBroadcastEncoder(options.encoder);
  const features = requireBroadcastFeatures(options.features);
  requireOptions('handlers', options.handlers, HANDLER_KINDS);
  requireMetadata(options.metadata);
  requireStart(options.epoch, startedAtMs);
  const dtx = features.dtx ? new Dtx(model.info.format, features.dtx === true ? {} : features.dtx) : undefined;
  const encoder = within(
    'encoder',
    () =>
      new Encoder(
        model,
        {
          sampleRateHz,
          channels,
          channelMask,
          planes,
          searchSteps,
          framesPerBlock: framesPerPacket,
          ...(features.stereo && { stereo: true }),
          ...(kernels && { kernels }),
          ...(dtx && { onAudio: (pcm: Float32Array) => dtx.analyse(pcm) }),
        },
        () => clock.nowMs(),
      ),
  );
  const { id, sha256, format } = model.info;
  const sender = new Sender({
    connect: options.connect,
    clock,
    ...(options.random && { random: options.random }),
    ...(options.renewsToken && { renewsToken: true }),
    ...(options.followsAlternative && { followsAlternative: options.followsAlternative }),
    hello: {
      modelId: id,
      modelSha256: sha256,
      format,
      planes: encoder.planes,
      epoch: options.epoch,
      framesPerPacket,
      startedAtMs,
      ...(isTransfer && { transfer: true }),
      ...(channelInfo && { channelInfo }),
      ...offerFeatures({ silence: dtx !== undefined, stereo: features.stereo }),
    },
    ...(options.metadata && { metadata: options.metadata }),
    ...(options.uplink && { uplink: options.uplink }),
    handlers: senderHandlers(options.handlers, interruption),
  });
  const done = run(options, { encoder, sender, dtx, interruption });
  done.catch(() => undefined);
  return { sender, encoder, done };
}

/** The user's handlers; a failure also ends the wait for more audio. */
const senderHandlers = (handlers: BroadcastHandlers | undefined, interruption: Interruption): SenderHandlers => ({
  onUp: (nextFrame) => handlers?.onUp?.(nextFrame),
  onQueued: (place) => handlers?.onQueued?.(place),
  onDown: (error) => handlers?.onDown?.(error),
  onError: (error) => {
    interruption.fail(error);
    return handlers?.onError?.(error);
  },
});

interface BroadcastParts {
  readonly encoder: Encoder;
  readonly sender: Sender;
  readonly dtx: Dtx | undefined;
  /** Stopped by the signal, failed by the sender and by handlers. */
  readonly interruption: Interruption;
}

async function run(
  options: BroadcastOptions,
  { encoder, sender, dtx, interruption }: BroadcastParts,
): Promise<BroadcastResult> {
  const { audio, signal } = options;
  const handlers = guardHandlers(options.handlers ?? {}, interruption.fail);
  const sendOne = async (block: FrameBlock | SilentBlock): Promise<void> => {
    const isSilent = 'noise' in block;
    if (isSilent) handlers.onSilence?.(block);
    else handlers.onBlock?.(block);
    interruption.throwIfFailed();
    const canContinue = isSilent ? sender.sendSilence(block) : sender.send(block);
    if (!canContinue && !options.isLive) await interruption.wait(sender.drained());
  };
  const send = async (blocks: readonly FrameBlock[]): Promise<void> => {
    for (const block of blocks) {
      const items = dtx?.take(block) ?? [block];
      // A relay that does not support silence gets every frame; those of a silence before its answer are no longer
      // available.
      if (sender.features.silence || sender.state === 'connecting') for (const item of items) await sendOne(item);
      else await sendOne(block);
    }
  };
  signal?.addEventListener('abort', interruption.stop, { once: true });
  if (signal?.aborted) interruption.stop();
  try {
    await interruption.wait(Promise.all([sender.start(), encoder.prepare()]));
    if (interruption.isStopped && sender.state === 'connecting')
      throw new CodecError('ABORTED', 'the broadcast was aborted before the relay had taken it');
    for await (const pcm of interruption.items(audio)) await send(await encoder.push(pcm));
    await send(await encoder.flush());
    if (sender.features.silence) for (const block of dtx?.end() ?? []) await sendOne(block);
    const { frames, samples } = encoder.stats;
    await sender.end(frames, samples);
    interruption.throwIfFailed();
    return { frames, samples, encoder: encoder.stats, sender: sender.stats() };
  } catch (error) {
    sender.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', interruption.stop);
  }
}
