import type { ComfortNoise } from '../../src/core/dsp/comfort-noise.js';
import type { FrameBlock, SilentBlock } from '../../src/core/latent/frames.js';
import { NO_SPATIAL_PARAMETERS } from '../../src/core/latent/spatial-parameters.js';
import { seededRandom } from '../../src/core/random.js';

/** One packet of a stream, and when it arrives. */
export interface Arrival {
  readonly atMs: number;
  readonly block: FrameBlock | SilentBlock;
}

/** The best copy of a frame so far. */
export interface BestCopy {
  /** 0 for silence. */
  readonly planes: number;
  readonly spatial: number | undefined;
  readonly noise: ComfortNoise | undefined;
}

export interface CopiesOptions {
  readonly seed: number;
  readonly frames: number;
  readonly frameMs: number;
  readonly bytesPerFramePlane: number;
  /** Index of the first frame. @default 0 */
  readonly firstFrame?: number;
  /** Largest delay of a packet. @default 30 frames */
  readonly delayMs?: number;
}

/** A byte of a frame's plane: random, but the same in every copy. */
const byteOf = (frame: number, plane: number, at: number): number =>
  Math.imul((frame % 65_521) * 8191 + plane * 131 + at * 17 + 1, 0x9e3779b1) >>> 24;
export const spatialByteOf = (frame: number): number => (11 * (frame % 1000)) % 248;

/** A block of a stream whose frames hold {@link byteOf}. */
export function soundBlock(
  firstFrame: number,
  frames: number,
  planes: number,
  size: number,
  spatial?: Uint8Array,
): FrameBlock {
  const payload = new Uint8Array(planes * frames * size);
  for (let p = 0; p < planes; p++)
    for (let f = 0; f < frames; f++)
      for (let i = 0; i < size; i++) payload[(p * frames + f) * size + i] = byteOf(firstFrame + f, p, i);
  return { firstFrame, frames, planes, payload, ...(spatial && { spatial }) };
}

/**
 * A stream of sound and silence, sent one to four times over: each time cut at other frames, with fewer planes, with and
 * without spatial parameters, some of its sound as silence. Packets are lost, come twice, and overtake each other.
 */
export function streamCopies(options: CopiesOptions): Arrival[] {
  const { seed, frames, frameMs, bytesPerFramePlane: size, firstFrame: origin = 0 } = options;
  const delayMs = options.delayMs ?? 30 * frameMs;
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(n * random());
  const planes = 1 + below(3);
  const isStereo = below(2) === 1;
  const isSound: boolean[] = [];
  while (isSound.length < frames) {
    const sound = isSound.length === 0 || below(3) > 0;
    for (let n = 1 + below(sound ? 40 : 15); n > 0; n--) isSound.push(sound);
  }
  const out: Arrival[] = [];
  for (let pass = 1 + below(4); pass > 0; pass--) {
    const loss = [0, 0.1, 0.4][below(3)]!;
    const longest = [1, 4, 12][below(3)]!;
    for (let at = 0; at < frames; ) {
      let n = 1 + below(longest);
      n = Math.min(n, frames - at);
      while (n > 1 && isSound[at + n - 1] !== isSound[at]) n--;
      const block = copy(at, n);
      const sentMs = (at + n) * frameMs;
      for (let copies = below(10) === 0 ? 2 : 1; copies > 0; copies--)
        if (random() >= loss) out.push({ atMs: sentMs + random() * random() * delayMs, block });
      // Copies may overlap the packets before them.
      at += below(6) === 0 ? Math.max(1, n - below(3)) : n;
    }
  }
  return out.sort((a, b) => a.atMs - b.atMs);

  function copy(at: number, n: number): FrameBlock | SilentBlock {
    const firstFrame = origin + at;
    if (!isSound[at] || below(12) === 0) {
      const noise = { level: 60 + below(100), reflection: [100 + below(50)] };
      return { firstFrame, frames: n, noise, continues: isSound[at + n] === false };
    }
    const spatial = Uint8Array.from({ length: n }, (_, i) =>
      below(8) === 0 ? NO_SPATIAL_PARAMETERS : spatialByteOf(firstFrame + i),
    );
    return soundBlock(firstFrame, n, 1 + below(planes), size, isStereo && below(3) > 0 ? spatial : undefined);
  }
}

/** What is better of two copies of a frame; the earlier one where neither is. Stated here as simply as can be. */
export function better(old: BestCopy | undefined, block: FrameBlock | SilentBlock, frame: number): BestCopy {
  if ('noise' in block) return old ?? { planes: 0, spatial: undefined, noise: block.noise };
  const byte = block.spatial?.[frame - block.firstFrame];
  const own = byte === NO_SPATIAL_PARAMETERS ? undefined : byte;
  return { planes: Math.max(old?.planes ?? 0, block.planes), spatial: old?.spatial ?? own, noise: undefined };
}

export const isSameCopy = (a: BestCopy | undefined, b: BestCopy): boolean =>
  a !== undefined && a.planes === b.planes && a.spatial === b.spatial;

/** The best copy of every frame that has arrived. */
export class BestCopies {
  readonly #best = new Map<number, BestCopy>();

  get(frame: number): BestCopy | undefined {
    return this.#best.get(frame);
  }

  /** @returns frames of the block that are new or better */
  add(block: FrameBlock | SilentBlock): number {
    let gained = 0;
    for (let frame = block.firstFrame; frame < block.firstFrame + block.frames; frame++) {
      const old = this.#best.get(frame);
      const now = better(old, block, frame);
      if (isSameCopy(old, now)) continue;
      gained++;
      this.#best.set(frame, now);
    }
    return gained;
  }
}
