/** What a file or a stream states about its audio. */
export interface AudioTags {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
  /** The front cover, or the first picture. */
  readonly cover?: AudioCover;
}

/** A picture that belongs to audio. */
export interface AudioCover {
  /** As `image/jpeg`. */
  readonly mimeType: string;
  /** The picture's file. */
  readonly bytes: Uint8Array;
}
