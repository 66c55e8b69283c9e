import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PlayoutBuffer } from '../../../../src/core/playout/playout-buffer.js';
import { playScenario } from './playout-scenario.js';

const SEEDS = 24;

describe('the playout buffer', () => {
  it(`plays ${SEEDS} scenarios of jitter, stalls, silence and ends as frozen, to the bit (seeds 0 to ${SEEDS - 1})`, () => {
    const hash = createHash('sha256');
    let buffer!: PlayoutBuffer;
    let [underruns, catchUps] = [0, 0];
    for (let seed = 0; seed < SEEDS; seed++) {
      playScenario(
        seed,
        (options) => {
          buffer = new PlayoutBuffer(options);
          return buffer;
        },
        (values) => hash.update(new Uint8Array(values.buffer)),
      );
      underruns += buffer.stats.underruns;
      catchUps += buffer.stats.catchUps;
    }
    // The scenarios cover every state.
    expect(underruns).toBeGreaterThan(SEEDS);
    expect(catchUps).toBeGreaterThan(SEEDS);
    expect(hash.digest('hex')).toBe('5186c0c1f5bc66cb5e39907ae0ed367645514a422c993c2598f0591c6367ddbe');
  });
});
