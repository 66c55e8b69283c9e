import { CodecError } from '../../core/errors.js';
import { MAX_PACKET_BYTES } from '../../core/wire/packet.js';

/** WebSocket opcodes (RFC 6455, 5.2) that a relay's server sends. */
export const OPCODE = { binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Takes one whole message; `bytes` from `start` to `end` is valid during the call only. */
export type OnFrame = (opcode: number, bytes: Buffer, start: number, end: number) => void;

/**
 * Cuts what a server sends into WebSocket frames. A load test holds ten thousand of these on one core, so that it does
 * only what a relay needs: whole binary messages and control frames, unmasked, of at most 4 KiB. A frame that lies whole
 * in a read is passed on without a copy.
 */
export class MessageReader {
  /** The start of a frame whose rest has not come. */
  #rest: Buffer | null = null;

  /**
   * @param bytes the memory that was read into; [0, length) is what was read
   * @throws CodecError PROTOCOL for what a relay never sends: fragments, masked frames, frames of text or above 4 KiB
   */
  push(bytes: Buffer, length: number, onFrame: OnFrame): void {
    let data = bytes;
    let end = length;
    if (this.#rest) {
      data = Buffer.concat([this.#rest, bytes.subarray(0, length)]);
      end = data.length;
      this.#rest = null;
    }
    let at = 0;
    while (end - at >= 2) {
      const first = data[at]!;
      const size = data[at + 1]!;
      const header = size === 126 ? 4 : 2;
      if (size > 126) throw new CodecError('PROTOCOL', `a WebSocket frame must be unmasked and at most 4 KiB long`);
      if ((first & 0xf0) !== 0x80)
        throw new CodecError('PROTOCOL', 'a WebSocket message must be one frame without extensions');
      if (end - at < header) break;
      const payload = size === 126 ? data.readUInt16BE(at + 2) : size;
      if (payload > MAX_PACKET_BYTES)
        throw new CodecError('PROTOCOL', `a message must be at most ${MAX_PACKET_BYTES} bytes, got ${payload}`);
      if (end - at < header + payload) break;
      const start = at + header;
      at = start + payload;
      onFrame(first & 15, data, start, at);
    }
    // The memory is read into again: what is left has to be copied.
    if (at < end) this.#rest = Buffer.from(data.subarray(at, end));
  }
}

/** A frame of a client, masked as RFC 6455, 5.3 demands. @param mask 32 bits @param payload at most 65535 bytes */
export function clientFrame(opcode: number, payload: Uint8Array, mask: number): Buffer {
  const { length } = payload;
  const header = length < 126 ? 2 : 4;
  const out = Buffer.allocUnsafe(header + 4 + length);
  out[0] = 0x80 | opcode;
  if (length < 126) out[1] = 0x80 | length;
  else {
    out[1] = 0x80 | 126;
    out.writeUInt16BE(length, 2);
  }
  out.writeUInt32BE(mask >>> 0, header);
  for (let i = 0; i < length; i++) out[header + 4 + i] = payload[i]! ^ out[header + (i & 3)]!;
  return out;
}
