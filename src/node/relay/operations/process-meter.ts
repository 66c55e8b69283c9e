import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process has taken; plain JSON. Of several processes: sums, and of the delays the largest. */
export interface ProcessFigures {
  readonly residentBytes: number;
  /** User and system. */
  readonly cpuSeconds: number;
  /** Delay of the event loop beyond its timer's resolution since it was last read, by quantile; 1 is the maximum. */
  readonly delaySeconds: readonly (readonly [quantile: number, seconds: number])[];
}

const QUANTILES = [0.5, 0.99, 1] as const;
const RESOLUTION_MS = 20;

/** Measures this process. */
export class ProcessMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delay.enable();
  }

  /** The figures now. @param isAnew whether delays are measured anew from here */
  read(isAnew = true): ProcessFigures {
    const { user, system } = process.cpuUsage();
    const seconds = (ns: number): number => Math.max(0, Number.isFinite(ns) ? ns / 1e9 - RESOLUTION_MS / 1000 : 0);
    const delaySeconds = QUANTILES.map((quantile): [number, number] => [
      quantile,
      seconds(quantile === 1 ? this.#delay.max : this.#delay.percentile(quantile * 100)),
    ]);
    if (isAnew) this.#delay.reset();
    return { residentBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6, delaySeconds };
  }

  close(): void {
    this.#delay.disable();
  }
}

/** Figures of several processes as of one. @param all at least one */
export function sumProcesses(all: readonly [ProcessFigures, ...ProcessFigures[]]): ProcessFigures {
  return all.reduce((sum, figures) => ({
    residentBytes: sum.residentBytes + figures.residentBytes,
    cpuSeconds: sum.cpuSeconds + figures.cpuSeconds,
    delaySeconds: sum.delaySeconds.map(([quantile, seconds], i): [number, number] => [
      quantile,
      Math.max(seconds, figures.delaySeconds[i]?.[1] ?? 0),
    ]),
  }));
}
