/** RMS of each `ms` of mono audio. */
export function envelope(pcm: Float32Array, sampleRateHz: number, ms: number): Float64Array {
  const size = (sampleRateHz * ms) / 1000;
  return Float64Array.from({ length: Math.floor(pcm.length / size) }, (_, i) => {
    let sum = 0;
    const [from, to] = [Math.round(i * size), Math.round((i + 1) * size)];
    for (let j = from; j < to; j++) sum += pcm[j] * pcm[j];
    return Math.sqrt(sum / (to - from));
  });
}

/** Pearson's correlation of a[i] with b[i + lag], over what of `a` has a partner. */
export function correlation(a: Float64Array, b: Float64Array, lag = 0): number {
  const from = Math.max(0, -lag);
  const to = Math.min(a.length, b.length - lag);
  const n = to - from;
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const [x, y] = [a[i], b[i + lag]];
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
  return spread > 0 ? (sab - (sa * sb) / n) / spread : 0;
}

/** The lag in [minLag, maxLag] at which `b` correlates best with `a`. */
export function bestLag(
  a: Float64Array,
  b: Float64Array,
  minLag: number,
  maxLag: number,
): { lag: number; correlation: number } {
  let best = { lag: minLag, correlation: Number.NEGATIVE_INFINITY };
  for (let lag = minLag; lag <= maxLag; lag++) {
    const r = correlation(a, b, lag);
    if (r > best.correlation) best = { lag, correlation: r };
  }
  return best;
}
