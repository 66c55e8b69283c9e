/** Share of the time that a player may be slower than the stream without being behind; what it was behind is forgotten at this rate. */
const TOLERANCE = 0.05;
/** A report excuses late pings until this many intervals after it. */
const FRESH_INTERVALS = 1.5;
/** Reports further apart than this many intervals and a message are not compared: the listener may have paused. */
const MAX_GAP_INTERVALS = 1.5;
/** Share of live pace from which a player that holds much unplayed is waited for. */
const MIN_WAITED_PACE = 0.25;
/** What comes sooner after the last report than this share of the interval is ignored. */
const MIN_GAP_INTERVALS = 0.5;

/** A moment at which a listener has stated how far it has played. */
interface PlayedReport {
  readonly atMs: number;
  /** Next frame that it plays. */
  readonly frame: number;
  /** Index after the last frame that it had been sent. */
  readonly sentFrame: number;
  /** Audio that it was sent and has not played, in ms. */
  readonly unplayedMs: number;
}

/**
 * How far a listener's player has fallen behind, from the frames that it reports. How much audio it holds does not matter,
 * since that is its choice: what counts is by how much less it has played than time has passed while it had audio to play,
 * and by no more than what it holds has grown. So neither a large buffer nor a source that pauses, or sends less than its
 * audio lasts, makes a listener slow. Time is an argument.
 */
export class PlaybackLag {
  #intervalMs: number;
  #last: PlayedReport | null = null;
  #behindMs = 0;
  /** It has played as fast as is waited for, by its last report. */
  #isMoving = true;

  /** @param intervalMs time between two reports that the listener was asked for */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** How far the player has fallen behind, in ms; null where it has not reported, or not lately. */
  behindMs(nowMs: number): number | null {
    const isFresh = this.#last !== null && nowMs - this.#last.atMs <= FRESH_INTERVALS * this.#intervalMs;
    return isFresh ? this.#behindMs : null;
  }

  /**
   * Audio that it was sent and has not played and that is waited for, in ms, by its last report: 0 where it has not
   * reported, or not lately, or hardly plays at all.
   * @param sentFrame index after the last frame that it was sent
   */
  waitedForMs(sentFrame: number, frameMs: number, nowMs: number): number {
    return this.behindMs(nowMs) === null || !this.#isMoving ? 0 : (sentFrame - this.#last!.frame) * frameMs;
  }

  /** Audio between what it was last sent and what it plays, in ms as of its last report; null before one. */
  get unplayedMs(): number | null {
    return this.#last?.unplayedMs ?? null;
  }

  /**
   * Takes a report. One of a frame that was not sent or lies before the last, and one that comes too soon, is ignored.
   * @param frame next frame that the listener plays
   * @param sentFrame index after the last frame that it was sent
   * @param frameMs duration of a frame
   * @param messageMs duration of a message: with no more than this left, it waits for audio
   * @returns how far it has fallen behind, in ms; null for a report that is ignored
   */
  report(frame: number, sentFrame: number, frameMs: number, messageMs: number, nowMs: number): number | null {
    const last = this.#last;
    if (frame > sentFrame || (last && frame < last.frame)) return null;
    const elapsedMs = last ? nowMs - last.atMs : 0;
    if (last && elapsedMs < MIN_GAP_INTERVALS * this.#intervalMs) return null;
    const unplayedMs = (sentFrame - frame) * frameMs;
    const isComparable = last !== null && elapsedMs <= MAX_GAP_INTERVALS * this.#intervalMs + messageMs;
    const hadAudio = isComparable && Math.min(last.unplayedMs, unplayedMs) > messageMs;
    // A player that falls behind has more and more unplayed: where the source sends less than it needs, it has not. One that
    // stands still is behind, also where it is sent nothing for that reason.
    const maxLostMs = last && frame > last.frame ? unplayedMs - last.unplayedMs : elapsedMs;
    // One that is sent nothing comes nearer with whatever it plays.
    const isCatchingUp = hadAudio && sentFrame === last.sentFrame && frame > last.frame;
    const lostMs = hadAudio ? Math.min(elapsedMs * (1 - TOLERANCE) - (frame - last.frame) * frameMs, maxLostMs) : 0;
    // One that has played all it was sent has caught up.
    this.#behindMs = hadAudio ? Math.max(0, this.#behindMs + (isCatchingUp ? Math.min(0, lostMs) : lostMs)) : 0;
    this.#isMoving = !last || (frame - last.frame) * frameMs >= MIN_WAITED_PACE * elapsedMs;
    this.#last = { atMs: nowMs, frame, sentFrame, unplayedMs };
    return this.#behindMs;
  }

  /** The listener is asked for a report after another time from now on. */
  setInterval(intervalMs: number): void {
    this.#intervalMs = intervalMs;
  }

  /** Another stream begins: what was reported is of the one before. */
  restart(): void {
    this.#last = null;
    this.#behindMs = 0;
    this.#isMoving = true;
  }
}
