/** Whole samples per channel in `ms`. */
export const msToSamples = (ms: number, sampleRateHz: number): number => Math.round((ms / 1000) * sampleRateHz);

/** Duration of `samples` per channel, in ms. */
export const samplesToMs = (samples: number, sampleRateHz: number): number => (samples / sampleRateHz) * 1000;
