/** Which of several relays fetches a stream for all of them. */
export interface FetchTurn {
  /** Whether somebody at another relay wants it. */
  readonly isWantedElsewhere: boolean;
  /** Whether this relay is the one to begin. @param isWantedHere whether somebody at this relay wants it */
  isOurs(isWantedHere: boolean): boolean;
  /** Whether this relay leaves it to another one that has begun as well, or has a source of its own. */
  readonly mustYield: boolean;
  /** Tells the others how it stands here. */
  tell(isWanted: boolean, canFetch: boolean, isFetching: boolean): void;
  /** Nothing is wanted here any more. May be called twice. */
  close(): void;
}

/** Of a relay that stands alone. */
export const soleFetch: FetchTurn = {
  isWantedElsewhere: false,
  isOurs: () => true,
  mustYield: false,
  tell: () => {},
  close: () => {},
};
