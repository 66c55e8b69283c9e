/** Why a connection ended at the door, before the relay knew of it. */
export const TURNED_AWAY_REASONS = ['connections', 'attempts', 'requests', 'proxy-header', 'path', 'full'] as const;

/** One of {@link TURNED_AWAY_REASONS}. */
export type TurnedAwayReason = (typeof TURNED_AWAY_REASONS)[number];

/** How many ended so, by reason; plain JSON. */
export type TurnedAwayCounts = Readonly<Record<TurnedAwayReason, number>>;

/** Counts connections and requests that the relay itself has never seen. */
export class TurnedAwayCounter {
  readonly #counts = noneTurnedAway();

  count(reason: TurnedAwayReason): void {
    this.#counts[reason]++;
  }

  get counts(): TurnedAwayCounts {
    return this.#counts;
  }
}

/** Zero for every reason. */
export const noneTurnedAway = (): Record<TurnedAwayReason, number> => ({
  connections: 0,
  attempts: 0,
  requests: 0,
  'proxy-header': 0,
  path: 0,
  full: 0,
});
