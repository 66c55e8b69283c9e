/** What a relay's journal has, by name. */
export const RELAY_EVENTS = [
  'source.on',
  'source.off',
  'source.replaced',
  'refused',
  'closed',
  'moved',
  'fallback.on',
  'fallback.off',
  'recording.on',
  'recording.rotated',
  'recording.failed',
  'recording.off',
  'administered',
  'node.on',
  'node.off',
  'cluster',
  'worker',
] as const;

/** One of {@link RELAY_EVENTS}. */
export type RelayEventName = (typeof RELAY_EVENTS)[number];

/** What has happened, as it is told to the journal. */
export interface NewEvent {
  readonly event: RelayEventName;
  /** Null for what concerns the whole relay. */
  readonly channel: string | null;
  readonly role?: 'source' | 'listener';
  /** Number of the connection. */
  readonly connection?: number;
  readonly address?: string;
  /** Key or token that it was granted for; of `administered` who has done it. */
  readonly subject?: string;
  /** Error code, or one word. */
  readonly reason?: string;
  readonly message?: string;
  /** Of `administered`: what was asked for, and 200 or the status of the refusal. */
  readonly operation?: string;
  readonly status?: number;
  /** A file, a node, another channel: what it is about beside the channel. */
  readonly object?: string;
}

/** Something that has happened on a relay; plain JSON. */
export interface RelayEvent extends NewEvent {
  /** Never used twice, by no other node and after no restart. */
  readonly id: string;
  /** ms since 1970: the first time, where it has happened several times. */
  readonly atMs: number;
  /** ms since 1970: the last time. */
  readonly lastMs: number;
  /** How often it has happened within a minute of the time before. */
  readonly count: number;
  /** Node of the cluster that has noted it; absent for a relay that stands alone. */
  readonly node?: string;
}
