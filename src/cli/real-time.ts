import { type EncodingSpeed, measureEncoding, requireRealTime } from '../live/encoding-speed.js';
import { nodeClock } from '../node/clock.js';
import type { LatentModel } from '../ports/model.js';
import { type CliContext, note } from './context.js';
import { formatRtf } from './format.js';

/** The speed of encoding, as a line for a person. */
export const describeSpeed = ({ modelId, realTimeFactor, newFrames, contextFrames }: EncodingSpeed): string =>
  `${modelId} encodes at ${formatRtf(realTimeFactor)} here, ${newFrames} new frames a packet and ${contextFrames} of context`;

/**
 * Notes before a stream starts how fast this machine encodes, for models where that is measured.
 *
 * @param framesPerPacket new frames of one call
 * @throws CodecError MODEL_FAILED with the figure where it is too slow: then only files can be encoded
 */
export async function checkRealTime(context: CliContext, model: LatentModel, framesPerPacket: number): Promise<void> {
  const speed = await measureEncoding(model, framesPerPacket, nodeClock);
  if (!speed) return;
  requireRealTime(speed);
  note(context, describeSpeed(speed));
}
