import type { ListenerHello } from '../../core/wire/hello.js';
import { encodePacket, MAX_PLANES } from '../../core/wire/packet.js';
import type { Connection } from '../../ports/transport.js';
import type { RelayLimits } from '../limits.js';
import type { ThinnedMessage } from './thinned.js';

/** What a check of a listener's lag asks of the room. */
export type Verdict = 'keep' | 'evict';

/** A step up that failed makes the next wait twice as long, up to this. */
const MAX_RECOVER_MS = 300_000;
const NO_CONTEXT = { bytesPerFramePlane: 1 };

/**
 * One listener of a room and how far it lags.
 *
 * The lag is the round trip of an application ping, which queues behind the audio in every buffer on the way; while a
 * pong is owed, it is at least that ping's age. A listener that lags is sent fewer planes (`thinLagMs`), then no audio
 * until it has caught up (`skipLagMs`), and is given up only when it has not answered at all for `evictAfterMs`.
 */
export class Listener {
  readonly connection: Connection;
  readonly #limits: RelayLimits;
  /** Plays in stereo. */
  readonly #wantsSpatialParameters: boolean;
  #requestedPlanes: number;
  /** What is requested, or the stream's planes where it has fewer: a step down from planes that are not there is none. */
  #wantedPlanes: number;
  #planes: number;
  #skipping = false;
  /** Frames before this one are not wanted: the listener has them. */
  cursor = 0;
  #streamPlanes = MAX_PLANES;
  #epoch: number | null = null;
  #token: number;
  #pingSentMs: number | null = null;
  #nextPingMs: number;
  #roundTripMs = 0;
  #lastStepMs: number;
  #recoverMs: number;
  #steppedUp = false;
  #sentAudio = 0;
  #sentAudioBytes = 0;
  #dropped = 0;

  constructor(
    connection: Connection,
    { planes, stereo }: Pick<ListenerHello, 'planes' | 'stereo'>,
    limits: RelayLimits,
    nowMs: number,
    random: () => number,
  ) {
    this.connection = connection;
    this.#limits = limits;
    this.#wantsSpatialParameters = stereo === true;
    this.#requestedPlanes = planes;
    this.#wantedPlanes = planes;
    this.#planes = planes;
    this.#token = Math.floor(random() * 2 ** 32);
    // Spread, so that ten thousand listeners that came at once are not pinged at once.
    this.#nextPingMs = nowMs + random() * limits.pingIntervalMs;
    this.#lastStepMs = nowMs;
    this.#recoverMs = limits.recoverAfterMs;
  }

  get planes(): number {
    return this.#planes;
  }

  /** Sends one audio message, thinned to what this listener gets, unless it has the frames or is being skipped. */
  offer(message: ThinnedMessage, firstFrame: number, frames: number): void {
    if (firstFrame + frames <= this.cursor) return;
    if (this.#skipping) {
      this.#dropped++;
      return;
    }
    const bytes = message.get(this.#planes, this.#wantsSpatialParameters);
    this.cursor = firstFrame + frames;
    this.#sentAudio++;
    this.#sentAudioBytes += bytes.length;
    this.connection.send(bytes);
  }

  /** A stream has come or come back; `cursor` is where a listener that had an earlier part of it goes on. */
  setStream(epoch: number, planes: number, cursor: number): void {
    if (this.#epoch !== epoch) this.cursor = cursor;
    this.#epoch = epoch;
    this.#streamPlanes = planes;
    this.setRequestedPlanes(this.#requestedPlanes);
  }

  /** The listener's own wish. One that is thinned for its lag goes down at once and up when it has caught up. */
  setRequestedPlanes(planes: number): void {
    const isThinned = this.#planes < this.#wantedPlanes;
    this.#requestedPlanes = planes;
    this.#wantedPlanes = Math.min(planes, this.#streamPlanes);
    this.#planes = isThinned ? Math.min(this.#planes, this.#wantedPlanes) : this.#wantedPlanes;
  }

  /** A pong of another token, late or made up, says nothing and is ignored. */
  onPong(token: number, nowMs: number): void {
    if (this.#pingSentMs === null || token !== this.#token) return;
    this.#roundTripMs = nowMs - this.#pingSentMs;
    this.#pingSentMs = null;
    const { thinLagMs, fastPingIntervalMs, pingIntervalMs } = this.#limits;
    const isBehind = this.#roundTripMs > thinLagMs || this.#skipping;
    this.#nextPingMs = nowMs + (isBehind ? fastPingIntervalMs : pingIntervalMs);
  }

  lagMs(nowMs: number): number {
    return this.#pingSentMs === null ? this.#roundTripMs : Math.max(this.#roundTripMs, nowMs - this.#pingSentMs);
  }

  /** Called every tick: pings when one is due and steps up or down. */
  check(nowMs: number): Verdict {
    const { evictAfterMs, thinLagMs, skipLagMs, thinStepMs } = this.#limits;
    if (this.#pingSentMs !== null && nowMs - this.#pingSentMs > evictAfterMs) return 'evict';
    const lagMs = this.lagMs(nowMs);
    if (lagMs > skipLagMs) this.#skipping = true;
    else if (lagMs < thinLagMs) this.#skipping = false;
    if (lagMs > thinLagMs) {
      if (this.#planes > 1 && nowMs - this.#lastStepMs >= thinStepMs) this.#stepDown(nowMs);
    } else if (
      lagMs <= thinLagMs / 2 &&
      this.#planes < this.#wantedPlanes &&
      nowMs - this.#lastStepMs >= this.#recoverMs
    ) {
      this.#planes++;
      this.#steppedUp = true;
      this.#lastStepMs = nowMs;
    }
    if (this.#pingSentMs === null && nowMs >= this.#nextPingMs) this.#ping(nowMs);
    return 'keep';
  }

  stats(nowMs: number): ListenerStats {
    const { counters } = this.connection;
    return {
      planes: this.#planes,
      wantedPlanes: this.#wantedPlanes,
      state: this.#skipping ? 'skipped' : this.#planes < this.#wantedPlanes ? 'thinned' : 'ok',
      lagMs: this.lagMs(nowMs),
      sentMessages: this.#sentAudio,
      droppedMessages: this.#dropped,
      audioBytes: this.#sentAudioBytes,
      wireBytes: counters.sentWireBytes,
    };
  }

  #stepDown(nowMs: number): void {
    // Stepping down right after a step up means that the link does not carry it: wait longer before the next try.
    const wasTrial = this.#steppedUp && nowMs - this.#lastStepMs < 2 * this.#recoverMs;
    this.#recoverMs = wasTrial ? Math.min(this.#recoverMs * 2, MAX_RECOVER_MS) : this.#limits.recoverAfterMs;
    this.#steppedUp = false;
    this.#planes = Math.ceil(this.#planes / 2);
    this.#lastStepMs = nowMs;
  }

  #ping(nowMs: number): void {
    this.#token = (this.#token + 1) >>> 0;
    this.#pingSentMs = nowMs;
    this.connection.send(encodePacket({ type: 'ping', token: this.#token }, NO_CONTEXT));
  }
}

export interface ListenerStats {
  readonly planes: number;
  readonly wantedPlanes: number;
  readonly state: 'ok' | 'thinned' | 'skipped';
  readonly lagMs: number;
  readonly sentMessages: number;
  /** Audio messages that were not sent because the listener lagged. */
  readonly droppedMessages: number;
  /** Audio messages' bytes, packet headers counted. */
  readonly audioBytes: number;
  readonly wireBytes: number;
}
