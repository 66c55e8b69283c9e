import { bytesPerFramePlane } from '../latent/format.js';
import type { LcHeader } from './lc-header.js';
import {
  LC_BLOCK,
  LC_CRC_BYTES,
  LC_PACKED_BLOCK,
  LC_PACKED_HEADER_BYTES,
  LC_PAUSE,
  LC_PAUSE_HEADER_BYTES,
  LC_TRAILER,
  LC_TRAILER_BYTES,
  lcBlockBytes,
} from './lc-record.js';

/** Which records a file with a given header may hold, and how long they are. */
export class LcLayout {
  /** Bytes of one frame in a plain block: its bit planes, and its spatial parameters where the header has them. */
  readonly frameBytes: number;
  readonly #isPacked: boolean;
  readonly #hasPauses: boolean;

  constructor(header: Pick<LcHeader, 'planes' | 'latentSize' | 'hasSpatialParameters' | 'isPacked' | 'hasPauses'>) {
    this.frameBytes = header.planes * bytesPerFramePlane(header) + (header.hasSpatialParameters ? 1 : 0);
    this.#isPacked = header.isPacked === true;
    this.#hasPauses = header.hasPauses === true;
  }

  /** Whether a record may begin with this byte. */
  isRecordType(type: number | undefined): boolean {
    return type === LC_BLOCK || type === LC_TRAILER || this.isPackedBlock(type) || this.isPause(type);
  }

  /** Whether a record that begins with this byte is a packed block. */
  isPackedBlock(type: number | undefined): boolean {
    return type === LC_PACKED_BLOCK && this.#isPacked;
  }

  /** Whether a record that begins with this byte is a pause. */
  isPause(type: number | undefined): boolean {
    return type === LC_PAUSE && this.#hasPauses;
  }

  /** Frames that the record at `at` states, which is no trailer. */
  recordFrames(bytes: Uint8Array, at: number): number {
    if (!this.isPause(bytes[at])) return (bytes[at + 1] ?? 0) + 1;
    return [1, 2, 3, 4].reduce((frames, i) => frames * 256 + (bytes[at + i] ?? 0), 0);
  }

  /**
   * Length of the record at `at` as its own header states it. Bytes beyond the end of `bytes` count as 0, and a packed
   * block is never longer than a plain one.
   */
  recordLength(bytes: Uint8Array, at: number): number {
    if (bytes[at] === LC_TRAILER) return LC_TRAILER_BYTES;
    if (this.isPause(bytes[at])) return LC_PAUSE_HEADER_BYTES + (bytes[at + 6] ?? 0) + LC_CRC_BYTES;
    const plain = lcBlockBytes((bytes[at + 1] ?? 0) + 1, this.frameBytes);
    if (!this.isPackedBlock(bytes[at])) return plain;
    const stated = (bytes[at + 2] ?? 0) * 65_536 + (bytes[at + 3] ?? 0) * 256 + (bytes[at + 4] ?? 0);
    return Math.min(plain, LC_PACKED_HEADER_BYTES + stated + LC_CRC_BYTES);
  }
}
