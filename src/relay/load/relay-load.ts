import type { CodecError } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { RelayLimits } from '../limits.js';
import type { RelayOptions } from '../relay-options.js';
import { type Join, JoinQueue } from './join-queue.js';
import { LoadMeter, type LoadStats } from './load-meter.js';

/** A relay with fewer connections is never full: whatever keeps its process busy, it is not them. */
const LIGHT_CONNECTIONS = 100;

/** What the load of a relay is measured with. */
export interface RelayLoadOptions {
  /** Times the ticks and the waits of those who come. */
  readonly clock: Clock;
  /** Of these: when the relay is full, and how connections come in. */
  readonly limits: RelayLimits;
  /** Numbers in [0, 1): they spread the times at which those who were refused come back. */
  readonly random: () => number;
}

/** The state of a relay's process; plain JSON. */
export interface RelayLoadStats extends LoadStats {
  /** Connections that wait to come in. */
  readonly joining: number;
}

/** How much of its process a relay has left, and who comes in. */
export class RelayLoad {
  readonly #meter: LoadMeter;
  readonly #joins: JoinQueue;

  constructor(options: RelayLoadOptions, { busyShare, alternative }: Pick<RelayOptions, 'busyShare' | 'alternative'>) {
    this.#meter = new LoadMeter(options.limits, options.clock.nowMs(), busyShare ?? null);
    this.#joins = new JoinQueue({ ...options, ...(alternative && { alternative }), level: () => this.#meter.level });
  }

  get stats(): RelayLoadStats {
    return { ...this.#meter.stats, joining: this.#joins.size };
  }

  /** Whether load is to be taken off where listeners allow it. */
  get isHigh(): boolean {
    return this.#meter.level !== 'normal';
  }

  /** Whether nobody new comes in. */
  get isFull(): boolean {
    return this.#meter.level === 'full';
  }

  /** A tick of the relay has come. @param connections all that it has */
  tick(nowMs: number, connections: number): void {
    this.#meter.tick(nowMs, connections < LIGHT_CONNECTIONS);
  }

  /** Lets a connection in at once, or after a wait, or refuses it. */
  admit(join: Join): void {
    this.#joins.enter(join);
  }

  /** The relay is closing: whoever waits is refused with an error of its own. */
  close(error: () => CodecError): void {
    this.#joins.close(error);
  }
}
