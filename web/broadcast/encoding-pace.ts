import type { BroadcastFigures } from 'latentcast/browser';

/** A packet takes longer to encode than it lasts, or sound waits for other work of the machine. */
export interface SlowEncoding {
  /** Audio in a packet. */
  readonly packetMs: number;
  /** Time that one takes to encode, over the last seconds. */
  readonly encodeMs: number;
  /** Captured sound that waits to be encoded, beyond the packet that fills up. */
  readonly waitingMs: number;
}

/** Time over which packets are measured: a single slow one, as when a tab is opened, is none yet. */
const WINDOW_MS = 4000;
/** How long encoding must have been too slow before that is shown. */
const SLOW_FOR_MS = 2000;
/** How long it must have been fast enough before that is no longer shown. */
const WELL_FOR_MS = 6000;
/** Time to encode a packet, of its length, below which there is enough to spare. */
const WELL_SHARE = 0.8;
/** Change of the time to encode a packet, of its length, that is shown. */
const SHOWN_STEP = 0.25;
/** Captured audio beyond a packet's length that waits while the machine computes something else. */
const BEHIND_MS = 1500;

type Measures = Pick<BroadcastFigures, 'packetMs' | 'encodedMs' | 'encodingMs' | 'bufferMs'>;

/** Tells from a broadcaster's figures whether the machine encodes as fast as sound comes, and does not flicker between both. */
export class EncodingPace {
  #samples: (Measures & { readonly nowMs: number })[] = [];
  #slow: SlowEncoding | null = null;
  /** Since when the measurement has contradicted what is shown; null while it does not. */
  #changingSinceMs: number | null = null;

  /** @param nowMs of a clock that does not jump. @returns null while encoding is fast enough */
  update(nowMs: number, figures: Measures): SlowEncoding | null {
    this.#samples = this.#samples.filter((sample) => nowMs - sample.nowMs <= WINDOW_MS);
    this.#samples.push({ ...figures, nowMs });
    const { packetMs } = figures;
    const share = this.#share(figures);
    const isBehind = figures.bufferMs > packetMs + BEHIND_MS;
    const measured = { packetMs, encodeMs: share * packetMs, waitingMs: Math.max(0, figures.bufferMs - packetMs) };
    const isContradicted = this.#slow ? share < WELL_SHARE && !isBehind : share > 1 || isBehind;
    if (!isContradicted) this.#changingSinceMs = null;
    else this.#changingSinceMs ??= nowMs;
    const holdMs = this.#slow ? WELL_FOR_MS : SLOW_FOR_MS;
    if (this.#changingSinceMs !== null && nowMs - this.#changingSinceMs >= holdMs) {
      this.#changingSinceMs = null;
      this.#slow = this.#slow ? null : measured;
    } else if (this.#slow && differs(this.#slow, measured)) this.#slow = measured;
    return this.#slow;
  }

  /** Time to encode a second of audio, in seconds, over the window; 0 before two packets were encoded in it. */
  #share({ packetMs, encodedMs, encodingMs }: Measures): number {
    const [from] = this.#samples;
    const audioMs = encodedMs - from!.encodedMs;
    return audioMs >= Math.min(2 * packetMs, WINDOW_MS / 2) ? (encodingMs - from!.encodingMs) / audioMs : 0;
  }
}

/** Whether what is shown would be: a text that changes all the time is read out all the time. */
const differs = (shown: SlowEncoding, measured: SlowEncoding): boolean =>
  Math.abs(measured.encodeMs - shown.encodeMs) > SHOWN_STEP * shown.packetMs ||
  shown.encodeMs > shown.packetMs !== measured.encodeMs > measured.packetMs;
