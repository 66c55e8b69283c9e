import type { Clock } from '../../../ports/clock.js';
import { type NatsLink, prepareNats } from './nats-link.js';
import type { NatsTiming } from './nats-options.js';
import type { Subjects } from './subjects.js';

/** What a {@link NatsWatch} needs of its bus. */
export interface NatsWatchOptions {
  /** The servers. */
  readonly link: NatsLink;
  /** Names on them. */
  readonly subjects: Subjects;
  /** This node's name. */
  readonly node: string;
  /** Monotonic time. */
  readonly clock: Clock;
  /** How soon a node is missed. */
  readonly timing: Required<NatsTiming>;
  /** The connection is back before this node was missed. @param isEmptied whether the servers have lost what they had */
  readonly onUp: (isEmptied: boolean) => void;
  /** The node is cut off. */
  readonly onAway: (why: string) => void;
  /** It is not any more. */
  readonly onBack: () => void;
  /** For people. */
  readonly onNote: (line: string) => void;
}

/**
 * Whether this node is part of the cluster: it has a connection to a server, and its lease can be written, for which most
 * of the servers must agree.
 */
export class NatsWatch {
  readonly #o: NatsWatchOptions;
  #createdAt = '';
  #isUp = true;
  #isAway = false;
  #isPreparing = false;
  #isRenewing = false;
  #renewedMs = 0;
  #askedMs = 0;
  #cancelDown: () => void = () => {};
  #isStarted = false;
  #isClosed = false;

  constructor(options: NatsWatchOptions) {
    this.#o = options;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** @param onClosed the connection has been given up */
  start(onClosed: () => void): void {
    this.#isStarted = true;
    this.#renewedMs = this.#o.clock.nowMs();
    void this.#creation().then((at) => {
      this.#createdAt = at ?? '';
    });
    void this.#follow(onClosed);
  }

  tick(): void {
    const { clock, timing } = this.#o;
    const now = clock.nowMs();
    if (this.#isUp && !this.#isRenewing && now - this.#askedMs >= timing.cutOffMs / 6) void this.#renew();
    if (!this.#isAway && now - this.#renewedMs > timing.cutOffMs)
      this.#goAway(`most of the NATS servers have not answered for ${Math.round(now - this.#renewedMs)} ms`);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelDown();
  }

  async #follow(onClosed: () => void): Promise<void> {
    for await (const { type } of this.#o.link.connection.status()) {
      if (this.#isClosed) return;
      if (type === 'disconnect') this.#onDown();
      else if (type === 'reconnect') await this.#onUp();
    }
    if (!this.#isClosed) onClosed();
  }

  #onDown(): void {
    const { clock, timing, onNote } = this.#o;
    if (!this.#isUp) return;
    this.#isUp = false;
    onNote('the connection to the NATS server is lost; another is tried');
    this.#cancelDown = clock.schedule(timing.goneMs, () => this.#goAway('no NATS server can be reached'));
  }

  async #onUp(): Promise<void> {
    this.#isUp = true;
    this.#cancelDown();
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    const { link, subjects, onNote, onUp } = this.#o;
    // Servers that have restarted may lack what they kept in memory.
    for (let isDone = false; !isDone && !this.#isClosed && this.#isUp; ) {
      try {
        await prepareNats(link.connection, subjects, link.replicas, link.domain);
        isDone = true;
      } catch {
        await new Promise<void>((resolve) => setTimeout(resolve, 500));
      }
    }
    this.#isPreparing = false;
    if (this.#isClosed || !this.#isUp) return;
    const createdAt = await this.#creation();
    const isEmptied = createdAt !== null && createdAt !== this.#createdAt;
    this.#createdAt = createdAt ?? this.#createdAt;
    onNote(`connected to the NATS server ${link.connection.getServer()} again`);
    if (!this.#isAway) onUp(isEmptied);
    else await this.#renew(isEmptied);
  }

  /** When what the cluster keeps was made; null where that cannot be learnt now. */
  async #creation(): Promise<string | null> {
    try {
      const { streamInfo } = await this.#o.link.claims.status();
      return String(streamInfo.created);
    } catch {
      return null;
    }
  }

  async #renew(isEmptied = false): Promise<void> {
    const { link, clock, node, onUp, onBack, onNote } = this.#o;
    this.#isRenewing = true;
    this.#askedMs = clock.nowMs();
    try {
      await link.streams.put(`lease.${node.replaceAll('.', '=')}`, '');
      this.#renewedMs = clock.nowMs();
      if (this.#isAway && this.#isUp && !this.#isClosed) {
        this.#isAway = false;
        onNote('back in the cluster');
        if (isEmptied) onUp(true);
        onBack();
      }
    } catch {
      // Tried again; too long without it is being cut off.
    } finally {
      this.#isRenewing = false;
    }
  }

  #goAway(why: string): void {
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    this.#o.onNote(`cut off from the cluster: ${why}; listeners here keep the sources that are here`);
    this.#o.onAway(why);
  }
}
