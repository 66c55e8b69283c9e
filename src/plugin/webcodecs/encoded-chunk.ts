import { shown } from '../../core/shown.js';
import { bytesOf } from '../audio-data.js';

/** What a chunk is made of, as WebCodecs' `EncodedAudioChunkInit`. */
export interface LatentcastAudioChunkInit {
  /** Decoding may begin at a `key` chunk; all of this codec are. */
  readonly type: 'key' | 'delta';
  /** In microseconds. */
  readonly timestamp: number;
  /** In microseconds. */
  readonly duration?: number;
  /** The bytes; copied. */
  readonly data: ArrayBuffer | ArrayBufferView;
}

/** What is used of an encoded chunk: the platform's `EncodedAudioChunk` is of this form as well. */
export interface EncodedAudioChunkLike {
  readonly type: 'key' | 'delta';
  readonly timestamp: number;
  readonly duration: number | null;
  readonly byteLength: number;
  /** Copies `byteLength` bytes. @throws TypeError where they do not fit */
  copyTo(destination: ArrayBuffer | ArrayBufferView): void;
}

/** WebCodecs' `EncodedAudioChunk` where the platform has none. Its bytes are an audio packet of `docs/wire-format.md`. */
export class LatentcastAudioChunk implements EncodedAudioChunkLike {
  readonly type: 'key' | 'delta';
  readonly timestamp: number;
  readonly duration: number | null;
  readonly byteLength: number;
  readonly #bytes: Uint8Array;

  /** @throws TypeError naming a member that is wrong */
  constructor(init: LatentcastAudioChunkInit) {
    if (typeof init !== 'object' || init === null) throw new TypeError(`init must be an object, got ${shown(init)}`);
    const { type, timestamp, duration, data } = init;
    if (type !== 'key' && type !== 'delta') throw new TypeError(`type must be key or delta, got ${shown(type)}`);
    if (!Number.isFinite(timestamp)) throw new TypeError(`timestamp must be a number, got ${shown(timestamp)}`);
    if (duration !== undefined && !(Number.isFinite(duration) && duration >= 0))
      throw new TypeError(`duration must be a number from 0 on, got ${shown(duration)}`);
    this.type = type;
    this.timestamp = Math.trunc(timestamp);
    this.duration = duration === undefined ? null : Math.trunc(duration);
    this.#bytes = bytesOf(data).slice();
    this.byteLength = this.#bytes.length;
  }

  /** @throws TypeError for a destination that is too small */
  copyTo(destination: ArrayBuffer | ArrayBufferView): void {
    const target = bytesOf(destination);
    if (target.byteLength < this.byteLength)
      throw new TypeError(`destination must hold at least ${this.byteLength} bytes, got ${target.byteLength}`);
    target.set(this.#bytes);
  }
}

/** @throws TypeError unless `value` has the members of an `EncodedAudioChunk` */
export function requireChunk(value: unknown): asserts value is EncodedAudioChunkLike {
  const chunk = value as Partial<EncodedAudioChunkLike> | null;
  const isChunk =
    typeof chunk === 'object' &&
    chunk !== null &&
    typeof chunk.copyTo === 'function' &&
    typeof chunk.byteLength === 'number' &&
    typeof chunk.timestamp === 'number';
  if (!isChunk) throw new TypeError(`chunk must be an EncodedAudioChunk, got ${shown(value)}`);
}
