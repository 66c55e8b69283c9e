import { describe, expect, it } from 'vitest';
import { ChannelNames } from '../../../../src/node/relay/channel-names.js';
import { channelPattern } from '../../../../src/node/relay/channel-pattern.js';

describe('the pattern of channels', () => {
  it.each(['(a+)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(a|a)*$', '(.*)*!'])('%s is matched at once', (pattern) => {
    const names = new ChannelNames({ channelPattern: pattern });
    const beginMs = performance.now();
    for (let i = 0; i < 100; i++) names.refusalOf(`${'a'.repeat(63)}-`);
    // By backtracking one of these names takes longer than the age of the universe.
    expect(performance.now() - beginMs).toBeLessThan(60_000);
  });

  it('is found anywhere in a name unless it is anchored, as in JavaScript', () => {
    for (const [pattern, name] of [
      ['^studio-[0-9]+$', 'studio-12'],
      ['^studio-[0-9]+$', 'my-studio-12'],
      ['studio', 'my-studio-12'],
      ['^(?<kind>live|test)\\b', 'live-1'],
      ['\\d{2,}', 'a1'],
      ['[^.]', '.'],
      ['.*', ''],
    ] as const)
      expect([pattern, name, channelPattern(pattern).test(name)]).toEqual([
        pattern,
        name,
        new RegExp(pattern, 'u').test(name),
      ]);
  });
});
