import { crc32c } from '../../core/crc32c.js';
import type { WireCost } from '../counters.js';
import { cobsDecode, cobsEncode } from './cobs.js';

const CRC_BYTES = 4;

/** Bytes of one message of `bytes` bytes in a byte pipe, at most: CRC, COBS codes and the 0 behind it. */
export const pipeWireCost: WireCost = (bytes) => bytes + CRC_BYTES + Math.ceil((bytes + CRC_BYTES + 1) / 254) + 1;

/** A message as it goes through a byte pipe: with its CRC-32C behind it, by COBS without zeros, and a 0. */
export function pipeFrame(message: Uint8Array): Uint8Array {
  const checked = new Uint8Array(message.length + CRC_BYTES);
  checked.set(message);
  new DataView(checked.buffer).setUint32(message.length, crc32c(message));
  const stuffed = cobsEncode(checked);
  const out = new Uint8Array(stuffed.length + 1);
  out.set(stuffed);
  return out;
}

/** Finds the messages in a byte stream that may begin anywhere, lose bytes and hold others. */
export class PipeReader {
  readonly #buffer: Uint8Array;
  readonly #onMessage: (message: Uint8Array) => void;
  readonly #onDamage: () => void;
  #length = 0;
  /** Whether bytes since the last 0 were too many for a message. */
  #isTooLong = false;

  /**
   * @param maxMessageBytes longest message
   * @param onDamage called for what stands between two zeros and is no message
   */
  constructor(maxMessageBytes: number, onMessage: (message: Uint8Array) => void, onDamage: () => void) {
    this.#buffer = new Uint8Array(pipeWireCost(maxMessageBytes));
    this.#onMessage = onMessage;
    this.#onDamage = onDamage;
  }

  /** The next bytes, as they come. */
  push(bytes: Uint8Array): void {
    let from = 0;
    for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, from)) {
      this.#keep(bytes.subarray(from, at));
      this.#frame();
      from = at + 1;
    }
    this.#keep(bytes.subarray(from));
  }

  #keep(bytes: Uint8Array): void {
    if (this.#isTooLong || this.#length + bytes.length > this.#buffer.length) {
      this.#isTooLong = true;
      return;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #frame(): void {
    const stuffed = this.#buffer.subarray(0, this.#length);
    const isTooLong = this.#isTooLong;
    this.#length = 0;
    this.#isTooLong = false;
    // Zeros in a row stand between messages.
    if (stuffed.length === 0 && !isTooLong) return;
    const checked = isTooLong ? null : cobsDecode(stuffed);
    if (!checked || checked.length <= CRC_BYTES) {
      this.#onDamage();
      return;
    }
    const message = checked.subarray(0, checked.length - CRC_BYTES);
    const crc = new DataView(checked.buffer, checked.byteOffset).getUint32(message.length);
    if (crc !== crc32c(message)) this.#onDamage();
    else this.#onMessage(message);
  }
}
