import type { LossReport } from '../../core/wire/lossy-report.js';

/** Weight of a report that states less loss than assumed: what has become better must stay so for a while. */
const SLOW = 0.15;
/** A report over as many messages counts fully. */
const FULL_MESSAGES = 40;
/** Receivers whose last reports are kept at most, and for how long. */
const MAX_RECEIVERS = 256;
const FORGET_MS = 15_000;

/** What a sender assumes of its path, from the reports of its receivers: the worst of them counts. */
export class LossEstimate {
  readonly #reports = new Map<string, { readonly report: LossReport; readonly atMs: number }>();
  #lossShare: number;
  #meanBurst: number;

  /** @param lossShare, meanBurst assumed until the first report */
  constructor(lossShare: number, meanBurst: number) {
    this.#lossShare = lossShare;
    this.#meanBurst = meanBurst;
  }

  /** 0..1 */
  get lossShare(): number {
    return this.#lossShare;
  }

  /** Messages, 1 or more. */
  get meanBurst(): number {
    return this.#meanBurst;
  }

  /** The last report of each receiver that has reported within 15 s. */
  get reports(): readonly LossReport[] {
    return [...this.#reports.values()].map(({ report }) => report);
  }

  /** @param from who reports, where there is more than one receiver */
  add(report: LossReport, from: string, nowMs: number): void {
    for (const [id, { atMs }] of this.#reports) if (nowMs - atMs > FORGET_MS) this.#reports.delete(id);
    if (!this.#reports.has(from) && this.#reports.size >= MAX_RECEIVERS) return;
    this.#reports.set(from, { report, atMs: nowMs });
    const all = [...this.#reports.values()].map((entry) => entry.report);
    const worst = all.reduce((a, b) => (b.lossShare > a.lossShare ? b : a));
    const trust = Math.min(1, worst.messages / FULL_MESSAGES);
    const weight = trust * (worst.lossShare > this.#lossShare ? 1 : SLOW);
    this.#lossShare += weight * (worst.lossShare - this.#lossShare);
    const burst = Math.max(...all.filter(({ lossShare }) => lossShare >= worst.lossShare / 2).map((r) => r.meanBurst));
    this.#meanBurst += trust * (burst > this.#meanBurst ? 0.5 : SLOW) * (burst - this.#meanBurst);
  }
}
