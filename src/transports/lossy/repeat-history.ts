import type { ComfortNoise } from '../../core/dsp/comfort-noise.js';
import {
  MAX_RUN_DISTANCE,
  MAX_RUN_FRAMES,
  MAX_RUNS,
  type RepeatedRun,
  runBytes,
} from '../../core/wire/lossy-message.js';
import { FRAME_INDEX_MODULUS } from '../../core/wire/packet.js';
import type { Protection } from './protection.js';

/** Packets of which repeats can be made. */
const KEPT = 256;

/** What of an earlier packet can be repeated. */
export interface SentFrames {
  /** Epoch mod 32. */
  readonly epoch: number;
  /** Index of the first frame mod 2^24. */
  readonly frame: number;
  readonly frames: number;
  /** Plane 0; null for silence. */
  readonly plane: Uint8Array | null;
  readonly noise: ComfortNoise | null;
  readonly continues: boolean;
}

/** The last packets of a sender, for repeats of their base plane. */
export class RepeatHistory {
  /** Oldest first. */
  readonly #packets: SentFrames[] = [];

  /** The newest is the last argument of the last call. */
  add(packet: SentFrames): void {
    this.#packets.push(packet);
    if (this.#packets.length > KEPT) this.#packets.shift();
  }

  /**
   * The runs that a message carries whose packet begins at `frame`, oldest first: neighbours are one run.
   *
   * @param maxBytes that they may take in all; the oldest are left out first
   * @param since messages without frames since the newest packet: the repeats of the others continue in them
   */
  runs(epoch: number, frame: number, protection: Protection, maxBytes: number, since = 0): RepeatedRun[] {
    const { depth, stride } = protection;
    const runs: RepeatedRun[] = [];
    let bytes = 0;
    for (let i = 1; i <= depth; i++) {
      if (i * stride <= since) continue;
      const sent = this.#packets[this.#packets.length - (i * stride - since)];
      if (!sent || sent.epoch !== epoch) break;
      const distance = (frame - sent.frame + FRAME_INDEX_MODULUS) % FRAME_INDEX_MODULUS;
      if (distance < 1 || distance > MAX_RUN_DISTANCE || sent.frames > MAX_RUN_FRAMES) break;
      const { frames, plane, noise, continues } = sent;
      const run = { distance, frames, plane, noise, continues };
      bytes += runBytes(run);
      if (bytes > maxBytes) break;
      const next = runs[0];
      if (next && canJoin(run, next)) runs[0] = joined(run, next);
      else if (runs.length < MAX_RUNS) runs.unshift(run);
    }
    return runs;
  }
}

const canJoin = (run: RepeatedRun, next: RepeatedRun): boolean =>
  run.plane !== null &&
  next.plane !== null &&
  run.distance - run.frames === next.distance &&
  run.frames + next.frames <= MAX_RUN_FRAMES;

function joined(run: RepeatedRun, next: RepeatedRun): RepeatedRun {
  const plane = new Uint8Array(run.plane!.length + next.plane!.length);
  plane.set(run.plane!);
  plane.set(next.plane!, run.plane!.length);
  return { ...run, frames: run.frames + next.frames, plane };
}
