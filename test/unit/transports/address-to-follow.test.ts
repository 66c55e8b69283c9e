import { describe, expect, it } from 'vitest';
import { addressToFollow } from '../../../src/transports/address-to-follow.js';

describe('addressToFollow', () => {
  it('follows a full relay to another, never from a protected connection to an open one', () => {
    for (const [url, other, expected] of [
      ['ws://a/x', undefined, 'ws://a/x'],
      ['ws://a/x', 'ws://b/x', 'ws://b/x'],
      ['ws://a/x', 'wss://b/x', 'wss://b/x'],
      ['wss://a/x', 'wss://b/x', 'wss://b/x'],
      ['wss://a/x', 'ws://b/x', 'wss://a/x'],
      ['WSS://a/x', 'ws://b/x', 'WSS://a/x'],
    ] as const)
      expect(addressToFollow(url, other)).toBe(expected);
  });
});
