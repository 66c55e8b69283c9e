/** Bits of a channel mask (WAVEFORMATEXTENSIBLE, `dwChannelMask`) of the usual layouts, by the number of channels. */
export const DEFAULT_MASKS: Readonly<Record<number, number>> = {
  1: 0x4,
  2: 0x3,
  3: 0x7,
  4: 0x33,
  5: 0x37,
  6: 0x3f,
  7: 0x70f,
  8: 0x63f,
};

/**
 * Where each channel of a WAV layout is found in Vorbis and in Opus of mapping family 1 (Vorbis I §4.3.9, RFC 7845
 * §5.1.1.2): there the centre comes second and the low frequencies last.
 */
export const VORBIS_ORDER: Readonly<Record<number, readonly number[]>> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
};

/** Planes in the order of WAV. */
export const inWavOrder = (planes: readonly Float32Array[], order: readonly number[] | undefined): Float32Array[] =>
  order === undefined ? [...planes] : order.map((index) => planes[index]!);
