import type { Clock } from '../../ports/clock.js';

/** A link that loses more than this, or takes longer, is too poor to pass sound on. */
export const POOR_LINK = { lossShare: 0.1, roundTripMs: 500 } as const;
/** A link is good again when both are below this share of those. */
const GOOD_SHARE = 0.5;
const LOOK_MS = 2_000;
/** Looks in a row that must agree before anything changes. */
const LOOKS = 3;

/** What is known of the way over which sound comes; null where nothing is measured. */
export interface MeasuredPath {
  readonly roundTripMs: number | null;
  readonly lossShare: number | null;
}

/** Tells when this peer's link becomes too poor to pass sound on to others, and when it is good again. */
export class LinkQuality {
  #isPoor = false;
  #looks = 0;
  #cancel: () => void;

  /** @param onChange told each change; the link counts as good before the first */
  constructor(clock: Clock, path: () => MeasuredPath | null, onChange: (isPoor: boolean) => void) {
    const look = (): void => {
      this.#cancel = clock.schedule(LOOK_MS, look);
      const measured = path();
      if (!measured || measured.lossShare === null) return;
      this.#looks = this.#hasChanged(measured) ? this.#looks + 1 : 0;
      if (this.#looks < LOOKS) return;
      this.#looks = 0;
      this.#isPoor = !this.#isPoor;
      onChange(this.#isPoor);
    };
    this.#cancel = clock.schedule(LOOK_MS, look);
  }

  close(): void {
    this.#cancel();
  }

  #hasChanged({ roundTripMs, lossShare }: MeasuredPath): boolean {
    const worst = Math.max((roundTripMs ?? 0) / POOR_LINK.roundTripMs, (lossShare ?? 0) / POOR_LINK.lossShare);
    return this.#isPoor ? worst < GOOD_SHARE : worst > 1;
  }
}
