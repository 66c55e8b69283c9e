/** What has changed for an address at one of several processes that share its limits; plain data. */
export interface AddressChange {
  /** The address, or the network that counts in place of it. */
  readonly key: string;
  /** Connections more, or less. @default 0 */
  readonly connections?: number;
  /** Sources more, or less. @default 0 */
  readonly sources?: number;
  /** Listeners more, or less. @default 0 */
  readonly listeners?: number;
  /** Attempts to connect that were let through. @default 0 */
  readonly attempts?: number;
  /** Bursts of past audio that were sent. @default 0 */
  readonly bursts?: number;
  /** Bytes of these bursts. @default 0 */
  readonly burstBytes?: number;
}

/** A number of an {@link AddressChange}. */
export type AddressCount = Exclude<keyof AddressChange, 'key'>;

/** Those that last as long as their connection; the others are spent. */
export const LASTING_COUNTS = ['connections', 'sources', 'listeners'] as const satisfies readonly AddressCount[];

/** The way to the other processes whose connections, attempts, sources and bursts count too. */
export interface AddressPeers {
  /** Tells them what has changed here. */
  tell(change: AddressChange): void;
  /** Calls `apply` with each change of theirs, those included that came while this process started. */
  listen(apply: (change: AddressChange) => void): void;
}

/** Adds to a count, which is kept only while it is above 0. */
export function addCount(counts: Map<string, number>, key: string, change: number): void {
  const next = (counts.get(key) ?? 0) + change;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}
