import { carriesParameters } from '../../core/latent/spatial-parameters.js';

/** Latent frames, counted back from the newest, of which it is remembered what has arrived; a byte each. */
export const RECEIVED_FRAMES = 8192;

/** A frame's byte: 0 = nothing has arrived, else 1 + planes (0 of silence), and this bit for spatial parameters. */
const SPATIAL = 16;
const PLANES_MASK = SPATIAL - 1;

/** Consecutive frames as a packet brings them: what of them counts here. */
export interface ArrivingFrames {
  /** Absolute index of the first frame. */
  readonly firstFrame: number;
  readonly frames: number;
  /** 1..8; 0 for silence. */
  readonly planes: number;
  /** [frames]: spatial parameters, one byte per frame. */
  readonly spatial?: Uint8Array;
}

/** What a packet adds to all packets before it. */
export interface FrameGain {
  /** Consecutive frames that are better than before, counted from the packet's first frame; empty for a duplicate. */
  readonly runs: readonly FrameRun[];
  /** Frames in those runs. */
  readonly frames: number;
  /** Of these: frames of which nothing had arrived, not even silence. */
  readonly newFrames: number;
  /** Of these: frames that were silent and are sound now. */
  readonly unsilencedFrames: number;
  /** Bit planes that no earlier copy had, summed over the frames. */
  readonly planes: number;
  /** Bytes of spatial parameters that no earlier copy had. */
  readonly spatialBytes: number;
}

/** Part of a packet. */
export interface FrameRun {
  /** First frame of the part, counted from the packet's first frame. */
  readonly from: number;
  readonly frames: number;
}

/**
 * Remembers the best copy of each of the last 8192 frames that has arrived, to tell a copy that improves a frame from one
 * that does not. A copy is better where it has more planes, sound in place of silence, or spatial parameters that were
 * missing. Needs no order. What lies further back counts as new: a jitter buffer knows what it has handed out.
 */
export class ReceivedFrames {
  readonly #best = new Uint8Array(RECEIVED_FRAMES);
  /** One after the newest frame that has arrived, 0..2^53 − 1. */
  #end = 0;

  /** Takes what has arrived, and tells what of it is better than before. */
  add(block: ArrivingFrames): FrameGain {
    const { firstFrame, frames, planes } = block;
    this.#advance(firstFrame + frames);
    const runs: { from: number; frames: number }[] = [];
    const gain = { frames: 0, newFrames: 0, unsilencedFrames: 0, planes: 0, spatialBytes: 0 };
    for (let i = 0; i < frames; i++) {
      const frame = firstFrame + i;
      const isKnown = frame >= this.#end - RECEIVED_FRAMES;
      const old = isKnown ? this.#best[frame % RECEIVED_FRAMES]! : 0;
      const oldPlanes = Math.max(0, (old & PLANES_MASK) - 1);
      const isSpatialNew = (old & SPATIAL) === 0 && carriesParameters(block.spatial?.[i]);
      if (old !== 0 && planes <= oldPlanes && !isSpatialNew) continue;
      if (isKnown)
        this.#best[frame % RECEIVED_FRAMES] =
          (1 + Math.max(planes, oldPlanes)) | (old & SPATIAL) | (isSpatialNew ? SPATIAL : 0);
      if (old === 0) gain.newFrames++;
      else if (oldPlanes === 0) gain.unsilencedFrames++;
      gain.frames++;
      gain.planes += Math.max(0, planes - oldPlanes);
      // A new frame's byte counts whatever it holds: it was sent.
      if (isSpatialNew || (oldPlanes === 0 && block.spatial)) gain.spatialBytes++;
      const last = runs.at(-1);
      if (last && last.from + last.frames === i) last.frames++;
      else runs.push({ from: i, frames: 1 });
    }
    return { ...gain, runs };
  }

  /** Makes room for frames up to `end`, the oldest of which are forgotten. */
  #advance(end: number): void {
    for (let frame = Math.max(this.#end, end - RECEIVED_FRAMES); frame < end; frame++)
      this.#best[frame % RECEIVED_FRAMES] = 0;
    this.#end = Math.max(this.#end, end);
  }
}
