import { CodecError } from '../core/errors.js';
import { framesToMs } from '../core/latent/format.js';
import type { Clock } from '../ports/clock.js';
import type { LatentModel } from '../ports/model.js';

/** How fast a machine encodes one packet of a stream. */
export interface EncodingSpeed {
  readonly modelId: string;
  /** Time spent for time of audio; above 1 is too slow for a stream. */
  readonly realTimeFactor: number;
  /** Frames of one call: those of the packet, and those that are encoded again with it as context. */
  readonly newFrames: number;
  readonly contextFrames: number;
}

/**
 * Measures before a stream starts whether this machine encodes as fast as the sound arrives, for models that are given
 * their context again with every packet: one packet's call is made and timed. Models with a state are known to keep up
 * and are not measured.
 *
 * @param framesPerPacket new frames of one call
 * @returns undefined for a model that is not measured
 */
export async function measureEncoding(
  model: LatentModel,
  framesPerPacket: number,
  clock: Clock,
): Promise<EncodingSpeed | undefined> {
  const { format, id } = model.info;
  const { leftFrames, rightFrames, stateSize } = format.encoder;
  if (stateSize > 0 || leftFrames + rightFrames === 0) return undefined;
  const frames = framesPerPacket + leftFrames + rightFrames;
  const pcm = new Float32Array(frames * format.hopSamples * format.channels);
  const state = model.createState('encode');
  const measure = async (): Promise<number> => {
    const startedMs = clock.nowMs();
    await model.encode(pcm, frames, state);
    return (clock.nowMs() - startedMs) / framesToMs(format, framesPerPacket);
  };
  let realTimeFactor = await measure();
  // A first call also prepares the weights: one that is too slow gets a second attempt.
  if (realTimeFactor > 1) realTimeFactor = Math.min(realTimeFactor, await measure());
  return { modelId: id, realTimeFactor, newFrames: framesPerPacket, contextFrames: leftFrames + rightFrames };
}

/**
 * Refuses a model that encodes slower than sound arrives.
 *
 * @throws CodecError MODEL_FAILED with the figure when it is too slow for a stream: then only files can be encoded
 */
export function requireRealTime({ modelId, realTimeFactor, newFrames, contextFrames }: EncodingSpeed): void {
  if (realTimeFactor <= 1) return;
  const factor = realTimeFactor < 100 ? realTimeFactor.toPrecision(3) : realTimeFactor.toFixed(0);
  throw new CodecError(
    'MODEL_FAILED',
    `${modelId} encodes at ${factor} × real time here, ${newFrames} new frames a packet and ` +
      `${contextFrames} of context: too slow for a stream; encode a file instead, or take a larger preset`,
  );
}
