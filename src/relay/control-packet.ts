import { encodePacket, type Packet, type PacketContext, parsePacket } from '../core/wire/packet.js';
import type { Connection } from '../ports/transport.js';

/** Used as the context of a stream where none is known yet; every packet but audio reads the same in any context. */
export const UNKNOWN_STREAM: PacketContext = { bytesPerFramePlane: 1 };

/** The bytes of a packet whose form does not depend on the stream: every type but audio. */
export const encodeControlPacket = (packet: Exclude<Packet, { type: 'audio' }>): Uint8Array =>
  encodePacket(packet, UNKNOWN_STREAM);

/** Bytes that may wait for a peer when it pings. */
const MAX_WAITING_PONG_BYTES = 65_536;

/** Answers a ping, unless the peer lets the answers pile up: whoever does not read needs none. */
export function answerPing(connection: Connection, token: number): void {
  if (connection.bufferedBytes <= MAX_WAITING_PONG_BYTES) connection.send(encodeControlPacket({ type: 'pong', token }));
}

/** A hello of this relay that tells its listener, too, that it gets live audio alone and no past audio. */
export function withBurstRefused(helloMessage: Uint8Array): Uint8Array {
  const packet = parsePacket(helloMessage, UNKNOWN_STREAM);
  if (packet.type !== 'hello') return helloMessage;
  return encodeControlPacket({ type: 'hello', body: { ...packet.body, burstRefused: true } });
}
