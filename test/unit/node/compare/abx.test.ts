import { describe, expect, it } from 'vitest';
import { ABX_FUNCTIONS } from '../../../../src/node/compare/abx.js';

const { chanceOf, orderOf } = new Function(`${ABX_FUNCTIONS}; return { chanceOf, orderOf };`)() as {
  chanceOf(right: number, trials: number): number;
  orderOf(seed: number, trials: number): boolean[];
};

describe('the statistics of the blind test', () => {
  // Binomial distribution of chance 1/2: sums of Pascal's triangle.
  it.each([
    [16, 16, 1 / 65_536],
    [12, 16, 2517 / 65_536],
    [8, 16, 39_203 / 65_536],
    [0, 16, 1],
    [5, 5, 1 / 32],
    [60, 100, 0.028444],
    [100, 100, 2 ** -100],
  ])('give the chance of %i right of %i by guessing', (right, trials, p) => {
    expect(chanceOf(right, trials) / p).toBeCloseTo(1, 4);
  });

  it('order the trials by the seed: the same for the same, A and B equally often, without memory', () => {
    expect(orderOf(7, 16)).toEqual(orderOf(7, 16));
    expect(orderOf(7, 16)).not.toEqual(orderOf(8, 16));
    const all = Array.from({ length: 2000 }, (_, seed) => orderOf(seed, 16)).flat();
    const share = (of: readonly boolean[]): number => of.filter(Boolean).length / of.length;
    expect(share(all)).toBeCloseTo(0.5, 1);
    expect(Math.abs(share(all) - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(share(all.map((isB, i) => isB === all[i + 1])) - 0.5)).toBeLessThan(0.01);
  });
});
