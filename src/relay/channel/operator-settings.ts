import { NO_NOISE } from '../../core/dsp/comfort-noise.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { AudioPacket, SilencePacket } from '../../core/wire/packet.js';
import { encodeControlPacket } from '../control-packet.js';

/** What the relay's operator has set for a channel; it outlives the channel's streams. */
export class OperatorSettings {
  /** Digital silence stands for the source's audio. */
  isMuted = false;
  #metadata: StreamMetadata | null = null;
  #metadataMessage: Uint8Array | null = null;

  /** Metadata that stand for the source's; null where the source's hold. */
  get metadata(): StreamMetadata | null {
    return this.#metadata;
  }

  /** The same as a packet. */
  get metadataMessage(): Uint8Array | null {
    return this.#metadataMessage;
  }

  setMetadata(metadata: StreamMetadata | null): void {
    this.#metadata = metadata;
    this.#metadataMessage = metadata && encodeControlPacket({ type: 'metadata', body: { ...metadata } });
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
