import { requireInteger } from '../errors.js';

/** What a model's search for better bits takes beside latents. */
export interface SearchFormat {
  /** Samples of audio before the first and behind the last frame that it needs, 0..65536. */
  readonly marginSamples: number;
  /** Rows of spectrum per latent frame, 1..64. */
  readonly rowsPerFrame: number;
  /** Values per row of what is aimed at beside the spectrum, 1..65536. */
  readonly aimSize: number;
  /** Frames at the end of a window whose sound also depends on the frames behind it, 0..64. */
  readonly tailFrames: number;
  /** Frames of a window are a multiple of it, 1..64. */
  readonly frameMultiple: number;
  /** Least frames of a window, 1..64. */
  readonly minFrames: number;
}

/** Ranges of {@link SearchFormat}. */
const LIMITS: Readonly<Record<keyof SearchFormat, readonly [number, number]>> = {
  marginSamples: [0, 65536],
  rowsPerFrame: [1, 64],
  aimSize: [1, 65536],
  tailFrames: [0, 64],
  frameMultiple: [1, 64],
  minFrames: [1, 64],
};

/**
 * Checks the `search` entry of a manifest.
 *
 * @throws TypeError or RangeError naming the first field that is missing or outside its range
 */
export function validateSearchFormat(value: unknown): SearchFormat {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('search must be an object where files.search is given');
  const s = value as Record<string, unknown>;
  const get = (key: keyof SearchFormat): number => requireInteger(`search.${key}`, s[key] as number, ...LIMITS[key]);
  return {
    marginSamples: get('marginSamples'),
    rowsPerFrame: get('rowsPerFrame'),
    aimSize: get('aimSize'),
    tailFrames: get('tailFrames'),
    frameMultiple: get('frameMultiple'),
    minFrames: get('minFrames'),
  };
}
