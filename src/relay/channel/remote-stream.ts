import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { AudioPacket, EndPacket, SilencePacket } from '../../core/wire/packet.js';
import type { RelayLimits } from '../limits.js';
import type { ChannelResources } from './channel-resources.js';
import { ChannelStream } from './channel-stream.js';
import type { OperatorSettings } from './operator-settings.js';
import { planesOf } from './passed-message.js';

/** What has passed of a stream on another relay. */
export interface RemotePast {
  /** Messages of audio and silence, oldest first; the bytes are not changed any more. */
  readonly audio: readonly { readonly bytes: Uint8Array; readonly packet: AudioPacket | SilencePacket }[];
  /** Extended index of the first frame of `audio`, or of the frame that comes next. */
  readonly firstFrame: number;
  readonly metadata: StreamMetadata | null;
  readonly end: EndPacket | null;
}

/** A stream whose source another relay of the cluster has, as it is known there. */
export class RemoteStream {
  readonly hello: StreamHello;
  /** By which its source will be recognised. */
  readonly #resumeSecret: string;
  readonly #past: RemotePast;

  constructor(hello: StreamHello, resumeSecret: string, past: RemotePast) {
    this.hello = hello;
    this.#resumeSecret = resumeSecret;
    this.#past = past;
  }

  /** `stream` where it is this one, with what is known of the channel now; null otherwise. */
  continued(stream: ChannelStream | null): ChannelStream | null {
    const isSame = stream?.hello.epoch === this.hello.epoch && stream.isOwnedBy(this.#resumeSecret);
    if (!isSame) return null;
    stream.setSourceInfo(this.hello.channelInfo);
    return stream;
  }

  /** A stream of this relay that has all of it. @throws CodecError PACKET_FIELD for a packet of another stream */
  toStream(limits: RelayLimits, resources: ChannelResources, operator: OperatorSettings): ChannelStream {
    const { audio, firstFrame, metadata, end } = this.#past;
    const own = { ...resources, createSecret: () => this.#resumeSecret };
    const stream = new ChannelStream({ ...this.hello, resumeFrame: firstFrame }, limits, own, operator);
    if (metadata) stream.setMetadata(metadata);
    for (const { bytes, packet } of audio) {
      stream.require(packet);
      stream.keep({ message: bytes, packet, planes: planesOf(packet) });
    }
    if (end) stream.setEnd(end);
    return stream;
  }
}
