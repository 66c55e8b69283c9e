import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { envelope } from './envelope.js';
import type { PulseDaemon } from './pulse.js';

/** Of one comparison, and how far apart two windows may be, in s. */
const WINDOW_S = 0.19;
const REACH_S = 0.12;
/** Compared are means of this many samples: corrections of the speed stretch a window by several. */
const DECIMATION = 8;
const ENVELOPE_MS = 10;

/** Records all channels of a monitor, sample by sample together. */
export class MultiRecorder {
  readonly #child: ChildProcess;
  readonly #channels: number;
  readonly #chunks: Buffer[] = [];

  constructor(daemon: PulseDaemon, device: string, channels: number, rateHz: number) {
    this.#channels = channels;
    const map = Array.from({ length: channels }, (_, i) => `aux${i}`);
    this.#child = spawn(
      'parec',
      [
        ...[`--device=${device}`, '--raw', '--format=float32le', `--rate=${rateHz}`, `--channels=${channels}`],
        ...[`--channel-map=${map}`, '--no-remix', '--latency-msec=50'],
      ],
      { env: { ...process.env, ...daemon.env }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#child.stdout!.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** @returns one array for each channel */
  async stop(): Promise<Float32Array[]> {
    this.#child.kill('SIGTERM');
    await once(this.#child, 'close');
    const bytes = Buffer.concat(this.#chunks);
    const n = Math.floor(bytes.length / (4 * this.#channels));
    return Array.from({ length: this.#channels }, (_, c) =>
      Float32Array.from({ length: n }, (_value, i) => bytes.readFloatLE(4 * (i * this.#channels + c))),
    );
  }
}

/** One comparison of what two peers play. */
export interface Skew {
  /** Place in the recording, in s. */
  readonly atS: number;
  /** By how much the second is later, in ms. */
  readonly ms: number;
}

/**
 * Where each window of the one lies in the other, by the highest normalised correlation, four times a second.
 * @param alike least normalised correlation of windows that count
 */
export function skews(a: Float32Array, b: Float32Array, rateHz: number, alike = 0.7): Skew[] {
  const rate = rateHz / DECIMATION;
  const [first, second] = [decimated(a), decimated(b)];
  const reach = Math.round(REACH_S * rate);
  const window = Math.round(WINDOW_S * rate);
  const found: Skew[] = [];
  for (let at = reach; at + window + reach < Math.min(first.length, second.length); at += Math.round(rate / 4)) {
    const energy = dot(first, at, first, at, window);
    if (energy * DECIMATION < 1e-3) continue;
    const shares = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
      const place = at + i - reach;
      const other = dot(second, place, second, place, window);
      return other > 0 ? dot(first, at, second, place, window) / Math.sqrt(energy * other) : 0;
    });
    const best = shares.indexOf(Math.max(...shares));
    if (shares[best]! < alike) continue;
    // The top of the parabola through the best and its neighbours.
    const [before = 0, top = 0, after = 0] = [shares[best - 1], shares[best], shares[best + 1]];
    const shift = (0.5 * (before - after)) / (before - 2 * top + after || 1);
    found.push({ atS: at / rate, ms: ((best - reach + shift) / rate) * 1000 });
  }
  return found;
}

const decimated = (pcm: Float32Array): Float32Array =>
  Float32Array.from({ length: Math.floor(pcm.length / DECIMATION) }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < DECIMATION; j++) sum += pcm[i * DECIMATION + j]!;
    return sum / DECIMATION;
  });

/** Amounts of differences: the median, the 95th and the 99th percentile, and the largest. */
export function quantiles(found: readonly Skew[]): { p50: number; p95: number; p99: number; max: number; n: number } {
  const sorted = found.map(({ ms }) => Math.abs(ms)).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), n: sorted.length };
}

/** Times at which one is silent, by 30 dB below its median, for 20 ms and more, as [from, ms]. */
export function silences(pcm: Float32Array, rateHz: number): [atS: number, ms: number][] {
  const levels = envelope(pcm, rateHz, ENVELOPE_MS);
  const median = [...levels].sort((a, b) => a - b)[levels.length >> 1]!;
  const out: [number, number][] = [];
  let from = -1;
  for (let i = 0; i <= levels.length; i++) {
    const isSilent = i < levels.length && levels[i]! < median / 31;
    if (isSilent && from < 0) from = i;
    if (isSilent || from < 0) continue;
    if (i - from >= 2) out.push([(from * ENVELOPE_MS) / 1000, (i - from) * ENVELOPE_MS]);
    from = -1;
  }
  return out;
}

function dot(a: Float32Array, from: number, b: Float32Array, to: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[from + i]! * b[to + i]!;
  return sum;
}
