import { describe, expect, it } from 'vitest';
import { callGuarded, guardHandlers } from '../../../src/core/guarded.js';
import { settle } from '../../support/fake-clock.js';

describe('guarded calls of the user’s functions', () => {
  it('return what the function returns', () => {
    expect(callGuarded(() => 5, fail)).toBe(5);
    expect(callGuarded(() => null, fail)).toBe(null);
  });

  it('report what is thrown, and what a promise rejects with', async () => {
    const errors: Error[] = [];
    const report = (error: Error): void => void errors.push(error);
    const [first, second] = [new Error('first'), new Error('second')];
    callGuarded(() => {
      throw first;
    }, report);
    callGuarded(async () => {
      throw second;
    }, report);
    callGuarded(() => {
      throw Object.create(null);
    }, report);
    await settle();
    expect(errors).toEqual(expect.arrayContaining([first, second]));
    expect(errors.every((error) => error instanceof Error)).toBe(true);
    expect(errors).toHaveLength(3);
  });

  it('of handlers keep their object, report the first error alone, and call none but onError after it', () => {
    const calls: unknown[] = [];
    const handlers = {
      name: 'own',
      onUp(n: number) {
        calls.push(this.name, n);
        throw new Error('up');
      },
      onDown: () => void calls.push('down'),
      onError(error: Error) {
        calls.push(error.message);
        throw new Error('dropped');
      },
    };
    const guarded: typeof handlers = guardHandlers(handlers, (error) => guarded.onError(error));
    guarded.onUp(3);
    guarded.onDown();
    guarded.onUp(4);
    expect(calls).toEqual(['own', 3, 'up']);
  });
});

function fail(error: Error): never {
  throw error;
}
