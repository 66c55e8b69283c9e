import { NO_NOISE } from '../../core/dsp/comfort-noise.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { AudioPacket, SilencePacket } from '../../core/wire/packet.js';
import { encodeControlPacket } from '../control-packet.js';

/** What the relay's operator has set for a channel; it outlives the channel's streams. */
export class OperatorSettings {
  /** Digital silence stands for the source's audio. */
  isMuted = false;
  /** Over which streams of the channel that follow each other are crossfaded, 0..10000; 0: they are faded out and in. */
  crossfadeMs = 0;
  /** What the stream comes from, where it plays in place of a source's; null for the source's own. */
  fallback: string | null = null;
  #metadata: StreamMetadata | null = null;
  /** Title of the channel. */
  #station: string | null = null;
  /** What was presented last, and of what. */
  #presented: { readonly ofSource: StreamMetadata | null; readonly metadata: StreamMetadata | null } | null = null;

  /** Metadata that stand for the source's; null where the source's hold. */
  get metadata(): StreamMetadata | null {
    return this.#metadata;
  }

  setMetadata(metadata: StreamMetadata | null): void {
    this.#metadata = metadata;
    this.#presented = null;
  }

  /** The channel's title, which is the station where nobody states one. Returns whether it has changed. */
  setStation(station: string | null): boolean {
    const hasChanged = station !== this.#station;
    this.#station = station;
    this.#presented = null;
    return hasChanged;
  }

  /** What listeners are told of a stream whose source has stated these metadata, the same object until it changes; or null. */
  present(ofSource: StreamMetadata | null): StreamMetadata | null {
    if (this.#presented?.ofSource === ofSource) return this.#presented.metadata;
    const stated = this.#metadata ?? ofSource;
    const metadata = this.#station === null || stated?.station ? stated : { ...stated, station: this.#station };
    this.#presented = { ofSource, metadata };
    return metadata;
  }

  /** Whether anything is set that must not be forgotten with an empty channel. */
  get isSet(): boolean {
    return this.isMuted || this.#metadata !== null;
  }
}

/** No metadata at all, as a packet. */
export const emptyMetadataMessage = (): Uint8Array => encodeControlPacket({ type: 'metadata', body: {} });

/** Digital silence for exactly the frames of a packet: playout keeps its place in time. */
export function silenceInPlaceOf({ epoch, firstFrame, frames }: AudioPacket | SilencePacket): {
  readonly packet: SilencePacket;
  readonly message: Uint8Array;
} {
  const packet: SilencePacket = { type: 'silence', epoch, firstFrame, frames, noise: NO_NOISE, continues: false };
  return { packet, message: encodeControlPacket(packet) };
}
