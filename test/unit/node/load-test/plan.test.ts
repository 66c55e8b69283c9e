import { describe, expect, it } from 'vitest';
import { planSeats } from '../../../../src/node/load-test/plan.js';

const count = (seats: readonly { kind: string }[], kind: string): number =>
  seats.filter((seat) => seat.kind === kind).length;

describe('the plan of a load test', () => {
  const shares = { stalled: 0.01, trickle: 0.02, churn: 0.03 };

  it('has exactly the stated shares of slow and leaving listeners', () => {
    const seats = planSeats(1000, 3, shares, 500, 1);
    expect(seats).toHaveLength(1000);
    expect(['stalled', 'trickle', 'churn', 'healthy'].map((kind) => count(seats, kind))).toEqual([10, 20, 30, 940]);
  });

  it('draws which they are by the seed', () => {
    const kinds = (seed: number): string[] => planSeats(200, 1, shares, 0, seed).map(({ kind }) => kind);
    expect(kinds(5)).toEqual(kinds(5));
    expect(kinds(5)).not.toEqual(kinds(6));
  });

  it('puts as many listeners on each channel', () => {
    const seats = planSeats(10, 4, { stalled: 0, trickle: 0, churn: 0 }, 0, 1);
    expect([0, 1, 2, 3].map((channel) => seats.filter((seat) => seat.channel === channel).length)).toEqual([
      3, 3, 2, 2,
    ]);
  });

  it('lets them join at a steady rate, or all at once', () => {
    expect(planSeats(4, 1, shares, 2, 1).map(({ joinMs }) => joinMs)).toEqual([0, 500, 1000, 1500]);
    expect(planSeats(4, 1, shares, 0, 1).map(({ joinMs }) => joinMs)).toEqual([0, 0, 0, 0]);
  });
});
