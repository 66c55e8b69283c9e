/** A file's bytes at any place. */
export interface PlacedBytes {
  readonly length: number;
  /** `length` bytes at `at`, fewer at the end. */
  read(at: number, length: number): Promise<Uint8Array>;
}

/** What the structure of a file that FFmpeg decodes states, and FFmpeg does not tell. */
export interface ContainerFacts {
  /** Why it cannot be read. */
  readonly refusal?: string;
  /** Why audio is missing, as a sentence. */
  readonly loss?: string;
  /** How long the audio is without the encoder's delay and padding: `units / unitsPerSecond` s. */
  readonly length?: StatedLength | undefined;
  /** Place of the first byte that does not belong to the file. */
  readonly behind?: number;
}

/** The part of decoded audio that is to be played: `units` from `firstUnit` on, at `unitsPerSecond`. */
export interface StatedLength {
  readonly units: number;
  readonly unitsPerSecond: number;
  /** Undefined where FFmpeg finds the first one by itself. */
  readonly firstUnit?: number | undefined;
}
