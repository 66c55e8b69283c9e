import { latin1 } from './latin1.js';

/** How a kind of file writes the head of a chunk: its name and the length of what follows. */
export interface ChunkForm {
  /** Bytes of a head. */
  readonly headBytes: number;
  /** Chunks begin at multiples of this many bytes. */
  readonly align: 1 | 2 | 8;
  /** Name and length of the chunk whose head `bytes` starts with; undefined where no head may look like that. */
  parse(bytes: Uint8Array): { readonly id: string; readonly bytes: number } | undefined;
}

/** WAV and AIFF: four letters and 32 bits. */
export const iffChunks = (isBigEndian: boolean): ChunkForm => ({
  headBytes: 8,
  align: 2,
  parse: (bytes) =>
    bytes.length >= 8 && isName(bytes)
      ? { id: latin1(bytes, 0, 4), bytes: viewOf(bytes).getUint32(4, !isBigEndian) }
      : undefined,
});

/** CAF: four letters and 64 bits. */
export const CAF_CHUNKS: ChunkForm = {
  headBytes: 12,
  align: 1,
  parse: (bytes) =>
    bytes.length >= 12 && isName(bytes)
      ? { id: latin1(bytes, 0, 4), bytes: Number(viewOf(bytes).getBigInt64(4)) }
      : undefined,
};

/** Bytes 4 to 15 of the GUIDs of Sony Wave64 whose first four are the letters of a name. */
const W64_TAIL = 'f3acd3118cd100c04f8edb8a';

/** Sony Wave64: a GUID and 64 bits, which count the head, too. */
export const W64_CHUNKS: ChunkForm = {
  headBytes: 24,
  align: 8,
  parse: (bytes) => {
    const guid = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16));
    if (bytes.length < 24 || guid.toString('hex', 4) !== W64_TAIL) return undefined;
    const size = viewOf(bytes).getBigUint64(16, true);
    return size < 24n ? undefined : { id: guid.toString('latin1', 0, 4), bytes: Number(size) - 24 };
  },
};

/** Letters, digits and the like, as all names of chunks are. */
const isName = (bytes: Uint8Array): boolean => bytes.subarray(0, 4).every((byte) => byte >= 32 && byte < 127);

/** A view of bytes, wherever they are in their buffer. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
