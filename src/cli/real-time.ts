import { CodecError } from '../core/errors.js';
import { framesToMs } from '../core/latent/format.js';
import { nodeClock } from '../node/clock.js';
import type { LatentModel } from '../ports/model.js';
import { type CliContext, note } from './context.js';
import { formatRtf } from './format.js';

/**
 * Checks before a stream starts that this machine encodes in real time with a model that needs its whole context in every
 * call: the call of one packet is timed. Models with a state are fast enough everywhere and are not measured.
 *
 * @param framesPerPacket new frames of one call
 * @throws CodecError MODEL_FAILED with the measured factor when the machine is too slow: it can then only encode files
 */
export async function requireRealTime(context: CliContext, model: LatentModel, framesPerPacket: number): Promise<void> {
  const { format, id } = model.info;
  const { leftFrames, rightFrames, stateSize } = format.encoder;
  if (stateSize > 0 || leftFrames + rightFrames === 0) return;
  const frames = framesPerPacket + leftFrames + rightFrames;
  const pcm = new Float32Array(frames * format.hopSamples * format.channels);
  const state = model.createState('encode');
  const measure = async (): Promise<number> => {
    const startedMs = nodeClock.nowMs();
    await model.encode(pcm, frames, state);
    return (nodeClock.nowMs() - startedMs) / framesToMs(format, framesPerPacket);
  };
  let factor = await measure();
  // The first call also prepares the weights: a slow one is repeated.
  if (factor > 1) factor = Math.min(factor, await measure());
  const how = `${id} encodes at ${formatRtf(factor)} here, ${framesPerPacket} new frames a packet and ${frames - framesPerPacket} of context`;
  if (factor > 1)
    throw new CodecError(
      'MODEL_FAILED',
      `${how}: too slow for a stream; encode a file instead, or take a larger preset`,
    );
  note(context, how);
}
