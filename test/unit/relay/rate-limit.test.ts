import { expect, it } from 'vitest';
import { RateLimit } from '../../../src/relay/rate-limit.js';

it('a rate limit lets twice its rate through at once, and its rate on average', () => {
  const limit = new RateLimit(10, 0);
  const take = (nowMs: number): number => {
    let taken = 0;
    while (limit.take(nowMs)) taken++;
    return taken;
  };
  expect(take(0)).toBe(20);
  expect(take(99)).toBe(0);
  expect(take(100)).toBe(1);
  expect(take(1100)).toBe(10);
  expect(take(100_000)).toBe(20);
});
