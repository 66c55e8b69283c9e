import type { BusMessage, BusPosition, ChannelRecall, ClusterBus } from '../../ports/cluster-bus.js';

/** Live messages that wait while those before them are recalled; what exceeds it is recalled as well. */
const MAX_WAITING = 1024;

/** Where a feed's messages go; must not throw. */
export interface FeedTarget {
  /** What is retained, at first and after messages were lost on the way; some of it may have come before. */
  onRecall(recall: ChannelRecall): void;
  /** The next message, in order. */
  onMessage(message: BusMessage): void;
  /** The source has gone. */
  onReleased(): void;
}

/**
 * A channel of another node: what is retained first, then what comes, in order and each once. What is lost on the way is
 * recalled before what follows is passed on.
 */
export class ChannelFeed {
  readonly #bus: ClusterBus;
  readonly #channel: string;
  readonly #target: FeedTarget;
  readonly #unsubscribe: () => void;
  /** Of the newest message that was passed on. */
  #last: BusPosition | null = null;
  #waiting: BusMessage[] = [];
  /** Newest term whose owner and past are known. */
  #knownTerm = 0;
  #releasedTerm = 0;
  #recalling: Promise<void> | null = null;
  #mustRecall = false;
  #isClosed = false;

  constructor(bus: ClusterBus, channel: string, target: FeedTarget) {
    this.#bus = bus;
    this.#channel = channel;
    this.#target = target;
    this.#unsubscribe = bus.subscribe(channel, {
      onMessage: (message) => this.#onMessage(message),
      onGap: () => this.recall(),
      onReleased: (term) => this.#onReleased(term),
    });
    this.recall();
  }

  /** Settles when nothing is being recalled; never rejects. */
  async caughtUp(): Promise<void> {
    while (this.#recalling) await this.#recalling;
  }

  /** Whether something is being recalled. */
  get isBehind(): boolean {
    return this.#recalling !== null;
  }

  /** Asks for what is retained behind the last message. */
  recall(): void {
    if (this.#isClosed) return;
    this.#mustRecall = true;
    this.#recalling ??= this.#recallAll().finally(() => {
      this.#recalling = null;
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unsubscribe();
  }

  async #recallAll(): Promise<void> {
    let hasRetried = false;
    while (this.#mustRecall && !this.#isClosed) {
      this.#mustRecall = false;
      let recall: ChannelRecall;
      try {
        recall = await this.#bus.recall(this.#channel, this.#last);
      } catch {
        // The bus has gone; whoever watches its nodes recalls when it is back.
        break;
      }
      if (this.#isClosed) return;
      this.#pass(recall);
      // What came meanwhile may lack its first messages; the bus had all of them by then.
      if (!hasRetried && this.#waiting.some((message) => this.#lacksBefore(message))) {
        hasRetried = true;
        this.#mustRecall = true;
      }
    }
    this.#passWaiting();
  }

  #pass(recall: ChannelRecall): void {
    for (const { term, number } of recall.messages)
      if (isBehind({ term, number }, this.#last)) this.#last = { term, number };
    this.#knownTerm = recall.term;
    const isReleased = !recall.isHeld || this.#releasedTerm >= recall.term;
    this.#target.onRecall({ ...recall, isHeld: !isReleased });
  }

  #passWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#deliver(message);
    if (this.#last && this.#releasedTerm >= this.#last.term) this.#target.onReleased();
  }

  #onMessage(message: BusMessage): void {
    if (!this.#recalling && (message.term > this.#knownTerm || this.#lacksBefore(message))) this.recall();
    if (!this.#recalling) this.#deliver(message);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(message);
    else this.#mustRecall = true;
  }

  /** Whether messages between the last one and this are missing. The bus does not tell of those before the first. */
  #lacksBefore({ term, number }: BusMessage): boolean {
    return this.#last !== null && term === this.#last.term && number > this.#last.number + 1;
  }

  #deliver(message: BusMessage): void {
    if (this.#isClosed || !isBehind(message, this.#last)) return;
    this.#last = { term: message.term, number: message.number };
    this.#target.onMessage(message);
  }

  #onReleased(term: number): void {
    this.#releasedTerm = term;
    if (!this.#recalling && !this.#isClosed) this.#target.onReleased();
  }
}

const isBehind = (position: BusPosition, last: BusPosition | null): boolean =>
  last === null || position.term > last.term || (position.term === last.term && position.number > last.number);
