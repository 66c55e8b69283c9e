import { requireInteger } from '../../core/errors.js';

/** Speakers that are heard at once at most. */
export const MAX_SPEAKERS = 3;

/** Somebody who has sent nothing for this time speaks no more. */
const SILENT_MS = 1000;
/** A speaker is replaced only by one who is louder by this much. */
const HYSTERESIS_DB = 6;
/** And not before this time has passed since it began. */
const MIN_MS = 800;

interface Speaker {
  /** Of its last packets, smoothed. */
  levelDb: number;
  lastMs: number;
  /** Since when it is heard, in ms; undefined where it is not. */
  heardSinceMs: number | undefined;
}

/**
 * Who is heard of those who speak: the first ones, up to {@link MAX_SPEAKERS}. A further one takes the place of the
 * quietest where it is clearly louder, so that nobody is cut off by a breath. Silence is not sent, so that whoever sends
 * speaks. Sans-I/O: time is an argument.
 */
export class SpeakerSelection {
  readonly #max: number;
  readonly #speakers = new Map<string, Speaker>();

  /** @param max 1..16 */
  constructor(max = MAX_SPEAKERS) {
    this.#max = requireInteger('max', max, 1, 16);
  }

  /** A packet of somebody's voice has come, of this level in dB below full scale. @returns whether it is to be played */
  heard(id: string, levelDb: number, nowMs: number): boolean {
    this.#expire(nowMs);
    const speaker = this.#speakers.get(id) ?? { levelDb, lastMs: nowMs, heardSinceMs: undefined };
    speaker.levelDb += 0.3 * (levelDb - speaker.levelDb);
    speaker.lastMs = nowMs;
    this.#speakers.set(id, speaker);
    if (speaker.heardSinceMs !== undefined) return true;
    const active = [...this.#speakers.values()].filter(({ heardSinceMs }) => heardSinceMs !== undefined);
    if (active.length >= this.#max) {
      const quietest = active
        .filter(({ heardSinceMs }) => nowMs - heardSinceMs! >= MIN_MS)
        .reduce<Speaker | undefined>(
          (least, other) => (least && least.levelDb <= other.levelDb ? least : other),
          undefined,
        );
      if (!quietest || speaker.levelDb < quietest.levelDb + HYSTERESIS_DB) return false;
      quietest.heardSinceMs = undefined;
    }
    speaker.heardSinceMs = nowMs;
    return true;
  }

  /** Ids of those who are heard, in the order in which they began. */
  speakers(nowMs: number): string[] {
    this.#expire(nowMs);
    return [...this.#speakers]
      .filter(([, { heardSinceMs }]) => heardSinceMs !== undefined)
      .sort(([, a], [, b]) => a.heardSinceMs! - b.heardSinceMs!)
      .map(([id]) => id);
  }

  /** Somebody has left. */
  remove(id: string): void {
    this.#speakers.delete(id);
  }

  #expire(nowMs: number): void {
    for (const [id, { lastMs }] of this.#speakers) if (nowMs - lastMs > SILENT_MS) this.#speakers.delete(id);
  }
}
