/** How often the base plane of a packet is repeated, and in which of the messages behind it. */
export interface Protection {
  /** Repeats of each packet, 0 or more. */
  readonly depth: number;
  /** Messages between two of them: 1 is the next message. */
  readonly stride: number;
}

/** What a {@link Protection} may cost. */
export interface ProtectionLimits {
  /** Repeats of each packet at most. */
  readonly maxDepth: number;
  /** Messages from a packet to its last repeat at most: what the receiver has to wait. */
  readonly maxSpan: number;
  /** Share of packets that may be lost in spite of all repeats. */
  readonly targetLoss: number;
}

/**
 * Share of packets of which every copy is lost, by Gilbert's model of the path: where a message is lost, the one n behind
 * it is with p + (1 − p)·λⁿ, λ = 1 − 1/burst − (probability that a burst begins).
 *
 * @param lossShare p, 0..1
 * @param meanBurst mean length of a burst in messages, 1 or more
 */
export function residualLoss(lossShare: number, meanBurst: number, { depth, stride }: Protection): number {
  if (lossShare >= 1) return 1;
  const endsBurst = 1 / meanBurst;
  const beginsBurst = Math.min(1, (lossShare * endsBurst) / (1 - lossShare));
  const correlation = Math.max(0, 1 - endsBurst - beginsBurst);
  return lossShare * (lossShare + (1 - lossShare) * correlation ** stride) ** depth;
}

/**
 * The protection with the fewest repeats that meets the target, and among those the one with the shortest wait; where
 * none meets it, the one that loses least.
 */
export function chooseProtection(
  lossShare: number,
  meanBurst: number,
  { maxDepth, maxSpan, targetLoss }: ProtectionLimits,
): Protection {
  let best: Protection = { depth: 0, stride: 1 };
  let bestLoss = residualLoss(lossShare, meanBurst, best);
  for (let depth = 1; depth <= maxDepth && bestLoss > targetLoss; depth++)
    for (let stride = 1; depth * stride <= maxSpan && bestLoss > targetLoss; stride++) {
      const loss = residualLoss(lossShare, meanBurst, { depth, stride });
      // What hardly helps costs as much.
      if (loss < bestLoss * 0.9 || loss <= targetLoss) [best, bestLoss] = [{ depth, stride }, loss];
    }
  return best;
}
