import { shown, shownKind } from '../core/shown.js';

/** Which part of an {@link AudioDataLike} is copied, and in which form. */
export interface AudioDataCopyLike {
  /** Channel of a planar format; 0 for an interleaved one. */
  readonly planeIndex: number;
  readonly frameOffset?: number;
  readonly frameCount?: number;
  /** `f32-planar` is supported for every format. */
  readonly format?: string;
}

/** What is used of a WebCodecs `AudioData`: the platform's own, where it has one, and `LatentcastAudioData` are of this form. */
export interface AudioDataLike {
  readonly format: string | null;
  readonly sampleRate: number;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  /** In microseconds. */
  readonly timestamp: number;
  /** Copies the samples of one plane, or all of them interleaved. @throws RangeError where they do not fit */
  copyTo(destination: ArrayBufferView, options: AudioDataCopyLike): void;
  /** Frees the samples; what was closed cannot be copied from. */
  close(): void;
}

/** Form of PCM. */
export interface PcmForm {
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** @throws TypeError unless `value` has the members of an `AudioData` and is not closed */
export function requireAudioData(field: string, value: unknown): asserts value is AudioDataLike {
  if (!isAudioData(value)) throw new TypeError(`${field} must be an AudioData, got ${shown(value)}`);
  if (value.format === null) throw new TypeError(`${field} must not be closed`);
}

const isAudioData = (value: unknown): value is AudioDataLike => {
  const data = value as Partial<AudioDataLike> | null;
  return (
    typeof data === 'object' &&
    data !== null &&
    typeof data.copyTo === 'function' &&
    typeof data.sampleRate === 'number'
  );
};

/** Samples of an `AudioData`, [numberOfFrames × numberOfChannels], interleaved. @throws what its `copyTo` throws */
export function interleavedSamples(data: AudioDataLike): Float32Array {
  const { numberOfFrames: frames, numberOfChannels: channels } = data;
  const out = new Float32Array(frames * channels);
  const plane = channels === 1 ? out : new Float32Array(frames);
  for (let planeIndex = 0; planeIndex < channels; planeIndex++) {
    data.copyTo(plane, { planeIndex, format: 'f32-planar' });
    if (channels > 1) for (let i = 0; i < frames; i++) out[i * channels + planeIndex] = plane[i]!;
  }
  return out;
}

/** Samples of a chunk and, for an `AudioData`, their form. @throws TypeError for any other value, and for samples that are gone */
export function samplesOf(chunk: unknown): { readonly pcm: Float32Array; readonly form?: PcmForm } {
  if (chunk instanceof Float32Array) {
    if (isDetached(chunk)) throw new TypeError('chunk must have its samples: its buffer was transferred elsewhere');
    return { pcm: chunk };
  }
  if (!isAudioData(chunk)) throw new TypeError(`chunk must be a Float32Array or an AudioData, got ${shownKind(chunk)}`);
  requireAudioData('chunk', chunk);
  return {
    pcm: interleavedSamples(chunk),
    form: { sampleRateHz: chunk.sampleRate, channels: chunk.numberOfChannels },
  };
}

/** Whether the buffer of an array was transferred, after which its length is 0. */
function isDetached({ length, buffer }: Float32Array): boolean {
  if (length > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
