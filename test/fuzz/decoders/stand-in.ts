/**
 * Stand-ins of the kept decoders of MP3, Opus, Vorbis and FLAC for `npm run fuzz`: WebAssembly takes longer to start than
 * our readers to read a file, and its branches are not counted. A packet's own bytes choose what is made of it: as many
 * samples as it states, none, or the wrong number, so that the readers see each.
 */

interface Decoded {
  readonly channelData: Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  readonly errors: readonly object[];
}

const ERROR = { message: 'damaged' };
/** Longest packet of Opus: 120 ms. */
const MAX_OPUS_SAMPLES = 5760;

/** The last byte of a packet decides: one of 16 has no samples, one half of them. */
function decoded(packet: Uint8Array, channels: number, stated: number): Decoded {
  const choice = (packet.at(-1) ?? 0) & 15;
  const samples = choice === 15 ? 0 : choice === 14 ? stated >> 1 : stated;
  return {
    channelData: Array.from({ length: channels }, () => new Float32Array(samples)),
    samplesDecoded: samples,
    sampleRate: 44_100,
    errors: samples === stated ? [] : [ERROR],
  };
}

/** Of `mpg123-decoder`. */
export class MPEGDecoder {
  readonly ready = Promise.resolve();

  decode(frame: Uint8Array): Decoded {
    const isHalf = ((frame[1] ?? 0) & 0b1110) === 0b0010;
    return decoded(frame, 2, isHalf ? 576 : 1152);
  }

  free(): void {}
}

/** Of `opus-decoder`. */
export class OpusDecoder {
  readonly ready = Promise.resolve();
  readonly #channels: number;

  constructor({ channels }: { readonly channels: number }) {
    this.#channels = channels;
  }

  decodeFrame(packet: Uint8Array): Decoded {
    const samples = 120 << ((packet[0] ?? 0) & 3);
    return decoded(packet, this.#channels, Math.min(MAX_OPUS_SAMPLES, samples * (1 + ((packet[0] ?? 0) >> 6))));
  }

  reset(): Promise<void> {
    return Promise.resolve();
  }

  free(): void {}
}

interface VorbisPage {
  readonly data: Uint8Array;
  readonly codecFrames: readonly object[];
}

/** Of `@wasm-audio-decoders/ogg-vorbis`, whose pages hold one packet each. */
export class OggVorbisDecoder {
  readonly ready = Promise.resolve();
  #channels = 0;
  #packets = 0;

  decodeOggPages([page]: readonly VorbisPage[]): Promise<Decoded> {
    const { data, codecFrames } = page!;
    if (codecFrames.length === 0) {
      this.#channels = data[11] ?? 0;
      return Promise.resolve(decoded(data, this.#channels, 0));
    }
    // The first packet has nothing to overlap with.
    const stated = this.#packets++ === 0 ? 0 : 64 << ((data[0] ?? 0) & 5);
    return Promise.resolve(decoded(data, this.#channels, stated));
  }

  free(): void {}
}

/** Of `@wasm-audio-decoders/flac`. */
export class FLACDecoder {
  readonly ready = Promise.resolve();

  decodeFrames([frame]: readonly Uint8Array[]): Promise<Decoded> {
    const [, , sizes = 0, form = 0] = frame!;
    const code = sizes >> 4;
    const samples = code < 6 ? 192 << (code >> 1) : code < 8 ? (frame!.at(5) ?? 0) + 1 : 256 << (code - 8);
    const assignment = form >> 4;
    return Promise.resolve(decoded(frame!, assignment < 8 ? assignment + 1 : 2, samples));
  }

  free(): void {}
}
