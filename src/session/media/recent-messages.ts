/** Time for which messages are kept, in ms, to be sent again to whoever changes its way. */
export const RECENT_MS = 5_000;
/** Messages that are kept at most. */
export const RECENT_MESSAGES = 512;

/** A message of the session, in the form in which every peer can read it. */
export interface RecentMessage {
  readonly atMs: number;
  /** Protected; null where that cannot be. */
  protect(): Promise<Uint8Array | null>;
}

/** The messages of the last few seconds, oldest first. Time is an argument. */
export class RecentMessages {
  #messages: RecentMessage[] = [];

  add(message: RecentMessage): void {
    this.#messages.push(message);
    const { length } = this.#messages;
    const endMs = message.atMs - RECENT_MS;
    if (length > RECENT_MESSAGES || this.#messages[0]!.atMs < endMs)
      this.#messages = this.#messages.slice(-RECENT_MESSAGES).filter(({ atMs }) => atMs >= endMs);
  }

  /** Those that came at this time or later. */
  since(ms: number): readonly RecentMessage[] {
    return this.#messages.filter(({ atMs }) => atMs >= ms);
  }
}
