import { describe, expect, it } from 'vitest';
import { OPEN_SILENCE_MS, SilenceAccount } from '../../../../src/core/playout/silence-account.js';

const RATE = 1000;

describe('the account of silence', () => {
  it('does not play again what was played before it was signalled', () => {
    const account = new SilenceAccount(RATE);
    expect(account.signal(100, true)).toBe(0);
    account.played(250);
    expect(account.ahead).toBe(250);
    expect(account.signal(100, true)).toBe(100);
    expect(account.signal(200, true)).toBe(150);
    expect(account.ahead).toBe(0);
  });

  it('counts nothing before silence, and after its end', () => {
    const account = new SilenceAccount(RATE);
    expect(account.played(10_000)).toBe(false);
    account.signal(10, true);
    account.played(70);
    expect(account.finish()).toBe(70);
    expect(account.isOpen).toBe(false);
    account.played(70);
    expect(account.ahead).toBe(0);
  });

  it('is over once after five seconds without a packet of the source, and 250 ms after its end', () => {
    const account = new SilenceAccount(RATE);
    account.signal(0, true);
    account.queued();
    expect(account.played(OPEN_SILENCE_MS - 1)).toBe(false);
    expect(account.played(1)).toBe(true);
    expect(account.played(OPEN_SILENCE_MS)).toBe(false);
    expect([account.isOpen, account.isLast]).toEqual([false, false]);
    account.signal(0, false);
    expect(account.played(249)).toBe(false);
    expect(account.played(1)).toBe(true);
  });

  it('returns the time of queued silence that noise has replaced', () => {
    const account = new SilenceAccount(RATE);
    account.signal(50, true);
    account.discount(30);
    account.played(100);
    expect(account.ahead).toBe(70);
  });
});
