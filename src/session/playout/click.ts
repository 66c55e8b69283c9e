import { seededRandom } from '../../core/random.js';

/** Length of the burst, and its amplitude. */
const BURST_MS = 20;
const LEVEL = 0.5;
/** The best place must stand out from the rest of the recording by this much. */
const MIN_RATIO = 6;

/** A short burst of noise: a click that a microphone finds among other sounds. [samples], at this rate. */
export function makeClick(sampleRateHz: number): Float32Array {
  const random = seededRandom(1);
  const n = Math.round((BURST_MS / 1000) * sampleRateHz);
  return Float32Array.from({ length: n }, (_, i) => LEVEL * (2 * random() - 1) * Math.sin((Math.PI * i) / n));
}

/**
 * Finds a click in what a microphone has recorded.
 * @param recording [samples], at the click's rate
 * @returns index of the sample at which it begins; undefined where it is not heard clearly
 */
export function findClick(recording: Float32Array, click: Float32Array): number | undefined {
  let best = 0;
  let at = 0;
  let sum = 0;
  const places = recording.length - click.length;
  for (let i = 0; i <= places; i++) {
    let value = 0;
    for (let j = 0; j < click.length; j++) value += recording[i + j]! * click[j]!;
    sum += value * value;
    if (Math.abs(value) > best) [best, at] = [Math.abs(value), i];
  }
  const rms = Math.sqrt(sum / Math.max(1, places + 1));
  return best > MIN_RATIO * rms && best > 0 ? at : undefined;
}
