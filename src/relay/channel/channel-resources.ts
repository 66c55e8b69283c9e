import type { RingBudget } from './ring-budget.js';

/** What the channels of one relay share. */
export interface ChannelResources {
  /** Makes the secret of a stream, with which its source continues it after a reconnect: 32 hex digits. */
  readonly createSecret: () => string;
  /** ms since 1970. */
  readonly wallMs: () => number;
  /** Memory of all past audio. */
  readonly ringBudget: RingBudget;
}
