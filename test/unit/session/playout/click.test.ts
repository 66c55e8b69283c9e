import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { findClick, makeClick } from '../../../../src/session/playout/click.js';

describe('a click', () => {
  const click = makeClick(16_000);

  it('is found in a recording with noise, quieter than it was played, upside down too', () => {
    const random = seededRandom(9);
    for (const [at, gain] of [
      [0, 1],
      [1234, 0.1],
      [6000, -0.2],
    ] as const) {
      const recording = Float32Array.from({ length: 8000 }, () => 0.01 * (random() - 0.5));
      for (let i = 0; i < click.length; i++) recording[at + i]! += gain * click[i]!;
      expect(findClick(recording, click)).toBe(at);
    }
  });

  it('is not found where there is none', () => {
    const random = seededRandom(10);
    expect(
      findClick(
        Float32Array.from({ length: 8000 }, () => random() - 0.5),
        click,
      ),
    ).toBeUndefined();
    expect(findClick(new Float32Array(8000), click)).toBeUndefined();
    expect(findClick(new Float32Array(3), click)).toBeUndefined();
  });
});
