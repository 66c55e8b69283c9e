import { describe, expect, it } from 'vitest';
import { ABX_FUNCTIONS } from '../../../../src/node/compare/abx-script.js';
import { LANGUAGE_FUNCTIONS } from '../../../../src/node/compare/page-assets.js';
import { PageTexts } from '../../../../src/node/compare/page-texts.js';

interface Test {
  readonly a: string;
  readonly b: string;
  readonly right: number;
  readonly trials: number;
  readonly isNew: boolean;
}

const { chanceOf, chanceText, orderOf, percentText, totalOf } = new Function(
  `const TEXTS = ${new PageTexts().toScript()}; let language = 'en'; ${LANGUAGE_FUNCTIONS} ${ABX_FUNCTIONS}
  return { chanceOf, chanceText, orderOf, percentText, totalOf };`,
)() as {
  chanceOf(right: number, trials: number): number;
  chanceText(p: number): string;
  percentText(p: number): string;
  totalOf(results: readonly Test[], of: Pick<Test, 'a' | 'b'>): { tests: number; right: number; trials: number };
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

  it.each([
    [1, '1.000', '100 %'],
    [0.9982, '0.998', 'more than 99 %'],
    [0.402, '0.402', '40 %'],
    [0.0384, '0.038', '3.8 %'],
    [1 / 65_536, '0.000015', '0.0015 %'],
    [2 ** -100, '< 0.000001', 'less than 0.0001 %'],
  ])('write a chance of %f so that it is read: %s and %s', (p, decimal, percent) => {
    expect([chanceText(p), percentText(p)]).toEqual([decimal, percent]);
  });

  it('add up the tests of two formats, in either order, without those whose order may be known', () => {
    const of = (a: string, b: string, right: number, isNew = true): Test => ({ a, b, right, trials: 16, isNew });
    const results = [of('wav', 'one', 9), of('one', 'wav', 12), of('wav', 'two', 16), of('wav', 'one', 16, false)];
    expect(totalOf(results, { a: 'wav', b: 'one' })).toEqual({ tests: 2, right: 21, trials: 32 });
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
