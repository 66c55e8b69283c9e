import { dequantize, quantize } from '../core/latent/quantizer.js';

/** Most that a step moves a value, in units of half its cell; it falls to nothing over the steps. */
const RATE = 0.12;
/** The same where there is one step, which nothing follows to put it right. */
const ONLY_RATE = 0.08;
/** Shares of the average gradient and of the average square that a step keeps from the steps before. */
const MOMENTUM = 0.5;
const SQUARE_MEMORY = 0.99;
/** Rate that is left at the last step. */
const RATE_FLOOR = 0.02;
/** Share of the steps during which values near a cell's middle are tried between its halves. */
const SOFT_SHARE = 0.75;
/** Slope with which they are at the first step; it grows until all are at the middle of a half. */
const FIRST_SLOPE = 2;
/** Just below 1, so that no value leaves its cell by rounding. */
const INSIDE = 1 - 2 ** -20;

/** How far a block is searched. */
export interface SearchEffort {
  /** Calls of the decoder there and back for each plane; 0 for none. */
  readonly steps: number;
  /**
   * Whether what the last step has made is measured as well, and left out where it is no better: one call more a plane. Where
   * there is time for a few calls only, another step gains more.
   */
  readonly confirms: boolean;
  /** Asked before each further call: without time the search ends with the best that it has found. */
  readonly isTimeLeft: () => boolean;
}

/** What the search of one plane begins from. */
export interface PlaneStart {
  /** [latentSize × frames] in (−1, 1) */
  readonly values: Float32Array;
  readonly latentSize: number;
  /** Planes with the one that is searched; the bits of those above it stay as they are. From 1. */
  readonly planes: number;
}

/** How far the sound of [latentSize × frames] is from the original, and by how much that rises with each of them. */
export type Measure = (
  latents: Float32Array,
) => Promise<{ readonly loss: number; readonly gradient: Float32Array | Float64Array }>;

/**
 * Follows the gradient of the distance through the decoder, straight through the quantiser, to bits that suit each other.
 *
 * A bit that turns over moves its value by half the cell, over which a gradient at either end says little. So at first
 * values near the middle of their cell are tried in between, the nearer to the middle the wider their cells, and this
 * widening goes down to nothing (a continuation; straight-through alone ends higher).
 *
 * @returns [latentSize × frames]: values whose bits are the best that were found
 */
export async function searchPlane(
  { values: start, latentSize, planes }: PlaneStart,
  measure: Measure,
  { steps, confirms, isTimeLeft }: SearchEffort,
): Promise<Float32Array> {
  const cell = midpoints(start, latentSize, planes - 1);
  const half = 2 ** (1 - planes) * INSIDE;
  const values = start.slice();
  const mean = new Float64Array(values.length);
  const square = new Float64Array(values.length);
  let found = start;
  let least = Number.POSITIVE_INFINITY;
  let isFalling = false;
  for (let step = 0; ; step++) {
    if (step === steps && !confirms) return isFalling ? values : found;
    const left = 1 - step / (SOFT_SHARE * steps);
    const isSoft = step > 0 && left > 0;
    const { loss, gradient } = await measure(
      isSoft ? softened(values, cell, half, FIRST_SLOPE / left) : midpoints(values, latentSize, planes),
    );
    if (!isSoft) {
      isFalling = loss < least;
      if (isFalling) {
        least = loss;
        found = values.slice();
      }
    }
    if (step === steps) return found;
    if (!isTimeLeft()) return isSoft ? values : found;
    const rate =
      (steps > 1 ? RATE : ONLY_RATE) *
      half *
      (RATE_FLOOR + ((1 - RATE_FLOOR) * (1 + Math.cos((Math.PI * step) / steps))) / 2);
    const meanShare = 1 - MOMENTUM ** (step + 1);
    const squareShare = 1 - SQUARE_MEMORY ** (step + 1);
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]!;
      mean[i] = MOMENTUM * mean[i]! + (1 - MOMENTUM) * g;
      square[i] = SQUARE_MEMORY * square[i]! + (1 - SQUARE_MEMORY) * g * g;
      const moved = values[i]! - (rate * mean[i]!) / meanShare / (Math.sqrt(square[i]! / squareShare) + 1e-12);
      values[i] = Math.min(Math.max(moved, cell[i]! - half), cell[i]! + half);
    }
  }
}

/** Values as they are quantised, but those near the middle of their cell in between, in proportion to where they are. */
function softened(values: Float32Array, cell: Float32Array, half: number, slope: number): Float32Array {
  return values.map((value, i) => {
    const place = ((value - cell[i]!) / half) * slope;
    return cell[i]! + (half / 2) * Math.min(Math.max(place, -1), 1);
  });
}

/**
 * Midpoints of the quantiser's cells that values in (−1, 1) are in at a number of planes; without planes all are in one,
 * around 0. [latentSize × frames]
 */
export function midpoints(values: Float32Array, latentSize: number, planes: number): Float32Array {
  const out = new Float32Array(values.length);
  if (planes === 0) return out;
  const frames = values.length / latentSize;
  const symbols = new Uint8Array(values.length);
  quantize(values, frames, latentSize, planes, symbols);
  dequantize(symbols, frames, latentSize, planes, out);
  return out;
}
