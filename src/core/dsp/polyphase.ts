import { requireFloat32, requireFloat64, requireInteger } from '../errors.js';

/** Taps of a polyphase filter, and the ratio of its rates. */
export interface PolyphaseFilter {
  /** [rows × taps]; where `rows` is not `up`, [(rows + 1) × taps], and neighbouring rows are interpolated. */
  readonly table: Float64Array;
  /** Taps per output sample, a multiple of 4. */
  readonly taps: number;
  /** Rows between two input samples; equal to `up` where every phase has its own row. */
  readonly rows: number;
  /** Output rate / input rate = up / down, in lowest terms. */
  readonly up: number;
  readonly down: number;
}

/** Largest value of any count, so that products of two are exact. */
const MAX_COUNT = 2 ** 26;

/**
 * The inner loop of the resampler: output k is the sum of history[position + ⌊(phase + k·down) / up⌋ + j] · taps[j],
 * with the taps of the phase (phase + k·down) mod up.
 *
 * @param history [channels × capacity], channel-major
 * @param position index of the first output's first tap in a channel's history
 * @param phase of the first output, 0..up − 1
 * @param out [count × channels], interleaved, written
 * @throws TypeError or RangeError when an argument does not fit, or a tap lies outside the history
 */
export function polyphase(
  history: Float64Array,
  channels: number,
  filter: PolyphaseFilter,
  position: number,
  phase: number,
  out: Float32Array,
  count: number,
): void {
  const capacity = requirePolyphaseArguments(history, channels, filter, position, phase, out, count);
  const { table, taps, rows, up } = filter;
  const exact = rows === up;
  const whole = Math.floor(filter.down / up);
  const part = filter.down % up;
  for (let o = 0, x = position, p = phase; o < count * channels; o += channels) {
    const at = exact ? p : (p * rows) / up;
    const row = Math.floor(at);
    for (let c = 0; c < channels; c++)
      out[o + c] = exact
        ? dot(history, c * capacity + x, table, row * taps, taps)
        : dotBetween(history, c * capacity + x, table, row * taps, taps, at - row);
    x += whole;
    p += part;
    if (p >= up) {
      p -= up;
      x++;
    }
  }
}

/**
 * Checks that a call neither reads beyond `history` nor writes beyond `out`.
 *
 * @returns samples per channel that `history` holds
 */
export function requirePolyphaseArguments(
  history: Float64Array,
  channels: number,
  filter: PolyphaseFilter,
  position: number,
  phase: number,
  out: Float32Array,
  count: number,
): number {
  requireFloat64('history', history);
  requireInteger('channels', channels, 1, history.length);
  if (history.length % channels !== 0)
    throw new RangeError(`history.length must be a multiple of channels (${channels}), got ${history.length}`);
  const { table, taps, rows, up, down } = filter;
  requireFloat64('filter.table', table);
  requireInteger('filter.up', up, 1, MAX_COUNT);
  requireInteger('filter.down', down, 1, MAX_COUNT);
  requireInteger('filter.rows', rows, 1, MAX_COUNT);
  requireInteger('filter.taps', taps, 4, MAX_COUNT);
  if (taps % 4 !== 0) throw new RangeError(`filter.taps must be a multiple of 4, got ${taps}`);
  requireInteger('filter.table.length', table.length, (rows === up ? rows : rows + 1) * taps, Number.MAX_SAFE_INTEGER);
  requireInteger('phase', phase, 0, up - 1);
  requireFloat32('out', out);
  requireInteger('count', count, 0, Math.floor(out.length / channels));
  const capacity = history.length / channels;
  const moved = count === 0 ? 0 : Math.floor((phase + (count - 1) * down) / up);
  requireInteger('position', position, 0, count === 0 ? capacity : capacity - taps - moved);
  return capacity;
}

/**
 * Σ x[i + j] · h[k + j], 0 ≤ j < n, n a multiple of 4: four sums, so that no addition waits for the one before it.
 * Double precision is faster here: JavaScript's numbers are doubles, and float32 would be converted at each load.
 */
function dot(x: Float64Array, i: number, h: Float64Array, k: number, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (const end = i + n; i < end; i += 4, k += 4) {
    a += x[i]! * h[k]!;
    b += x[i + 1]! * h[k + 1]!;
    c += x[i + 2]! * h[k + 2]!;
    d += x[i + 3]! * h[k + 3]!;
  }
  return a + b + (c + d);
}

/** The same with h interpolated between its row at k and its row at k + n, `fraction` of the way. */
function dotBetween(x: Float64Array, i: number, h: Float64Array, k: number, n: number, fraction: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (const end = i + n; i < end; i += 2, k += 2) {
    a += x[i]! * h[k]!;
    b += x[i + 1]! * h[k + 1]!;
    c += x[i]! * h[k + n]!;
    d += x[i + 1]! * h[k + n + 1]!;
  }
  return a + b + fraction * (c + d - (a + b));
}
