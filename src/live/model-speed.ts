import { CodecError } from '../core/errors.js';
import { framesToMs } from '../core/latent/format.js';
import type { Clock } from '../ports/clock.js';
import type { Direction, LatentModel } from '../ports/model.js';

/** How fast a machine encodes or decodes one packet of a stream. */
export interface ModelSpeed {
  readonly modelId: string;
  readonly direction: Direction;
  /** Time spent for time of audio; above 1 is too slow for a stream. */
  readonly realTimeFactor: number;
  /** Frames of one call: those of the packet, and those that are computed again with it as context; 0 with a state. */
  readonly newFrames: number;
  readonly contextFrames: number;
}

/** Calls that are timed, at most: the first also prepares the weights, and others may meet a machine that is busy. */
const MAX_CALLS = 3;

/**
 * Measures before a stream starts whether this machine computes as fast as the sound comes: one packet's call is made and
 * timed, with its context where the model has no state, and again where it took too long.
 *
 * @param framesPerPacket new frames of one call
 */
export async function measureModelSpeed(
  model: LatentModel,
  direction: Direction,
  framesPerPacket: number,
  clock: Clock,
): Promise<ModelSpeed> {
  const { format, id } = model.info;
  const { leftFrames, rightFrames, stateSize } = direction === 'encode' ? format.encoder : format.decoder;
  const contextFrames = stateSize > 0 ? 0 : leftFrames + rightFrames;
  const frames = framesPerPacket + contextFrames;
  const input = new Float32Array(
    frames * (direction === 'encode' ? format.hopSamples * format.channels : format.latentSize),
  );
  const state = model.createState(direction);
  let realTimeFactor = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MAX_CALLS && realTimeFactor > 1; i++) {
    const startedMs = clock.nowMs();
    if (direction === 'encode') await model.encode(input, frames, state);
    else await model.decode(input, frames, 0, state);
    realTimeFactor = Math.min(realTimeFactor, (clock.nowMs() - startedMs) / framesToMs(format, framesPerPacket));
  }
  return { modelId: id, direction, realTimeFactor, newFrames: framesPerPacket, contextFrames };
}

/** What else can be done with such a model. */
const ADVICE = {
  encode: 'encode a file instead, or take a larger preset',
  decode: 'receive the stream into a file instead, or take longer packets',
} as const;

/**
 * Refuses a model that computes slower than sound comes.
 *
 * @throws CodecError MODEL_FAILED with the figure when it is too slow for a stream
 */
export function requireRealTime({ modelId, direction, realTimeFactor, newFrames, contextFrames }: ModelSpeed): void {
  if (realTimeFactor <= 1) return;
  const factor = realTimeFactor < 100 ? realTimeFactor.toPrecision(3) : realTimeFactor.toFixed(0);
  throw new CodecError(
    'MODEL_FAILED',
    `${modelId} takes ${factor} s to ${direction} a second of audio here, ${newFrames} new frames a packet and ` +
      `${contextFrames} of context: too slow for a stream; ${ADVICE[direction]}`,
  );
}

/** Audio over which the speed of a running stream is judged. */
const WINDOW_MS = 5000;

/** Tells when a model takes longer for a stretch of a running stream than that stretch lasts. */
export class SpeedWatch {
  readonly #onSlow: (realTimeFactor: number, overMs: number) => void;
  #from = { audioMs: 0, modelMs: 0 };

  /** @param onSlow called for every five seconds of audio that took longer, with the factor and the duration */
  constructor(onSlow: (realTimeFactor: number, overMs: number) => void) {
    this.#onSlow = onSlow;
  }

  /** Audio that was computed since the start, and the time that this took. */
  update(audioMs: number, modelMs: number): void {
    const overMs = audioMs - this.#from.audioMs;
    if (overMs < WINDOW_MS) return;
    const factor = (modelMs - this.#from.modelMs) / overMs;
    this.#from = { audioMs, modelMs };
    if (factor > 1) this.#onSlow(factor, overMs);
  }
}
