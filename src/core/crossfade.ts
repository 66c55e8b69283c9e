import { requireInteger } from './errors.js';

/**
 * `linear` keeps the sum of the gains at 1: right for two renderings of the same sound. `power` keeps the sum of their
 * squares at 1: right for two unrelated sounds.
 */
export type FadeCurve = 'linear' | 'power';

/** Gain of the incoming signal at sample `i` of `n`, 0 < gain < 1: the ends belong to the neighbours. */
export function fadeGain(i: number, n: number, curve: FadeCurve = 'linear'): number {
  const x = (i + 0.5) / n;
  return curve === 'linear' ? x : Math.sin((Math.PI / 2) * x);
}

/** Fades `outgoing` into `incoming` [n] each, one channel, into `out`, which may be either of them. */
export function crossfade(
  outgoing: Float32Array,
  incoming: Float32Array,
  out: Float32Array,
  curve: FadeCurve = 'linear',
): void {
  const n = incoming.length;
  requireInteger('outgoing.length', outgoing.length, n, n);
  requireInteger('out.length', out.length, n, n);
  for (let i = 0; i < n; i++)
    out[i] = outgoing[i]! * fadeGain(n - 1 - i, n, curve) + incoming[i]! * fadeGain(i, n, curve);
}

/** Scales one channel in place from silence to full level. */
export function fadeIn(samples: Float32Array, curve: FadeCurve = 'linear'): void {
  for (let i = 0; i < samples.length; i++) samples[i]! *= fadeGain(i, samples.length, curve);
}

/** Scales one channel in place from full level to silence. */
export function fadeOut(samples: Float32Array, curve: FadeCurve = 'linear'): void {
  for (let i = 0; i < samples.length; i++) samples[i]! *= fadeGain(samples.length - 1 - i, samples.length, curve);
}
