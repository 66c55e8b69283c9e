import { NO_NOISE } from '../../core/dsp/comfort-noise.js';
import type { ChannelInfo } from '../../core/wire/channel-info.js';
import { fitMetadata } from '../../core/wire/fit-metadata.js';
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
  #info: ChannelInfo = {};
  readonly #infoOfChannel: (() => ChannelInfo) | null;
  /** What was presented last, and of what. */
  #presented: { readonly ofSource: StreamMetadata | null; readonly metadata: StreamMetadata | null } | null = null;

  /** @param infoOfChannel for a stream that plays in place of the channel's own */
  constructor(infoOfChannel: (() => ChannelInfo) | null = null) {
    this.#infoOfChannel = infoOfChannel;
  }

  /** What the configuration states of the channel. */
  get info(): ChannelInfo {
    return this.#infoOfChannel?.() ?? this.#info;
  }

  /** Metadata that stand for the source's, field by field, an empty text for none; null where the source's hold. */
  get metadata(): StreamMetadata | null {
    return this.#metadata;
  }

  setMetadata(metadata: StreamMetadata | null): void {
    this.#metadata = metadata;
    this.#presented = null;
  }

  /** Its title is the station where nobody states one. Returns whether anything has changed. */
  setInfo(info: ChannelInfo): boolean {
    const hasChanged = JSON.stringify(info) !== JSON.stringify(this.#info);
    this.#info = info;
    this.#presented = null;
    return hasChanged;
  }

  /** What listeners are told of a stream whose source has stated these metadata, the same object until it changes; or null. */
  present(ofSource: StreamMetadata | null): StreamMetadata | null {
    if (this.#presented?.ofSource === ofSource) return this.#presented.metadata;
    const stated = this.#metadata ? inPlaceOf(ofSource, this.#metadata) : ofSource;
    const { title } = this.#info;
    const whole = title === undefined || stated?.station ? stated : { ...stated, station: title };
    const metadata = whole && fitMetadata(whole);
    this.#presented = { ofSource, metadata };
    return metadata;
  }

  /** Whether anything is set that must not be forgotten with an empty channel. */
  get isSet(): boolean {
    return this.isMuted || this.#metadata !== null;
  }
}

/** What the operator changes of the {@link OperatorSettings.metadata}: null brings back the source's own text. */
export type TitleChanges = { readonly [Field in keyof StreamMetadata]?: string | null };

/** Metadata of the operator after a change; null where none is left. */
export function changedTitle(before: StreamMetadata | null, changes: TitleChanges): StreamMetadata | null {
  const kept = Object.entries({ ...before, ...changes }).filter(([, text]) => text !== null && text !== undefined);
  return kept.length > 0 ? Object.fromEntries(kept) : null;
}

/** What the source states, and in place of it what the operator does. */
function inPlaceOf(ofSource: StreamMetadata | null, own: StreamMetadata): StreamMetadata {
  const isShown = ([field, text]: [string, string]): boolean =>
    text !== '' || own[field as keyof StreamMetadata] !== '';
  return Object.fromEntries(Object.entries({ ...ofSource, ...own }).filter(isShown));
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
