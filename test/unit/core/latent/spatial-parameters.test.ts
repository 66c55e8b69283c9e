import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canCarrySpatialParameters,
  encodeSpatialParameters,
  NO_SPATIAL_PARAMETERS,
  parseSpatialParameters,
  STEREO_BANDS,
} from '../../../../src/core/latent/spatial-parameters.js';
import { spatialByte } from '../../../support/stereo.js';

describe('a byte of spatial parameters', () => {
  it('is 0 to 247 for every level difference and coherence, and any other byte has no parameters', () => {
    expect([NO_SPATIAL_PARAMETERS, STEREO_BANDS]).toEqual([255, 6]);
    for (let byte = 0; byte <= 247; byte++) {
      const { levelDifferenceDb, coherence } = parseSpatialParameters(byte)!;
      expect(Math.abs(levelDifferenceDb)).toBeLessThanOrEqual(50);
      expect(Math.abs(coherence)).toBeLessThanOrEqual(1);
      expect(spatialByte(levelDifferenceDb, coherence), `${byte}`).toBe(byte);
    }
    for (let byte = 248; byte <= 255; byte++) expect(parseSpatialParameters(byte)).toBeUndefined();
  });

  it('grows with the level difference and mirrors when the channels are swapped', () => {
    for (let byte = 8; byte <= 247; byte++) {
      const here = parseSpatialParameters(byte)!;
      expect(here.levelDifferenceDb).toBeGreaterThan(parseSpatialParameters(byte - 8)!.levelDifferenceDb);
      expect(parseSpatialParameters(8 * (30 - (byte >> 3)) + (byte & 7))).toEqual({
        coherence: here.coherence,
        levelDifferenceDb: here.levelDifferenceDb === 0 ? 0 : -here.levelDifferenceDb,
      });
    }
  });

  it('is the nearest of its grids', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (levelDb, coherence) => {
          const got = parseSpatialParameters(spatialByte(levelDb, coherence))!;
          const all = Array.from({ length: 248 }, (_, byte) => parseSpatialParameters(byte)!);
          const nearest = Math.min(...all.map((spatial) => Math.abs(spatial.levelDifferenceDb - levelDb)));
          const likest = Math.min(...all.map((spatial) => Math.abs(spatial.coherence - coherence)));
          expect(Math.abs(got.levelDifferenceDb - levelDb)).toBeCloseTo(nearest, 6);
          expect(Math.abs(got.coherence - coherence)).toBeCloseTo(likest, 6);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it.each([
    ['silence', [0, 0, 0], 0, 1],
    ['what is all but silence', [1e-14, 1e-20, 0], 0, 1],
    ['both channels alike', [5, 5, 5], 0, 1],
    ['both channels in opposite phase', [5, 5, -5], 0, -1],
    ['sound on the left alone', [5, 0, 0], 50, 0],
    ['sound on the right alone', [0, 5, 0], -50, 0],
    ['the left four times as strong', [4, 1, 2], 6, 1],
    ['energies of any size', [1e30, 1e30, 1e30], 0, 1],
  ] as const)('puts %s where it is', (_, [left, right, cross], levelDifferenceDb, coherence) => {
    expect(parseSpatialParameters(encodeSpatialParameters(left, right, cross))).toEqual({
      levelDifferenceDb,
      coherence,
    });
  });

  it('fits into formats of one channel and more than 8 latents', () => {
    expect(canCarrySpatialParameters({ channels: 1, latentSize: 9 })).toBe(true);
    expect(canCarrySpatialParameters({ channels: 1, latentSize: 8 })).toBe(false);
    expect(canCarrySpatialParameters({ channels: 2, latentSize: 64 })).toBe(false);
  });
});
