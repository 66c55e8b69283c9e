import { describe, expect, it } from 'vitest';
import { Interruption } from '../../../src/core/interruption.js';

const never = new Promise<never>(() => {});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

async function* numbers(...values: number[]): AsyncGenerator<number> {
  yield* values;
}

/** Yields 1, then never again. */
function stuck(onReturn: () => unknown = () => never): AsyncIterable<number> {
  let count = 0;
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => (count++ === 0 ? Promise.resolve({ value: 1, done: false as const }) : never),
      return: onReturn as () => Promise<IteratorResult<number>>,
    }),
  };
}

describe('an interruption', () => {
  it('lets what settles in time settle as it does', async () => {
    const interruption = new Interruption();
    expect(await interruption.wait(Promise.resolve(4))).toBe(4);
    await expect(interruption.wait(Promise.reject(new Error('its own')))).rejects.toThrow('its own');
    expect(await collect(interruption.items(numbers(1, 2, 3)))).toEqual([1, 2, 3]);
  });

  it('ends a wait, and every later one', async () => {
    const interruption = new Interruption();
    const waiting = interruption.wait(never);
    interruption.stop();
    expect(await waiting).toBe(undefined);
    expect(await interruption.wait(never)).toBe(undefined);
  });

  it('fails a wait with the first error, and every later one', async () => {
    const interruption = new Interruption();
    const waiting = interruption.wait(never);
    interruption.fail(new Error('first'));
    interruption.fail(new Error('second'));
    await expect(waiting).rejects.toThrow('first');
    await expect(interruption.wait(never)).rejects.toThrow('first');
  });

  it('ends the items of an iterator that never answers again, tells it, and does not wait for it', async () => {
    for (const onReturn of [() => never, () => Promise.reject(new Error('late')), throwing, () => undefined]) {
      const interruption = new Interruption();
      let returns = 0;
      const items = interruption.items(
        stuck(() => {
          returns++;
          return onReturn();
        }),
      );
      const all = collect(items);
      await Promise.resolve();
      interruption.stop();
      await all;
      expect(returns).toBe(1);
    }
  });

  it('does not tell an iterator that has ended', async () => {
    let returns = 0;
    const ended: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ value: undefined, done: true }),
        return: async () => ({ value: ++returns, done: true }),
      }),
    };
    expect(await collect(new Interruption().items(ended))).toEqual([]);
    expect(returns).toBe(0);
  });
});

function throwing(): never {
  throw new Error('at once');
}
