import { describe, expect, it } from 'vitest';
import { agreedFeatures, NO_FEATURES, offerFeatures } from '../../../../src/stream/link/features.js';

describe('features', () => {
  it('are agreed on where one hello offers them and the other repeats them', () => {
    for (const offered of [true, false, undefined])
      for (const repeated of [true, false, undefined]) {
        const side = (value: boolean | undefined) => (value === undefined ? {} : { silence: value, stereo: value });
        const both = offered === true && repeated === true;
        expect(agreedFeatures(side(offered), side(repeated))).toEqual({ silence: both, stereo: both });
      }
  });

  it('are agreed on one by one', () => {
    const answer = { silence: true, stereo: true };
    expect(agreedFeatures({ silence: true }, answer)).toEqual({ silence: true, stereo: false });
    expect(agreedFeatures({ stereo: true }, answer)).toEqual({ silence: false, stereo: true });
  });

  it('leave no field in a hello that does not offer them', () => {
    expect(offerFeatures(NO_FEATURES)).toEqual({});
    expect(Object.keys(offerFeatures({ silence: false, stereo: true }))).toEqual(['stereo']);
  });
});
