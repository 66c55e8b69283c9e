/**
 * The kept decoders for `npm run fuzz -- --decoders kept`, with one instance of WebAssembly for {@link MAX_USES} of MP3: to
 * start one takes longer than to decode a short file. Each decoder has its own state in the memory that they share. The
 * others do not leave it whole where what they are given is damaged, and have an instance each.
 */
import { FLACDecoder as Flac } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder as Vorbis } from '@wasm-audio-decoders/ogg-vorbis';
import { MPEGDecoder as Mpeg } from 'mpg123-decoder';
import { OpusDecoder as Opus } from 'opus-decoder';

/** What a decoder leaves behind stays in the memory of its instance. */
const MAX_USES = 200;

interface Instance {
  readonly ready: Promise<void>;
}
type Starter = new (common: unknown) => { instantiate(): Instance };

const OwnInstance = (new Mpeg() as unknown as { readonly _EmscriptenWASM: Starter })._EmscriptenWASM;
let instance: Instance | undefined;
let uses = 0;

/** Where it is set, the decoders take their instances from there. */
(Mpeg as unknown as { EmscriptenWASM: Starter }).EmscriptenWASM = class {
  readonly #common: unknown;

  constructor(common: unknown) {
    this.#common = common;
  }

  instantiate(): Instance {
    if (uses++ % MAX_USES === 0) instance = new OwnInstance(this.#common).instantiate();
    return instance!;
  }
};

interface Handle {
  readonly _decoder: number;
  readonly _common: { readonly wasm: Record<string, (handle: number) => void>; free(): void };
}

/** Their own `free` frees the handle twice, which would harm the next decoder of the same instance. */
const freeOnce = (decoder: unknown, destroy: string): void => {
  const { _decoder, _common } = decoder as Handle;
  _common.wasm[destroy]!(_decoder);
  _common.free();
};

export function MPEGDecoder(options: object): Mpeg {
  const decoder = new Mpeg(options);
  decoder.free = () => freeOnce(decoder, 'mpeg_frame_decoder_destroy');
  return decoder;
}

export { Flac as FLACDecoder, Opus as OpusDecoder, Vorbis as OggVorbisDecoder };
