import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { fileError } from '../../../files/file-errors.js';

/**
 * A file that is written from its start and never whole before its end: it has its name from the beginning, so that what
 * a killed process has written is found under it.
 */
export interface RecordingFile {
  /** A name that was free. */
  readonly path: string;
  /** Bytes of whole writes. */
  readonly size: number;
  /**
   * Appends; a write that fails leaves what was there before.
   * @throws CodecError FILE_IO
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Replaces the first bytes. @throws CodecError FILE_IO */
  rewriteStart(bytes: Uint8Array): Promise<void>;
  /** Closes it; what was written has reached the disk where that succeeds. May be called twice. @throws CodecError FILE_IO */
  close(): Promise<void>;
  /** Closes and removes it. */
  discard(): Promise<void>;
}

/** Files of one name that are tried: NAME.lc, NAME-2.lc, … */
const MAX_TRIES = 1000;

/**
 * Makes a file under `path`, or the first of NAME-2, NAME-3, … that is free: an existing file is never touched. Folders
 * between `folder` and the file are made.
 *
 * @param path inside `folder`
 * @throws CodecError FILE_IO
 */
export async function createRecording(folder: string, path: string): Promise<RecordingFile> {
  try {
    if (dirname(path) !== folder) await mkdir(dirname(path), { recursive: true });
    const { dir, name, ext } = parse(path);
    for (let n = 1; ; n++) {
      const free = n === 1 ? path : join(dir, `${name}-${n}${ext}`);
      try {
        return new OpenRecording(free, await open(free, 'wx', 0o644));
      } catch (error) {
        if ((error as { code?: string }).code !== 'EEXIST' || n === MAX_TRIES) throw error;
      }
    }
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}

class OpenRecording implements RecordingFile {
  size = 0;
  readonly #handle: FileHandle;
  #closing: Promise<void> | null = null;

  constructor(
    readonly path: string,
    handle: FileHandle,
  ) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      // A full disk may take a part of the bytes.
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, this.size + at);
        at += bytesWritten;
      }
      this.size += bytes.length;
    } catch (cause) {
      await this.#handle.truncate(this.size).catch(() => undefined);
      throw fileError('write', this.path, cause);
    }
  }

  async rewriteStart(bytes: Uint8Array): Promise<void> {
    try {
      await this.#handle.write(bytes, 0, bytes.length, 0);
    } catch (cause) {
      throw fileError('write', this.path, cause);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async discard(): Promise<void> {
    await this.close().catch(() => undefined);
    await rm(this.path, { force: true }).catch(() => undefined);
  }

  async #close(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch (cause) {
      throw fileError('write', this.path, cause);
    } finally {
      await this.#handle.close();
    }
  }
}
