import { monitorEventLoopDelay } from 'node:perf_hooks';
import { monotonicMs } from './plan.js';

/** CPU time of a process while it measured, and how late its event loop was. Plain data. */
export interface ProcessUsage {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
}

const RESOLUTION_MS = 10;

/** What this process uses between `start` and `stop`. */
export class UsageMeter {
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #startMs = 0;
  #cpu: NodeJS.CpuUsage | null = null;
  #usage: ProcessUsage | null = null;

  start(): void {
    this.#startMs = monotonicMs();
    this.#cpu = process.cpuUsage();
    this.#usage = null;
    this.#loop.reset();
    this.#loop.enable();
  }

  /** May be called twice: the first call counts. */
  stop(): void {
    if (!this.#cpu || this.#usage) return;
    const { user, system } = process.cpuUsage(this.#cpu);
    // The monitor's values contain its own interval.
    const late = (nanos: number): number => Math.max(0, (Number.isFinite(nanos) ? nanos / 1e6 : 0) - RESOLUTION_MS);
    this.#usage = {
      cpuMs: (user + system) / 1000,
      wallMs: monotonicMs() - this.#startMs,
      loopDelayP99Ms: late(this.#loop.percentile(99)),
      loopDelayMaxMs: late(this.#loop.max),
    };
  }

  usage(): ProcessUsage {
    return this.#usage ?? { cpuMs: 0, wallMs: 0, loopDelayP99Ms: 0, loopDelayMaxMs: 0 };
  }

  close(): void {
    this.#loop.disable();
  }
}
