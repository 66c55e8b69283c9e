import { describe, expect, it } from 'vitest';
import { burstLoss, randomLoss } from '../../../../src/transports/loss-model.js';
import { requireProtection } from '../../../../src/transports/lossy/lossy-options.js';
import { chooseProtection, residualLoss } from '../../../../src/transports/lossy/protection.js';

const LIMITS = { maxDepth: 6, maxSpan: 8, targetLoss: 0.005 };

/** Share of messages of which no copy came, over simulated losses. */
function simulated(isLost: () => boolean, depth: number, stride: number, count = 200_000): number {
  const lost = Array.from({ length: count }, isLost);
  let all = 0;
  for (let i = 0; i < count - depth * stride; i++) {
    let isGone = true;
    for (let copy = 0; copy <= depth && isGone; copy++) isGone = lost[i + copy * stride]!;
    if (isGone) all++;
  }
  return all / count;
}

describe('protection of a lossy stream', () => {
  it('is what the loss asks for: no repeat without losses, more for more, spread for bursts', () => {
    const choose = (loss: number, burst = 1): string => {
      const { depth, stride } = chooseProtection(loss, burst, LIMITS);
      return `${depth}×${stride}`;
    };
    expect([0, 0.005, 0.05, 0.1, 0.2, 0.4, 1].map((loss) => choose(loss))).toEqual([
      '0×1',
      '0×1',
      '1×1',
      '2×1',
      '3×1',
      '5×1',
      '0×1',
    ]);
    expect(chooseProtection(0.1, 3, LIMITS).stride).toBeGreaterThan(1);
    expect(chooseProtection(0.4, 1, { ...LIMITS, maxDepth: 2 })).toEqual({ depth: 2, stride: 1 });
    expect(chooseProtection(0.4, 1, { ...LIMITS, maxSpan: 0 })).toEqual({ depth: 0, stride: 1 });
  });

  it('foretells the losses that remain, random and in bursts', () => {
    for (const [depth, stride] of [
      [1, 1],
      [2, 1],
      [2, 3],
    ] as const) {
      const random = residualLoss(0.3, 1 / 0.7, { depth, stride });
      expect(Math.abs(simulated(randomLoss(0.3, 2), depth, stride) / random - 1)).toBeLessThan(0.05);
      const burst = residualLoss(0.2, 4, { depth, stride });
      expect(Math.abs(simulated(burstLoss(0.2, 4, 2), depth, stride) / burst - 1)).toBeLessThan(0.06);
    }
  });

  it('names a wrong option', () => {
    expect(() => requireProtection({ maxDepth: 17 })).toThrow(
      'protection.maxDepth must be an integer from 0 to 16, got 17',
    );
    expect(() => requireProtection({ lossShare: 1 })).toThrow(
      'protection.lossShare must be a number from 0 to 0.9, got 1',
    );
    expect(() => requireProtection({ parity: { messages: 17, parities: 1 } })).toThrow(
      'protection.parity.messages must be an integer from 1 to 16, got 17',
    );
    expect(() => requireProtection({ depth: 1 } as never)).toThrow('protection.depth is not an option');
  });
});
