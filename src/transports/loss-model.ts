import { requireNumber } from '../core/errors.js';
import { seededRandom } from '../core/random.js';

/** Whether the next message is lost; each call is one message. */
export type LossModel = () => boolean;

/**
 * Each message is lost with the same probability, whatever happened to the one before it.
 *
 * @param share 0..1
 * @throws RangeError when `share` is outside its range
 */
export function randomLoss(share: number, seed = 1): LossModel {
  requireNumber('share', share, 0, 1);
  const random = seededRandom(seed);
  return () => random() < share;
}

/**
 * Losses in bursts (Gilbert's model): the link is good and loses nothing, or bad and loses everything. The lengths of
 * bursts are geometric.
 *
 * @param share messages lost in the long run, 0 up to less than 1
 * @param meanBurst mean length of a burst in messages, 1..1000
 * @throws RangeError when an argument is outside its range, and where bursts that short cannot lose that much
 */
export function burstLoss(share: number, meanBurst: number, seed = 1): LossModel {
  requireNumber('share', share, 0, 1 - 1e-6);
  requireNumber('meanBurst', meanBurst, 1, 1000);
  const endsBurst = 1 / meanBurst;
  const beginsBurst = (share * endsBurst) / (1 - share);
  requireNumber('the probability that a burst begins, of share and meanBurst,', beginsBurst, 0, 1);
  const random = seededRandom(seed);
  let isBad = random() < share;
  return () => {
    const isLost = isBad;
    isBad = isBad ? random() >= endsBurst : random() < beginsBurst;
    return isLost;
  };
}
