import type { RelayedSourceState } from '../../core/wire/hello.js';
import type { Clock } from '../../ports/clock.js';

/**
 * What a listener knows of the source of its channel:
 *
 * - `unknown`: no connection stands, or the relay has not answered yet
 * - `waiting`: the channel has had no source so far
 * - `live`: audio arrives, or is about to
 * - `stalled`: the source counts as connected, and no audio has arrived for longer than its packets explain
 * - `gone`: its connection was lost before it has ended the stream; it may come back
 * - `ended`: it has ended the stream; another stream may follow
 */
export type SourceState = 'unknown' | 'waiting' | 'stalled' | RelayedSourceState;

/** Time by which a packet may be late before the stream counts as stalled. */
const STALL_SLACK_MS = 800;
/** A thread that was busy for long reads first what has arrived meanwhile. */
const READ_FIRST_MS = 50;
/** Refresh interval of a silence, as sources have it by default. */
const SILENCE_REFRESH_MS = 1000;

/**
 * Follows what happens on a receiver's connection and derives the {@link SourceState}. After a packet the next one is
 * due when as much time has passed as the packet covers; a silence that continues is refreshed once a second, or as
 * rarely as its packets so far.
 */
export class SourceWatch {
  readonly #clock: Clock;
  readonly #onChange: (state: SourceState) => void;
  #state: SourceState = 'unknown';
  #cancelTimer: (() => void) | null = null;
  #isClosed = false;
  /** Time that the packets of a continuing silence cover, at most, so far; ≥ 1000. */
  #silenceMs = SILENCE_REFRESH_MS;

  /** @param onChange called after every change, not before */
  constructor(clock: Clock, onChange: (state: SourceState) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get state(): SourceState {
    return this.#state;
  }

  /** No connection stands any more. */
  disconnected(): void {
    this.#set('unknown');
  }

  /** The relay has answered to everything that it was sent; no hello has come on this connection. */
  answered(): void {
    if (this.#state === 'unknown') this.#set('waiting');
  }

  /**
   * A stream has begun, has come back, or its source has gone.
   * @param state undefined from a relay that does not state it
   * @param packetMs time that a packet of the stream covers
   */
  hello(state: RelayedSourceState | undefined, packetMs: number): void {
    if (state === undefined || state === 'live') this.#alive(packetMs);
    else this.#set(state);
  }

  /** A packet of audio or silence has arrived. @param ms time that it covers */
  arrived(ms: number, continuesSilence: boolean): void {
    if (continuesSilence) this.#silenceMs = Math.max(this.#silenceMs, ms);
    // What a relay repeats of a stream that has ended, or whose source has gone, brings no source back.
    if (this.#state === 'ended' || this.#state === 'gone') return;
    this.#alive(continuesSilence ? this.#silenceMs : ms);
  }

  /** The relay sends packets of another length from now on. @param packetMs time that each covers */
  repacked(packetMs: number): void {
    if (this.#state === 'live') this.#alive(packetMs);
  }

  ended(): void {
    this.#set('ended');
  }

  /** Reports no more. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #cancel(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #alive(nextMs: number): void {
    this.#set('live');
    if (this.#isClosed) return;
    this.#cancelTimer = this.#clock.schedule(nextMs + STALL_SLACK_MS, () => {
      this.#cancelTimer = this.#clock.schedule(READ_FIRST_MS, () => this.#set('stalled'));
    });
  }

  #set(state: SourceState): void {
    if (this.#isClosed) return;
    this.#cancel();
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state);
  }
}
