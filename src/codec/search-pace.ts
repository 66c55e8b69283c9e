/** Most steps that a paced search takes: more gain little. */
export const MOST_PACED_STEPS = 12;
/** Share of a block's duration that encoding it may take, network and search together. */
export const PACED_SHARE = 0.5;
/** Share of a block's duration by which a block may begin later than the earliest of the last ones; from there on it is not searched. */
const LATENESS = 0.5;
/** Blocks among which the earliest is looked for. */
const REMEMBERED_BLOCKS = 16;
/** What is left, from one searched block to the next, of the amount by which the time of a trial was overestimated. */
const FORGETTING = 0.7;
/** What is left of a trial's time from one block to the next while it is too long for a search, so that it is measured again. */
const HOPE = 0.9;

/** How long the search of a block may take. */
export interface SearchAllowance {
  /** Steps for each plane; 0 leaves the block as the network has it. */
  readonly steps: number;
  /** Time at which the search must end with the best that it has found, in ms of the clock that was handed in. */
  readonly untilMs: number;
}

/**
 * Decides how many steps a stream's search may take: as many as its blocks leave time for. A trial's time is measured all
 * the time, so that a slow or busy machine searches less, or not at all; a stream that falls behind is not searched until
 * it has caught up.
 */
export class SearchPace {
  readonly #planes: number;
  /** Time that a trial takes; undefined until one was measured. */
  #trialMs: number | undefined;
  /** By how much each of the last blocks began later than its audio began, plus a constant. */
  readonly #lateness: number[] = [];

  /** @param planes planes that are searched, from 1 */
  constructor(planes: number) {
    this.#planes = planes;
  }

  /**
   * @param nowMs time at which the block's encoding began
   * @param spentMs time that its network has taken since
   * @param startMs place of the block's first sample in the stream
   * @param blockMs its duration
   */
  next(nowMs: number, spentMs: number, startMs: number, blockMs: number): SearchAllowance {
    const lateness = nowMs - startMs;
    this.#lateness.push(lateness);
    if (this.#lateness.length > REMEMBERED_BLOCKS) this.#lateness.shift();
    const untilMs = nowMs + blockMs * PACED_SHARE;
    if (lateness - Math.min(...this.#lateness) > blockMs * LATENESS) return { steps: 0, untilMs };
    if (this.#trialMs === undefined) return { steps: 1, untilMs };
    // One trial finds what is aimed at.
    const trials = (blockMs * PACED_SHARE - spentMs) / this.#trialMs - 1;
    const steps = Math.min(MOST_PACED_STEPS, Math.floor(trials / this.#planes));
    if (steps >= 1) return { steps, untilMs };
    this.#trialMs *= HOPE; // or a moment in which the machine was busy would end the search for ever
    return { steps: 0, untilMs };
  }

  /** What the trials of a block took: more is believed at once, less little by little. */
  measured(trials: number, ms: number): void {
    const each = ms / trials;
    this.#trialMs = Math.max(each, each + ((this.#trialMs ?? each) - each) * FORGETTING);
  }
}
