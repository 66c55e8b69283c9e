import { describe, expect, it } from 'vitest';
import { ChannelPatterns, MAX_CHANNEL_PATTERNS } from '../../../../../src/node/relay/access/channel-patterns.js';
import { SEED } from '../../../../support/seed.js';

const match = (pattern: string, channel: string): boolean => new ChannelPatterns('x', [pattern]).match(channel);

describe('ChannelPatterns', () => {
  it('matches names, and any characters in place of a *', () => {
    const yes: [string, string][] = [
      ['main', 'main'],
      ['*', 'main'],
      ['studio-*', 'studio-1'],
      ['studio-*', 'studio-'],
      ['*-live', 'a-live-live'],
      ['a*b*c', 'aXbXbXc'],
      ['**', 'x'],
      ['*', '*'],
    ];
    const no: [string, string][] = [
      ['main', 'main2'],
      ['main', 'Main'],
      ['studio-*', 'studio'],
      ['*-live', 'live'],
      ['a*b', 'ab-'],
      ['a.b', 'axb'],
      ['studio-*', '*'],
      ['main', ''],
    ];
    for (const [pattern, channel] of yes) expect(match(pattern, channel), `${pattern} ${channel}`).toBe(true);
    for (const [pattern, channel] of no) expect(match(pattern, channel), `${pattern} ${channel}`).toBe(false);
    expect(new ChannelPatterns('x', []).match('main')).toBe(false);
  });

  it('agrees with a regular expression on random names and patterns', () => {
    let state = SEED;
    const seed = state;
    const random = (text: string, most: number): string => {
      const next = (): number => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648;
      };
      return Array.from({ length: 1 + Math.floor(next() * most) }, () => text[Math.floor(next() * text.length)]).join(
        '',
      );
    };
    for (let i = 0; i < 5000; i++) {
      const [pattern, channel] = [random('ab*', 8), random('ab', 8)];
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(channel);
      expect(match(pattern, channel), `seed ${seed}: ${pattern} ${channel}`).toBe(expected);
    }
  });

  it('takes a bounded time for the worst pattern', () => {
    const startMs = performance.now();
    for (let i = 0; i < 1000; i++) expect(match(`${'a*'.repeat(31)}b`, 'a'.repeat(64))).toBe(false);
    // A backtracking match would take years.
    expect(performance.now() - startMs).toBeLessThan(100_000);
  });

  it('refuses what is no pattern, and names it', () => {
    const make = (patterns: unknown) => () => new ChannelPatterns('keys[0].publish', patterns as string[]);
    expect(make('main')).toThrow('keys[0].publish must be a list of channel patterns, got "main"');
    expect(make(['main', 'a/b'])).toThrow(/^keys\[0\]\.publish\[1\] must be 1 to 64 letters.*got "a\/b"$/);
    for (const wrong of ['', '(a+)+', 'a'.repeat(65), 5, null]) expect(make([wrong])).toThrow(RangeError);
    expect(make(new Array(MAX_CHANNEL_PATTERNS + 1).fill('a'))).toThrow('must be at most 64 patterns, got 65');
  });
});
