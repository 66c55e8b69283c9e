import { shown } from '../core/shown.js';
import type { AudioDataCopyLike, AudioDataLike } from './audio-data-like.js';
import { domException } from './dom-exception.js';
import {
  type AudioSampleFormatName,
  copySamples,
  isPlanar,
  SAMPLE_FORMATS,
  type SampleArray,
  sampleBytes,
  sampleView,
} from './sample-format.js';

/** What a {@link LatentcastAudioData} is made of, as WebCodecs' `AudioDataInit`. */
export interface LatentcastAudioDataInit {
  readonly format: AudioSampleFormatName;
  /** In Hz, above 0. */
  readonly sampleRate: number;
  /** Samples per channel, at least 1. */
  readonly numberOfFrames: number;
  /** At least 1. */
  readonly numberOfChannels: number;
  /** In microseconds. */
  readonly timestamp: number;
  /** The samples, interleaved or plane after plane; copied. */
  readonly data: ArrayBuffer | ArrayBufferView;
}

interface Content {
  readonly format: AudioSampleFormatName;
  readonly sampleRate: number;
  readonly samples: SampleArray;
}

/**
 * WebCodecs' `AudioData` where the platform has none: the same members, states and errors. Every format is converted to
 * every other.
 */
export class LatentcastAudioData implements AudioDataLike {
  /** In microseconds; kept when it is closed. */
  readonly timestamp: number;
  #content: Content | undefined;
  #frames: number;
  #channels: number;

  /** @throws TypeError naming a field that is outside its range, or data that are too short */
  constructor(init: LatentcastAudioDataInit) {
    if (typeof init !== 'object' || init === null) throw new TypeError(`init must be an object, got ${shown(init)}`);
    const { format, sampleRate, numberOfFrames, numberOfChannels, timestamp, data } = init;
    if (!SAMPLE_FORMATS.includes(format))
      throw new TypeError(`format must be one of ${SAMPLE_FORMATS.join(', ')}, got ${shown(format)}`);
    if (!(typeof sampleRate === 'number' && sampleRate > 0 && Number.isFinite(sampleRate)))
      throw new TypeError(`sampleRate must be a number above 0, got ${shown(sampleRate)}`);
    const counts = { numberOfFrames, numberOfChannels };
    for (const [name, count] of Object.entries(counts))
      if (!Number.isInteger(count) || count < 1 || count > 2 ** 32 - 1)
        throw new TypeError(`${name} must be an integer from 1 to ${2 ** 32 - 1}, got ${shown(count)}`);
    if (!Number.isFinite(timestamp)) throw new TypeError(`timestamp must be a number, got ${shown(timestamp)}`);
    const count = numberOfFrames * numberOfChannels;
    const bytes = bytesOf(data);
    const size = count * sampleBytes(format);
    if (bytes.byteLength < size) throw new TypeError(`data must hold at least ${size} bytes, got ${bytes.byteLength}`);
    this.timestamp = Math.trunc(timestamp);
    this.#frames = numberOfFrames;
    this.#channels = numberOfChannels;
    this.#content = { format, sampleRate, samples: sampleView(format, bytes.slice(0, size).buffer, 0, count) };
  }

  /** Null when it is closed. */
  get format(): AudioSampleFormatName | null {
    return this.#content?.format ?? null;
  }

  /** In Hz; 0 when it is closed. */
  get sampleRate(): number {
    return this.#content?.sampleRate ?? 0;
  }

  /** Samples per channel; 0 when it is closed. */
  get numberOfFrames(): number {
    return this.#frames;
  }

  /** 0 when it is closed. */
  get numberOfChannels(): number {
    return this.#channels;
  }

  /** In microseconds; 0 when it is closed. */
  get duration(): number {
    return this.#content ? Math.trunc((this.#frames * 1e6) / this.#content.sampleRate) : 0;
  }

  /**
   * Bytes that {@link copyTo} writes with these options.
   *
   * @throws RangeError for a plane or frames that do not exist; DOMException InvalidStateError when it is closed
   */
  allocationSize(options: AudioDataCopyLike): number {
    const { format, count, channels } = this.#copied(options);
    return count * channels * sampleBytes(format);
  }

  /**
   * @param destination at least {@link allocationSize} bytes
   * @throws RangeError for a plane or frames that do not exist, or a destination that is too small; DOMException
   *   InvalidStateError when it is closed, NotSupportedError for an unknown format
   */
  copyTo(destination: ArrayBuffer | ArrayBufferView, options: AudioDataCopyLike): void {
    const { format, count, channels, frameOffset } = this.#copied(options);
    const size = count * channels * sampleBytes(format);
    const target = bytesOf(destination);
    if (target.byteLength < size)
      throw new RangeError(`destination must hold at least ${size} bytes, got ${target.byteLength}`);
    const { samples, format: own } = this.#content!;
    const out = sampleView(format, new ArrayBuffer(size), 0, count * channels);
    for (let i = 0; i < channels; i++) {
      const channel = isPlanar(format) ? options.planeIndex : i;
      const from = isPlanar(own)
        ? { at: channel * this.#frames + frameOffset, step: 1 }
        : { at: frameOffset * this.#channels + channel, step: this.#channels };
      copySamples({ samples, format: own, ...from }, { samples: out, format, at: i, step: channels }, count);
    }
    target.set(new Uint8Array(out.buffer));
  }

  /** @throws DOMException InvalidStateError when it is closed */
  clone(): LatentcastAudioData {
    const { format, sampleRate, samples } = this.#open();
    return new LatentcastAudioData({
      format,
      sampleRate,
      numberOfFrames: this.#frames,
      numberOfChannels: this.#channels,
      timestamp: this.timestamp,
      data: samples,
    });
  }

  /** Frees the samples. May be called twice. */
  close(): void {
    this.#content = undefined;
    this.#frames = 0;
    this.#channels = 0;
  }

  #open(): Content {
    if (!this.#content) throw domException('InvalidStateError', 'the AudioData is closed');
    return this.#content;
  }

  #copied(options: AudioDataCopyLike): {
    format: AudioSampleFormatName;
    count: number;
    channels: number;
    frameOffset: number;
  } {
    const { format: own } = this.#open();
    if (typeof options !== 'object' || options === null)
      throw new TypeError(`options must be an object, got ${shown(options)}`);
    const format = (options.format ?? own) as AudioSampleFormatName;
    if (!SAMPLE_FORMATS.includes(format))
      throw domException(
        'NotSupportedError',
        `format must be one of ${SAMPLE_FORMATS.join(', ')}, got ${shown(format)}`,
      );
    const planes = isPlanar(format) ? this.#channels : 1;
    const { planeIndex, frameOffset = 0 } = options;
    requireIndex('planeIndex', planeIndex, planes - 1);
    requireIndex('frameOffset', frameOffset, this.#frames - 1);
    const count = options.frameCount ?? this.#frames - frameOffset;
    requireIndex('frameCount', count, this.#frames - frameOffset);
    return { format, count, channels: isPlanar(format) ? 1 : this.#channels, frameOffset };
  }
}

function requireIndex(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max)
    throw new RangeError(`${name} must be an integer from 0 to ${max}, got ${shown(value)}`);
}

/** @throws TypeError for anything but a buffer or a view of one */
export function bytesOf(data: ArrayBuffer | ArrayBufferView, field = 'data'): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (Object.prototype.toString.call(data) !== '[object ArrayBuffer]')
    throw new TypeError(`${field} must be an ArrayBuffer or a view of one, got ${shown(data)}`);
  return new Uint8Array(data);
}
