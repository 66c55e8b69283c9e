/** FIN and the opcode of a binary message (RFC 6455, 5.2). */
const WHOLE_BINARY_MESSAGE = 0x82;
/** In place of a length of 7 bits: the length follows in 16 or 64 bits. */
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

/** Node's `Buffer` where there is one: `net.Socket` would wrap any other array anew for each connection. */
interface FrameBuffers {
  readonly Buffer?: { allocUnsafeSlow(bytes: number): Uint8Array };
}
const { Buffer: nodeBuffer } = globalThis as FrameBuffers;

/** One binary message as a server sends it: unmasked, unfragmented, header and payload in one piece. */
export function encodeServerFrame(message: Uint8Array): Uint8Array {
  const { length } = message;
  const headerBytes = length < LENGTH_IN_16_BITS ? 2 : length < 0x1_0000 ? 4 : 10;
  const frame = allocate(headerBytes + length);
  const header = new DataView(frame.buffer, frame.byteOffset, headerBytes);
  header.setUint8(0, WHOLE_BINARY_MESSAGE);
  if (headerBytes === 2) header.setUint8(1, length);
  else if (headerBytes === 4) {
    header.setUint8(1, LENGTH_IN_16_BITS);
    header.setUint16(2, length);
  } else {
    header.setUint8(1, LENGTH_IN_64_BITS);
    header.setBigUint64(2, BigInt(length));
  }
  frame.set(message, headerBytes);
  return frame;
}

const allocate = (bytes: number): Uint8Array =>
  nodeBuffer ? nodeBuffer.allocUnsafeSlow(bytes) : new Uint8Array(bytes);
