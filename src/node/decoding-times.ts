import { framesToMs } from '../core/latent/format.js';
import type { Listener } from '../stream/receive/listener.js';

/** Audio that a listener's model has decoded, and the time that this took, in ms. */
export function decodingTimes({ player }: Listener): readonly [audioMs: number, modelMs: number] {
  const { frames, modelMs } = player.decoder.stats;
  return [framesToMs(player.decoder.model.info.format, frames), modelMs];
}
