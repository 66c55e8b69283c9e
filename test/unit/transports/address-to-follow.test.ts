import { describe, expect, it } from 'vitest';
import { mayFollow, requireTokenOrigins } from '../../../src/transports/address-to-follow.js';

describe('the address of another relay', () => {
  it('is followed, but never from a protected connection to an open one', () => {
    for (const [url, other, expected] of [
      ['ws://a/x', 'ws://b/x', true],
      ['ws://a/x', 'wss://b/x', true],
      ['wss://a/x', 'wss://b/x', true],
      ['wss://a/x', 'ws://b/x', false],
      ['WSS://a/x', 'ws://b/x', false],
      ['https://a/x', 'ws://b/x', false],
      ['wss://a/x', 'ws://a/x', false],
    ] as const)
      for (const tokenOrigins of [undefined, ['*']])
        expect([url, other, mayFollow(url, other, { hasToken: false, tokenOrigins })]).toEqual([url, other, expected]);
  });

  it('is followed with a token to the same relay, and to those that may have it', () => {
    for (const [url, other, tokenOrigins, expected] of [
      ['wss://a/x', 'wss://a/y', [], true],
      ['https://a:443/x', 'wss://A/y', [], true],
      ['ws://a:80/x', 'ws://a/y', [], true],
      ['wss://a/x', 'wss://b/x', [], false],
      ['wss://a/x', 'wss://a:444/x', [], false],
      ['ws://a/x', 'wss://a/x', [], false],
      ['wss://a/x', 'wss://a.evil/x', [], false],
      ['wss://a/x', 'wss://b/x', ['wss://b'], true],
      ['wss://a/x', 'wss://b:443/x', ['wss://c', 'wss://B/'], true],
      ['wss://a/x', 'wss://b/x', ['ws://b'], false],
      ['wss://a/x', 'wss://b/x', ['*'], true],
      ['wss://a/x', 'ws://b/x', ['*', 'ws://b'], false],
      ['wss://a/x', 'wss://', [], false],
    ] as const)
      expect([url, other, mayFollow(url, other, { hasToken: true, tokenOrigins })]).toEqual([url, other, expected]);
  });

  it('is allowed to have the token by its origin alone', () => {
    requireTokenOrigins('tokenOrigins', undefined);
    requireTokenOrigins('tokenOrigins', ['wss://b', 'ws://[::1]:80/', '*']);
    for (const wrong of ['b', 'https://b', 'wss://b/x', 'wss://u:secret@b', 'wss://', 7, null])
      expect(() => requireTokenOrigins('tokenOrigins', [wrong])).toThrow(/^tokenOrigins\[0\] must be wss:(?!.*secret)/);
    expect(() => requireTokenOrigins('tokenOrigins', 'wss://b')).toThrow('tokenOrigins must be a list of');
  });
});
