import { encodePacket, type Packet, type PacketContext, parsePacket } from '../core/wire/packet.js';

/** Used as the context of a stream where none is known yet; every packet but audio reads the same in any context. */
export const UNKNOWN_STREAM: PacketContext = { bytesPerFramePlane: 1 };

/** The bytes of a packet whose form does not depend on the stream: every type but audio. */
export const encodeControlPacket = (packet: Exclude<Packet, { type: 'audio' }>): Uint8Array =>
  encodePacket(packet, UNKNOWN_STREAM);

/** A hello of this relay that tells its listener, too, that it gets live audio alone and no past audio. */
export function withBurstRefused(helloMessage: Uint8Array): Uint8Array {
  const packet = parsePacket(helloMessage, UNKNOWN_STREAM);
  if (packet.type !== 'hello') return helloMessage;
  return encodeControlPacket({ type: 'hello', body: { ...packet.body, burstRefused: true } });
}
