import { expect, it } from 'vitest';
import { TokenBucket } from '../../../src/relay/token-bucket.js';

const takeAll = (bucket: TokenBucket, nowMs: number): number => {
  let taken = 0;
  while (bucket.take(1, nowMs)) taken++;
  return taken;
};

it('a token bucket lets its store through at once, and its rate on average', () => {
  const bucket = new TokenBucket(10, 20, 0);
  expect([0, 99, 100, 1100, 100_000].map((nowMs) => takeAll(bucket, nowMs))).toEqual([20, 0, 1, 10, 20]);
});

it('what is spent beyond the store of a bucket is refilled first', () => {
  const bucket = new TokenBucket(10, 5, 0);
  bucket.spend(15);
  expect([999, 1001].map((nowMs) => bucket.isReady(nowMs))).toEqual([false, true]);
});

it('another rate of a bucket gives nothing back of what was used', () => {
  const bucket = new TokenBucket(10, 20, 0);
  takeAll(bucket, 0);
  bucket.setRate(10, 30, 0);
  expect(takeAll(bucket, 0)).toBe(10);
  bucket.setRate(10, 20, 0);
  expect([takeAll(bucket, 1000), takeAll(bucket, 1100)]).toEqual([0, 1]);
});
