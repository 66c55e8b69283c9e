import { CodecError } from '../../core/errors.js';
import type { ListenerHello } from '../../core/wire/hello.js';

/** Streams of a channel that a node remembers. */
const MAX_KNOWN = 32;
/** A listener that was refused comes back after this, or goes to another node. */
const RETRY_MS = 2000;

/**
 * The streams that a node has known of a channel, newest last. A node that has no claim of its source, because it is cut off
 * or comes back just now, may have an older stream than the others: a listener that comes from one of them, and has been
 * sent a stream that is not known here, must not be sent that older one behind it.
 */
export class KnownStreams {
  readonly #epochs = new Set<number>();

  /** The channel has this stream now. */
  saw(epoch: number | undefined): void {
    if (epoch === undefined || this.#epochs.has(epoch)) return;
    this.#epochs.add(epoch);
    const [oldest] = this.#epochs;
    if (this.#epochs.size > MAX_KNOWN) this.#epochs.delete(oldest!);
  }

  /**
   * For a listener that comes while the node has no claim.
   * @param from what it was sent last
   * @throws CodecError CHANNEL_LIMIT where that is of a stream which this node has never had
   */
  require(from: ListenerHello['from']): void {
    if (from === undefined || this.#epochs.size === 0 || this.#epochs.has(from.epoch)) return;
    throw new CodecError(
      'CHANNEL_LIMIT',
      `the node is cut off from its cluster, and does not know the stream ${from.epoch} that the listener comes from: it may be newer than the one here`,
      { retryAfterMs: RETRY_MS },
    );
  }
}
