/**
 * Acts for a channel where its source is away, or where nobody listens any more: another channel in its place, or a source
 * that is there on demand.
 */
export interface ChannelCompanion {
  /**
   * Called every tick, when the source leaves or ends its stream, and with its messages while another stream plays in its
   * place. Must not throw.
   */
  update(nowMs: number): void;
  /** Whether what it makes play is being made ready, and will soon be there. @default false */
  readonly isAwaited?: boolean;
  /** Ends what it does. May be called twice; must not throw. */
  close(nowMs: number): void;
}
