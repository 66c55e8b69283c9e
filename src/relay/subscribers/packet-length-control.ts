import { PRESETS } from '../../core/latent/presets.js';
import type { PacketLengthRequest } from '../../core/wire/hello.js';

/** Lengths at which a step ends, in rising order. */
const STEPS: readonly number[] = Object.values(PRESETS);

/**
 * How many latent frames a subscriber wants in each message: as it has asked, or more, step by step, while it lags and
 * where it allows it. Longer messages cost it delay alone, and save up to half of the bytes on the wire.
 */
export class PacketLengthControl {
  /** 1..128; undefined where the subscriber has not asked. */
  #requested: number | undefined;
  /** Most frames that it allows, 1..128; undefined where its messages must not be lengthened. */
  #max: number | undefined;
  /** Frames in the source's packets, 1..128: lengthening to fewer is no step. */
  #streamFrames = 1;
  /** 1..128; undefined while it is sent what it has asked for. */
  #lengthened: number | undefined;

  constructor(request: PacketLengthRequest) {
    this.setRequest(request);
  }

  /** Frames wanted in each message now; undefined where the subscriber has stated nothing. */
  get frames(): number | undefined {
    return this.#lengthened ?? this.#requested ?? (this.#max === undefined ? undefined : 1);
  }

  get maxFrames(): number | undefined {
    return this.#max;
  }

  get isLengthened(): boolean {
    return this.#lengthened !== undefined;
  }

  /** Whether a step to longer messages is possible. */
  get canLengthen(): boolean {
    return this.#max !== undefined && this.#present < this.#max;
  }

  /**
   * The subscriber asks for other lengths; what it does not state stays as it was. Messages that were lengthened stay so
   * within its bounds.
   */
  setRequest({ framesPerMessage, maxFramesPerMessage }: PacketLengthRequest): void {
    this.#requested = framesPerMessage ?? this.#requested;
    const max = maxFramesPerMessage ?? this.#max;
    this.#max = max === undefined ? undefined : Math.max(max, this.#requested ?? 1);
    this.#settle();
  }

  /** Frames in each packet of the stream that begins, 1..128. */
  setStreamFrames(frames: number): void {
    this.#streamFrames = frames;
    this.#settle();
  }

  /** One step to longer messages. @returns whether one was possible */
  lengthen(): boolean {
    const present = this.#present;
    if (this.#max === undefined || present >= this.#max) return false;
    this.#lengthened = Math.min(this.#max, STEPS.find((frames) => frames > present) ?? this.#max);
    return true;
  }

  /** One step back to what was asked for. @returns whether one was possible */
  shorten(): boolean {
    const present = this.#lengthened;
    if (present === undefined) return false;
    this.#lengthened = STEPS.filter((frames) => frames < present).at(-1) ?? 1;
    this.#settle();
    return true;
  }

  /** Frames in each message as they are sent. */
  get #present(): number {
    return Math.max(this.frames ?? 1, this.#streamFrames);
  }

  /** Within the subscriber's bounds; lengths that it has without being lengthened are none. */
  #settle(): void {
    const lengthened = Math.min(this.#lengthened ?? 1, this.#max ?? 1);
    const isLonger = lengthened > Math.max(this.#requested ?? 1, this.#streamFrames);
    this.#lengthened = isLonger ? lengthened : undefined;
  }
}
