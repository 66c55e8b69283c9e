import { fadeGain } from '../../core/dsp/crossfade.js';

/** One track of {@link joinTracks}. */
export interface JoinedTrack {
  /** Blocks of [samples × channels], interleaved, of any length. */
  readonly blocks: AsyncIterable<Float32Array>;
  /**
   * Called before the first block in which the track is as loud as the one before it, or alone: in the middle of its
   * crossfade.
   * @param sample of the whole, per channel, at which that is
   */
  onStart?(sample: number): void;
}

/**
 * One track after another. With a crossfade the end of each is mixed with the beginning of the next, at equal power; it
 * lasts as long as asked for, or as what is left of the shorter of the two. The whole has as many samples as the tracks
 * have together, less those of the crossfades; without crossfade every sample of every track, and nothing between them.
 *
 * A track that has no samples is as if it were not there. What a track's blocks throw ends the whole.
 *
 * @param crossfadeSamples per channel, from 0
 */
export async function* joinTracks(
  tracks: AsyncIterable<JoinedTrack>,
  { channels, crossfadeSamples }: { readonly channels: number; readonly crossfadeSamples: number },
): AsyncGenerator<Float32Array> {
  const most = crossfadeSamples * channels;
  /** The end of what there was, not faded yet: at most `most` values. */
  let tail: Float32Array = new Float32Array(0);
  let emitted = 0;
  const emit = (values: Float32Array): Float32Array => {
    emitted += values.length / channels;
    return values;
  };
  for await (const track of tracks) {
    let head: Float32Array | null = tail.length > 0 ? new Float32Array(0) : null;
    let hasStarted = false;
    const start = (sample: number): void => {
      if (!hasStarted) track.onStart?.(sample);
      hasStarted = true;
    };
    for await (const block of track.blocks) {
      if (block.length === 0) continue;
      let rest: Float32Array = block;
      if (head) {
        head = concat(head, block);
        if (head.length < tail.length) continue;
        start(emitted + Math.floor(tail.length / channels / 2));
        yield emit(mixed(tail, head.subarray(0, tail.length), channels));
        rest = head.subarray(tail.length);
        tail = new Float32Array(0);
        head = null;
      }
      start(emitted + tail.length / channels);
      tail = concat(tail, rest);
      if (tail.length > most) {
        yield emit(tail.slice(0, tail.length - most));
        tail = tail.slice(tail.length - most);
      }
    }
    if (head && head.length > 0) {
      // It is shorter than the crossfade.
      const before = tail.subarray(0, tail.length - head.length);
      if (before.length > 0) yield emit(before.slice());
      start(emitted + Math.floor(head.length / channels / 2));
      yield emit(mixed(tail.subarray(before.length), head, channels));
      tail = new Float32Array(0);
    }
  }
  if (tail.length > 0) yield emit(tail);
}

/** Both of one length: the first fades out while the second fades in. */
function mixed(falling: Float32Array, rising: Float32Array, channels: number): Float32Array {
  const samples = falling.length / channels;
  const out = new Float32Array(falling.length);
  for (let i = 0; i < samples; i++) {
    const rise = fadeGain(i, samples, 'power');
    const fall = fadeGain(samples - 1 - i, samples, 'power');
    for (let c = i * channels; c < (i + 1) * channels; c++) out[c] = falling[c]! * fall + rising[c]! * rise;
  }
  return out;
}

function concat(a: Float32Array, b: Float32Array): Float32Array {
  if (a.length === 0) return b;
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
