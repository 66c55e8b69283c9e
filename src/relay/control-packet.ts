import { encodePacket, type Packet, type PacketContext } from '../core/wire/packet.js';

/** Used as the context of a stream where none is known yet; every packet but audio reads the same in any context. */
export const UNKNOWN_STREAM: PacketContext = { bytesPerFramePlane: 1 };

/** The bytes of a packet whose form does not depend on the stream: every type but audio. */
export const encodeControlPacket = (packet: Exclude<Packet, { type: 'audio' }>): Uint8Array =>
  encodePacket(packet, UNKNOWN_STREAM);
