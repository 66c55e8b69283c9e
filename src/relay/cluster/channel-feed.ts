import type { Clock } from '../../ports/clock.js';
import type { BusMessage, BusPosition, ChannelRecall, ClusterBus } from '../../ports/cluster-bus.js';

/** Live messages that wait while those before them are recalled; what exceeds it is recalled as well. */
const MAX_WAITING = 1024;
/** After a recall that has failed, or that has found no source although its messages come. */
const RETRY_MS = 250;
/** Recalls that fail one after another before what came meanwhile is passed on without what they lack. */
const MAX_FAILURES = 8;
/** Recalls one after another because what waits lacks something. */
const MAX_REPEATS = 3;

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
 * recalled before what follows is passed on. What its node publishes when its claim has been ended is not passed on: it
 * comes with the next claim, or never, where another source has taken the channel.
 */
export class ChannelFeed {
  readonly #bus: ClusterBus;
  readonly #clock: Pick<Clock, 'schedule'>;
  readonly #channel: string;
  readonly #target: FeedTarget;
  readonly #unsubscribe: () => void;
  /** Of the newest message that was passed on. */
  #last: BusPosition | null = null;
  /** What has come while something was recalled: messages, and terms that were released, in order. */
  #waiting: (BusMessage | number)[] = [];
  /** Newest term whose owner and past are known. */
  #knownTerm = 0;
  #releasedTerm = 0;
  /** Whether the channel has a source, as far as is known. */
  #isHeld = true;
  #recalling: Promise<void> | null = null;
  #mustRecall = false;
  #isRetryDue = false;
  #isClosed = false;

  constructor(bus: ClusterBus, clock: Pick<Clock, 'schedule'>, channel: string, target: FeedTarget) {
    this.#bus = bus;
    this.#clock = clock;
    this.#channel = channel;
    this.#target = target;
    this.#unsubscribe = bus.subscribe(channel, {
      onMessage: (message) => this.#onMessage(message),
      onGap: () => this.recall(),
      onReleased: (term) => this.#onReleased(term),
    });
    this.recall();
  }

  /** Settles when nothing is being recalled, or after this time; never rejects. */
  async caughtUp(withinMs = Number.POSITIVE_INFINITY): Promise<void> {
    let isOver = false;
    const over = new Promise<void>((resolve) => {
      if (Number.isFinite(withinMs)) this.#clock.schedule(withinMs, resolve);
    }).then(() => {
      isOver = true;
    });
    while (this.#recalling && !isOver) await Promise.race([this.#recalling, over]);
  }

  /** Whether something is being recalled. */
  get isBehind(): boolean {
    return this.#recalling !== null;
  }

  /** Asks for what is retained behind the last message. */
  recall(): void {
    if (this.#isClosed) return;
    this.#mustRecall = true;
    this.#recalling ??= this.#recallAll();
  }

  /** The bus has gone: nothing comes until it is back, and whoever notices that recalls. */
  cutOff(): void {
    this.#release();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unsubscribe();
  }

  async #recallAll(): Promise<void> {
    let repeats = 0;
    let failures = 0;
    while (this.#mustRecall && !this.#isClosed) {
      this.#mustRecall = false;
      let recall: ChannelRecall;
      try {
        recall = await this.#bus.recall(this.#channel, this.#last);
      } catch {
        // Where the bus has gone, whoever watches its nodes recalls when it is back.
        if (!this.#bus.isConnected || ++failures === MAX_FAILURES) break;
        await new Promise<void>((resolve) => this.#clock.schedule(RETRY_MS, resolve));
        this.#mustRecall = true;
        continue;
      }
      if (this.#isClosed) break;
      this.#pass(recall);
      // What came meanwhile may lack its first messages; the bus had all of them by then.
      if (repeats < MAX_REPEATS && this.#waiting.some((entry) => typeof entry !== 'number' && this.#mustAsk(entry))) {
        repeats++;
        this.#mustRecall = true;
      }
    }
    this.#passWaiting();
    this.#recalling = null;
    if (this.#mustRecall) this.recall();
  }

  #pass(recall: ChannelRecall): void {
    for (const { term, number } of recall.messages)
      if (isBehind({ term, number }, this.#last)) this.#last = { term, number };
    this.#knownTerm = recall.term;
    this.#isHeld = recall.isHeld && this.#releasedTerm < recall.term;
    this.#target.onRecall({ ...recall, isHeld: this.#isHeld });
  }

  #passWaiting(): void {
    const waiting = this.#isClosed ? [] : this.#waiting;
    this.#waiting = [];
    for (const entry of waiting) {
      if (typeof entry !== 'number') this.#deliver(entry);
      else this.#released(entry);
    }
  }

  #onMessage(message: BusMessage): void {
    if (!this.#recalling && this.#mustAsk(message)) this.recall();
    if (!this.#recalling) this.#deliver(message);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(message);
    else this.#mustRecall = true;
  }

  /** Whether there is something to be known before this message. */
  #mustAsk(message: BusMessage): boolean {
    return message.term > this.#knownTerm || (this.#isHeld && this.#lacksBefore(message));
  }

  /** Whether messages between the last one and this are missing. The bus does not tell of those before the first. */
  #lacksBefore({ term, number }: BusMessage): boolean {
    if (term <= this.#releasedTerm) return false;
    return this.#last !== null && term === this.#last.term && number > this.#last.number + 1;
  }

  #deliver(message: BusMessage): void {
    if (this.#isClosed || !isBehind(message, this.#last)) return;
    // Of a node whose claim has been ended, and which does not know it yet.
    if (message.term <= this.#releasedTerm) return;
    if (!this.#isHeld && message.term <= this.#knownTerm) {
      this.#recallSoon();
      return;
    }
    this.#last = { term: message.term, number: message.number };
    this.#target.onMessage(message);
  }

  /** The node of the source was taken for gone, and is not. */
  #recallSoon(): void {
    if (this.#isRetryDue) return;
    this.#isRetryDue = true;
    this.#clock.schedule(RETRY_MS, () => {
      this.#isRetryDue = false;
      if (!this.#isHeld) this.recall();
    });
  }

  #onReleased(term: number): void {
    if (this.#recalling) this.#waiting.push(term);
    else this.#released(term);
  }

  /** A claim of this term is held no more; a newer one may be known already. */
  #released(term: number): void {
    this.#releasedTerm = Math.max(this.#releasedTerm, term);
    if (term >= Math.max(this.#knownTerm, this.#last?.term ?? 0)) this.#release();
  }

  #release(): void {
    if (this.#isClosed) return;
    this.#isHeld = false;
    this.#target.onReleased();
  }
}

const isBehind = (position: BusPosition, last: BusPosition | null): boolean =>
  last === null || position.term > last.term || (position.term === last.term && position.number > last.number);
