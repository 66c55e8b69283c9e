/** `pushToTalk`: heard while the button is held; `open`: always, but for silence; `off`: never. */
export const TALK_MODES = ['pushToTalk', 'open', 'off'] as const;
/** An entry of {@link TALK_MODES}. */
export type TalkMode = (typeof TALK_MODES)[number];

/** A word is not cut off: so long after the button was let go the microphone stays open. */
const RELEASE_MS = 250;

/** Whether this peer's microphone is sent. Sans-I/O: time is an argument, in ms. */
export class Talk {
  #mode: TalkMode;
  #isHeld = false;
  #releasedMs = Number.NEGATIVE_INFINITY;

  constructor(mode: TalkMode = 'pushToTalk') {
    this.#mode = mode;
  }

  get mode(): TalkMode {
    return this.#mode;
  }

  /** Changes the mode; a button that is held stays held. */
  setMode(mode: TalkMode): void {
    this.#mode = mode;
  }

  /** Whether the button is held. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** The button was pressed. */
  press(): void {
    this.#isHeld = true;
  }

  /** The button was let go; of one that is not held nothing happens. */
  release(nowMs: number): void {
    if (this.#isHeld) this.#releasedMs = nowMs;
    this.#isHeld = false;
  }

  /** Whether the microphone is open now. */
  isOpen(nowMs: number): boolean {
    if (this.#mode !== 'pushToTalk') return this.#mode === 'open';
    return this.#isHeld || nowMs - this.#releasedMs < RELEASE_MS;
  }
}
