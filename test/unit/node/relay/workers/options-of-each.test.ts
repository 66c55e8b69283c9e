import { describe, expect, it } from 'vitest';
import { optionsOfEach } from '../../../../../src/node/relay/workers/options-of-each.js';

describe('optionsOfEach', () => {
  it('gives each worker its share of the joins that are stated for all, and everything else as it is', () => {
    const options = { port: 1, limits: { maxJoinsPerSecond: 1000, maxChannels: 7 } };
    expect(optionsOfEach(options, 4)).toEqual({ port: 1, limits: { maxJoinsPerSecond: 250, maxChannels: 7 } });
    expect(options.limits.maxJoinsPerSecond).toBe(1000);
    expect(optionsOfEach({ limits: { maxJoinsPerSecond: 1000 } }, 3)).toEqual({ limits: { maxJoinsPerSecond: 334 } });
    expect(optionsOfEach({ limits: { maxJoinsPerSecond: 2 } }, 8)).toEqual({ limits: { maxJoinsPerSecond: 1 } });
  });

  it('leaves each worker its own number where none is stated', () => {
    for (const options of [{}, { limits: {} }, { limits: { maxJoinsPerSecond: undefined } }])
      expect(optionsOfEach(options, 4)).toBe(options);
  });
});
