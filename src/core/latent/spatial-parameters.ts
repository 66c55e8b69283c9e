import type { CodecFormat } from './format.js';

/**
 * Parametric stereo: one byte per frame beside the bit planes of a mono model, from which a listener with two speakers
 * makes two channels of the mono sound. The byte of frame k holds the level difference and the coherence of the two
 * channels in band k mod {@link STEREO_BANDS}. A mono listener is sent none of them.
 *
 *     byte = 8 · (index of the level difference) + (index of the coherence), 0..247; 255 = no parameters
 *
 * After J. Breebaart, S. van de Par, A. Kohlrausch and E. Schuijers, "Parametric Coding of Stereo Audio", 2005; the
 * quantisation grids are theirs (ISO/IEC 14496-3, 8.6.4: fine level differences, coherences).
 */
export const STEREO_BANDS = 6;
/** Upper edges of all bands but the last, in Hz. */
export const STEREO_EDGES_HZ = [250, 600, 1400, 3200, 7000] as const;
/** A byte without parameters: those that the band had before stay in force. */
export const NO_SPATIAL_PARAMETERS = 255;
/** Inter-channel level differences (ICLD) in dB, left over right. */
const LEVELS_DB = [2, 4, 6, 8, 10, 13, 16, 19, 22, 25, 30, 35, 40, 45, 50];
const LEVEL_DIFFERENCES_DB = [...LEVELS_DB.map((dB) => -dB).reverse(), 0, ...LEVELS_DB];
/** Inter-channel coherences (ICC): the real part of the normalised cross spectrum. */
const COHERENCES = [1, 0.937, 0.84118, 0.60092, 0.36764, 0, -0.589, -1];

/** Spatial parameters of one band. */
export interface SpatialParameters {
  /** Inter-channel level difference (ICLD), left over right, in dB: −50..50. */
  readonly levelDifferenceDb: number;
  /** Inter-channel coherence (ICC): −1..1. */
  readonly coherence: number;
}

/** The parameters that a byte stands for; undefined for 248..255, which a peer may send. */
export function parseSpatialParameters(byte: number): SpatialParameters | undefined {
  const levelDifferenceDb = LEVEL_DIFFERENCES_DB[byte >> 3];
  if (levelDifferenceDb === undefined) return undefined;
  return { levelDifferenceDb, coherence: COHERENCES[byte & 7]! };
}

/** Whether there is a byte and it holds parameters. */
export const carriesParameters = (byte: number | undefined): boolean =>
  byte !== undefined && byte >> 3 < LEVEL_DIFFERENCES_DB.length;

/**
 * Measures and quantises the parameters of one band.
 *
 * @param left energy of the left channel
 * @param right energy of the right channel
 * @param cross real part of their cross spectrum
 * @returns the byte, 0..247; silence has no level difference and coherence 1
 */
export function encodeSpatialParameters(left: number, right: number, cross: number): number {
  const tiny = 1e-12;
  const levelDb = 10 * Math.log10((left + tiny) / (right + tiny));
  const isSilent = left + right < tiny;
  const coherence = isSilent ? 1 : cross / Math.sqrt((left + tiny) * (right + tiny));
  return 8 * nearest(LEVEL_DIFFERENCES_DB, levelDb) + nearest(COHERENCES, coherence);
}

/** Index of the grid's value that is nearest to `value`. */
function nearest(grid: readonly number[], value: number): number {
  let best = 0;
  for (let i = 1; i < grid.length; i++) if (Math.abs(grid[i]! - value) < Math.abs(grid[best]! - value)) best = i;
  return best;
}

/**
 * Whether packets of a format can carry spatial parameters: the model is mono, and a frame's bit plane is longer than
 * the one byte of parameters, because only the length of a packet distinguishes the two.
 */
export const canCarrySpatialParameters = (format: Pick<CodecFormat, 'channels' | 'latentSize'>): boolean =>
  format.channels === 1 && format.latentSize > 8;
