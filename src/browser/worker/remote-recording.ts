import { CodecError } from '../../core/errors.js';
import { findLcStart, type LcHeader, type LcStart } from '../../core/file/lc-file.js';
import { parseLcHeader } from '../../core/file/lc-header.js';
import { LcLayout } from '../../core/file/lc-layout.js';
import { LC_BLOCK_FRAMES, lcBlockBytes } from '../../core/file/lc-record.js';

/** The header of a file is shorter, its normaliser included. */
const HEADER_BYTES = 8192;
/** Requests in search of a position. */
const MAX_TRIES = 20;

/** Bytes of a file, and its size when they were read. */
export interface FilePiece {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** Where a file's header ends. */
export interface FileHeader {
  readonly header: LcHeader;
  /** Bytes of the header. */
  readonly length: number;
  /** Of the file, in bytes. */
  readonly size: number;
}

/** A relay's recording, of which pieces are fetched; it may be growing. */
export class RemoteRecording {
  readonly #url: string;
  readonly #askToken: () => Promise<string | undefined>;
  readonly #fetch: typeof fetch;

  /**
   * @param url of the file, http: or https:
   * @param askToken the token for one request; undefined for none
   */
  constructor(url: string, askToken: () => Promise<string | undefined>, fetcher: typeof fetch) {
    this.#url = url;
    this.#askToken = askToken;
    this.#fetch = fetcher;
  }

  /**
   * Reads a piece; an empty one where the file does not reach (yet).
   *
   * @throws CodecError NOT_ALLOWED, FILE_IO for a file that is not there, TRANSPORT_FAILED for what may work later
   */
  async read(offset: number, length: number, signal: AbortSignal): Promise<FilePiece> {
    try {
      const token = await this.#askToken();
      const response = await this.#fetch(this.#url, {
        headers: {
          range: `bytes=${offset}-${offset + length - 1}`,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        cache: 'no-store',
        signal,
      });
      const { status } = response;
      if (status === 206 || status === 200) {
        const bytes = new Uint8Array(await response.arrayBuffer());
        // Something on the way may not know ranges.
        if (status === 200) return { bytes: bytes.subarray(offset, offset + length), size: bytes.length };
        return { bytes, size: sizeOf(response) ?? offset + bytes.length };
      }
      void response.body?.cancel();
      if (status === 416) return { bytes: new Uint8Array(0), size: sizeOf(response) ?? offset };
      if (status === 401 || status === 403)
        throw new CodecError('NOT_ALLOWED', `the relay does not hand the recording out: HTTP status ${status}`);
      if (status === 404) throw new CodecError('FILE_IO', 'the relay does not have this recording any more');
      throw new CodecError('TRANSPORT_FAILED', `the recording cannot be read: HTTP status ${status}`);
    } catch (cause) {
      if (cause instanceof CodecError || signal.aborted) throw cause;
      throw new CodecError('TRANSPORT_FAILED', `the recording cannot be read: ${(cause as Error).message}`, { cause });
    }
  }

  /** @throws CodecError as {@link read} and FILE_*; FILE_TRUNCATED where the header is not written yet */
  async header(signal: AbortSignal): Promise<FileHeader> {
    const { bytes, size } = await this.read(0, HEADER_BYTES, signal);
    const parsed = parseLcHeader(bytes);
    if (!parsed) throw new CodecError('FILE_TRUNCATED', 'the recording has no header yet');
    return { ...parsed, size };
  }

  /**
   * A record at or closely before a frame, by bisection: nothing of the file states where its frames are.
   *
   * @param totalFrames of the file as far as it is known; a wrong one costs requests
   */
  async locate(
    { header, length, size }: FileHeader,
    frame: number,
    totalFrames: number,
    signal: AbortSignal,
  ): Promise<LcStart> {
    // Two whole records lie in it, wherever it begins.
    const pieceBytes = 4 * lcBlockBytes(LC_BLOCK_FRAMES, new LcLayout(header).frameBytes);
    let low: LcStart = { header, offset: length, frame: 0 };
    let high = { offset: size, frame: Math.max(totalFrames, frame + 1) };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const span = high.offset - low.offset;
      if (frame - low.frame < LC_BLOCK_FRAMES || span <= pieceBytes) break;
      // Pauses take no bytes: where a guess by proportion is far off, the middle is nearer.
      const share = tries % 2 === 0 ? (frame - low.frame) / (high.frame - low.frame) : 0.5;
      const guess = low.offset + Math.max(1, Math.min(span - 1, Math.floor(span * share) - (pieceBytes >> 1)));
      const found = findLcStart((await this.read(guess, pieceBytes, signal)).bytes, guess, header);
      if (found && found.frame <= frame) low = found;
      else high = { offset: guess, frame: found?.frame ?? high.frame };
    }
    return low;
  }
}

/** The size that a part's answer states. */
function sizeOf(response: Response): number | null {
  const found = /\/(\d{1,15})$/.exec(response.headers.get('content-range') ?? '');
  return found ? Number(found[1]) : null;
}
