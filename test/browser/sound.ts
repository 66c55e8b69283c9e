import type { Page } from 'playwright-core';

/** What the page exposes for tests (web/listen/player.ts). */
interface Inspected {
  latentcast: { listener: { output: AudioNode; context: AudioContext } };
  captured: Float32Array[];
  /** Of each channel since `capture`: the sum of its squares. */
  energies: number[];
}

/** Keeps, in the page, everything that its listener plays from now on, whatever the volume is. */
export async function capture(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { latentcast } = globalThis as unknown as Inspected;
    const { output, context } = latentcast.listener;
    const source = `registerProcessor('test-capture', class extends AudioWorkletProcessor {
      process([input]) {
        const energies = input.map((channel) => channel.reduce((sum, x) => sum + x * x, 0));
        if (input[0]) this.port.postMessage({ first: input[0].slice(), energies });
        return true;
      }
    });`;
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    await context.audioWorklet.addModule(url);
    const node = new AudioWorkletNode(context, 'test-capture');
    const captured: Float32Array[] = [];
    (globalThis as unknown as Inspected).captured = captured;
    const energies: number[] = [];
    (globalThis as unknown as Inspected).energies = energies;
    node.port.onmessage = ({ data }) => {
      captured.push(data.first);
      for (const [c, energy] of data.energies.entries()) energies[c] = (energies[c] ?? 0) + energy;
    };
    output.connect(node);
    node.connect(context.destination);
    return context.sampleRate;
  });
}

/** Level of the left channel over the right one in dB, of what was captured so far; NaN of one channel. */
export const levelDifference = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const [left, right] = (globalThis as unknown as Inspected).energies;
    return 10 * Math.log10(left! / right!);
  });

/** What was captured so far, of the first channel. */
export async function captured(page: Page): Promise<Float32Array> {
  const text = await page.evaluate(() => {
    const parts = (globalThis as unknown as Inspected).captured;
    const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts)
      for (const x of part) all[at++] = Math.max(-32768, Math.min(32767, Math.round(x * 32768)));
    const bytes = new Uint8Array(all.buffer);
    let binary = '';
    for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(binary);
  });
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i) / 32768);
}

/** Samples of captured sound so far, silence not counted. */
export const soundingSamples = (page: Page): Promise<number> =>
  page.evaluate(() => {
    let count = 0;
    for (const part of (globalThis as unknown as Inspected).captured) for (const x of part) if (x !== 0) count++;
    return count;
  });

/**
 * Without stretches of silence: a machine that is too busy to decode in time pauses playing, and the comparison is of
 * what was played, not when.
 */
export function withoutPauses(pcm: Float32Array, longest = 128): Float32Array {
  const out = new Float32Array(pcm.length);
  let n = 0;
  for (let i = 0; i < pcm.length; ) {
    let end = i;
    while (end < pcm.length && pcm[end] === 0) end++;
    if (end - i <= longest) while (i < end) out[n++] = pcm[i++]!;
    i = end;
    while (i < pcm.length && pcm[i] !== 0) out[n++] = pcm[i++]!;
  }
  return out.slice(0, n);
}

/** Level in windows of 20 ms. */
export function envelope(pcm: Float32Array, rateHz: number): number[] {
  const size = Math.round(rateHz / 50);
  return Array.from({ length: Math.floor(pcm.length / size) }, (_, w) => {
    let sum = 0;
    for (let i = w * size; i < (w + 1) * size; i++) sum += pcm[i]! ** 2;
    return Math.sqrt(sum / size);
  });
}

/** Largest correlation of two envelopes over shifts of up to `most` windows; at least half of `a` must overlap. */
export function correlation(a: readonly number[], b: readonly number[], most = 100): number {
  let best = -1;
  for (let shift = -most; shift <= most; shift++) {
    const from = Math.max(0, -shift);
    const n = Math.min(a.length - from, b.length - from - shift);
    if (n < a.length / 2) continue;
    best = Math.max(best, pearson(a.slice(from, from + n), b.slice(from + shift, from + shift + n)));
  }
  return best;
}

function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb + 1e-30);
}
