import type { PlayoutBuffer } from '../../../../src/core/playout/playout-buffer.js';
import { seededRandom } from '../../../../src/core/random.js';

type Buffer = Pick<PlayoutBuffer, 'push' | 'pull' | 'setComfort' | 'end' | 'stats' | 'isPlaying'>;

/** Options of the buffer of a seed: one or two channels, margins, live or not. */
export function scenarioOptions(seed: number, pulledAhead: () => number) {
  const marginMs = [15, 0, 40, 5][seed % 4]!;
  return {
    sampleRateHz: [8000, 11_025, 16_000][seed % 3]!,
    channels: 1 + (seed % 2),
    marginMs,
    ...(seed % 5 === 0 && { startMarginMs: marginMs + 7, maxMarginMs: marginMs + 100 }),
    isLive: seed % 7 !== 0,
    ...(seed % 4 === 1 && { maxMs: 700 }),
    ...(seed % 3 === 2 && { pulledAhead }),
  };
}

/**
 * Twenty seconds of a stream over a bad network: jitter, stalls, silence that is not sent, ends, all by `seed`.
 * The device takes blocks of any size. Calls `take` with everything that is played, and with statistics.
 */
export function playScenario(
  seed: number,
  make: (options: ReturnType<typeof scenarioOptions>) => Buffer,
  take: (values: Float32Array) => void,
): void {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(n * random());
  let ahead = 0;
  const options = scenarioOptions(seed, () => ahead);
  const buffer = make(options);
  const { sampleRateHz, channels } = options;
  const samples = (ms: number): number => Math.round((ms / 1000) * sampleRateHz);
  const noise = (): { level: number; reflection: number[] } => ({
    level: 60 + below(80),
    reflection: [90 + below(60), 127],
  });
  let nextMs = 100;
  let silentFor = 0;
  for (let ms = 0; ms < 20_000; ) {
    while (nextMs <= ms) {
      const n = samples(40 + below(3) * 73);
      if (silentFor === 0 && below(25) === 0) silentFor = 1 + below(12);
      if (silentFor > 0) {
        silentFor--;
        const isLate = below(6) === 0;
        buffer.push(new Float32Array((isLate ? 0 : n) * channels), { noise: noise(), continues: silentFor > 0 });
      } else buffer.push(Float32Array.from({ length: n * channels }, () => random() - 0.5));
      nextMs += (n / sampleRateHz) * 1000 + below(30) - 15;
      if (below(60) === 0) nextMs += below(3000);
      if (below(80) === 0) buffer.end();
      if (below(40) === 0) buffer.setComfort(below(2) ? noise() : undefined);
      // A burst: what was held back arrives at once.
      if (below(50) === 0) nextMs -= 600;
    }
    ahead = below(samples(20));
    const n = samples(1 + below(25));
    take(buffer.pull(n));
    ms += (n / sampleRateHz) * 1000;
    if (below(20) === 0) {
      const { levelMs, minLevelMs, marginMs, correctionPpm, underruns, aheadMs, droppedMs, catchUps } = buffer.stats;
      take(Float32Array.of(levelMs, minLevelMs, marginMs, correctionPpm, underruns, aheadMs, droppedMs, catchUps));
      take(Float32Array.of(Number(buffer.isPlaying)));
    }
  }
}
