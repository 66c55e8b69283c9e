import { expect, it } from 'vitest';
import { Deferred } from '../../../src/core/deferred.js';

it('settles its promise from outside', async () => {
  const good = new Deferred<number>();
  good.resolve(3);
  await expect(good.promise).resolves.toBe(3);
  const bad = new Deferred();
  bad.reject(new Error('no'));
  await expect(bad.promise).rejects.toThrow('no');
});

it('does not report a rejection that nobody waits for', async () => {
  const reported: unknown[] = [];
  const onReport = (error: unknown): void => {
    reported.push(error);
  };
  process.on('unhandledRejection', onReport);
  try {
    new Deferred().reject(new Error('nobody listens'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(reported).toEqual([]);
  } finally {
    process.off('unhandledRejection', onReport);
  }
});
