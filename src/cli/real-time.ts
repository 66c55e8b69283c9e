import { type ModelSpeed, measureModelSpeed, requireRealTime } from '../live/model-speed.js';
import { nodeClock } from '../node/clock.js';
import type { LatentModel } from '../ports/model.js';
import { type CliContext, note } from './context.js';
import { digits } from './format.js';

/** The speed of encoding, as a line for a person. */
export const describeSpeed = ({ modelId, realTimeFactor, newFrames, contextFrames }: ModelSpeed): string =>
  `${modelId} takes ${digits(realTimeFactor)} s to encode a second of audio here, ${newFrames} new frames a packet and ${contextFrames} of context`;

/**
 * Notes before a stream starts how fast this machine encodes, for models that encode their context again with each packet.
 *
 * @param framesPerPacket new frames of one call
 * @throws CodecError MODEL_FAILED with the figure where it is too slow: then only files can be encoded
 */
export async function checkRealTime(context: CliContext, model: LatentModel, framesPerPacket: number): Promise<void> {
  const speed = await measureModelSpeed(model, 'encode', framesPerPacket, nodeClock);
  requireRealTime(speed);
  if (speed.contextFrames > 0) note(context, describeSpeed(speed));
}
