import type { LossyLinkCounters } from '../ports/lossy-link.js';
import { Counters } from './counters.js';

/** Counters of one lossy link, counted up in place. */
export class LossyCounters extends Counters implements LossyLinkCounters {
  droppedMessages = 0;
  damagedMessages = 0;

  /** Counts one message that `send` has dropped. */
  dropped(): false {
    this.droppedMessages++;
    return false;
  }

  /** Counts something that has arrived and is no message. */
  damaged(): void {
    this.damagedMessages++;
  }
}
