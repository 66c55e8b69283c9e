import { audioLayout, joinAudio, maxFramesPerMessage, type PacketContext } from '../../core/wire/packet.js';
import type { RingEntry } from './ring.js';

/** Takes each message of a {@link Repacker} in turn. */
export type RepackedSink = (entry: RingEntry) => void;

/**
 * Joins the messages of one stream to longer ones, without decoding: a message goes out as soon as it holds the wanted
 * number of frames. Only whole messages of the source are joined, so that what goes out may hold up to one message more.
 * Order and frames stay as they are: silence, a gap, another number of planes, and a message that is long enough by
 * itself send out first what is held.
 */
export class Repacker {
  /** 1 passes every message on as it is. */
  readonly framesPerMessage: number;
  readonly #context: PacketContext;
  readonly #sink: RepackedSink;
  #held: RingEntry[] = [];
  #heldFrames = 0;
  /** What is held as one message; null until it is asked for. */
  #joined: RingEntry | null = null;

  /**
   * @param framesPerMessage wanted frames in each message, 1..128
   * @param sink is handed each message, also those that are passed on as they are
   */
  constructor(framesPerMessage: number, context: PacketContext, sink: RepackedSink) {
    this.framesPerMessage = framesPerMessage;
    this.#context = context;
    this.#sink = sink;
  }

  /** Index of the first frame that is held; null where none is. */
  get heldFrom(): number | null {
    return this.#held[0]?.firstFrame ?? null;
  }

  /** What is held as one message, which stays held; null where nothing is. */
  get held(): RingEntry | null {
    if (this.#held.length > 0) this.#joined ??= this.#join();
    return this.#joined;
  }

  /** Takes the next message of the stream. */
  push(entry: RingEntry): void {
    const isPassedOn = entry.planes === 0 || entry.frames >= this.framesPerMessage;
    if (isPassedOn || !this.#fits(entry)) this.flush();
    if (isPassedOn) {
      this.#sink(entry);
      return;
    }
    this.#held.push(entry);
    this.#heldFrames += entry.frames;
    this.#joined = null;
    if (this.#heldFrames >= this.framesPerMessage) this.flush();
  }

  /** Sends out what is held, however short it is. */
  flush(): void {
    const entry = this.held;
    if (!entry) return;
    this.#held = [];
    this.#heldFrames = 0;
    this.#joined = null;
    this.#sink(entry);
  }

  /** Whether a message continues what is held, in the same layout and within the bounds of a packet. */
  #fits(entry: RingEntry): boolean {
    const first = this.#held[0];
    if (!first) return true;
    const before = audioLayout(first.message, this.#context);
    const next = audioLayout(entry.message, this.#context);
    return (
      entry.firstFrame === first.firstFrame + this.#heldFrames &&
      next.planes === before.planes &&
      next.hasSpatialParameters === before.hasSpatialParameters &&
      this.#heldFrames + entry.frames <= maxFramesPerMessage(next.planes, this.#context)
    );
  }

  #join(): RingEntry {
    const first = this.#held[0]!;
    if (this.#held.length === 1) return first;
    const message = joinAudio(
      this.#held.map((entry) => entry.message),
      this.#context,
    );
    return { message, firstFrame: first.firstFrame, frames: this.#heldFrames, planes: first.planes };
  }
}
