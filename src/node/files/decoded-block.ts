/** Form of decoded audio. */
export interface DecodedAudioForm {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Speaker positions of the channels, as in WAVEFORMATEXTENSIBLE. */
  readonly channelMask?: number;
}

/** Audio as a decoder gives it. */
export interface DecodedBlock extends DecodedAudioForm {
  /** [samples × channels], interleaved in the order of WAV. */
  readonly pcm: Float32Array;
}

/** Planes → [samples × channels]; `count` samples of each from `from` on. */
export function interleavePlanes(planes: readonly Float32Array[], from: number, count: number): Float32Array {
  const channels = planes.length;
  const out = new Float32Array(count * channels);
  for (let c = 0; c < channels; c++) {
    const plane = planes[c]!;
    for (let i = 0; i < count; i++) out[i * channels + c] = plane[from + i]!;
  }
  return out;
}
