import { rename, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileError } from './file-errors.js';
import { checkOutput, type OutputTarget, type TargetOptions } from './output-target.js';
import { type ByteSink, deviceWriter, pipeWriter } from './special-file.js';
import { writeAll } from './stream-write.js';
import { openTemporary, type TemporaryFile } from './temporary-file.js';

/** Options of {@link openOutput}. */
export interface OutputOptions extends TargetOptions {
  /** Gives up waiting for the reader of a named pipe. */
  readonly signal?: AbortSignalLike;
  /**
   * Whether what was written so far is of use without an end: a recording. Its temporary file then stays when the process
   * is ended before `commit`.
   *
   * @default false
   */
  readonly isRecording?: boolean;
}

/** A file, pipe or device that is being written. It ends with either `commit` or `discard`. */
export interface OutputFile {
  /** A pipe or device: bytes cannot be changed later. */
  readonly isStream: boolean;
  /** Bytes written so far, in order. */
  readonly size: number;
  /** @throws CodecError FILE_IO */
  write(bytes: Uint8Array): Promise<void>;
  /** Replaces the first bytes; without effect on a stream. @throws CodecError FILE_IO */
  rewriteStart(bytes: Uint8Array): Promise<void>;
  /**
   * Puts the file in place, where it replaces an existing one in one step. When that fails, the existing one is untouched
   * and nothing of the new one is left.
   *
   * A recording cannot be made again: where it may not take its place, because a write has failed or another kind of file
   * has come to the path, it is kept beside it under a free name (`heard-2.wav`).
   *
   * @param isPartial whether the output lacks a part of what it should hold: then it replaces nothing but an empty file,
   * unless `replace` is set
   * @returns the path that it has
   * @throws CodecError FILE_IO, OUTPUT_REFUSED
   */
  commit(isPartial?: boolean): Promise<string>;
  /** Removes what was written; an existing file is untouched. May be called twice, and after `commit`. */
  discard(): Promise<void>;
}

/**
 * Opens an output under the rules of {@link checkOutput}. A file is written beside its path under another name and put in
 * place by `commit`; a symbolic link stays, and its target is replaced. Pipes and devices are written to directly; a named
 * pipe is waited for until it is read.
 *
 * @throws CodecError OUTPUT_REFUSED, FILE_IO, ABORTED
 */
export async function openOutput(path: string, options: OutputOptions): Promise<OutputFile> {
  const target = await checkOutput(path, options);
  try {
    if (target.isStream) return new StreamOutput(await openStream(target, options.signal), path);
    const mode = target.existing ? target.existing.mode & 0o777 : 0o666;
    const temporary = await openTemporary(target.realPath, mode, !options.isRecording);
    // The mode that was asked for is subject to the umask; the owner can be kept by root only.
    if (target.existing) {
      const { uid, gid } = target.existing;
      await temporary.file.chown(uid, gid).catch(() => undefined);
      await temporary.file.chmod(mode).catch(() => undefined);
    }
    return new ReplacingOutput(temporary, target, options);
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}

/**
 * Writes a whole output with {@link openOutput}: it appears when `fill` has ended, and not at all when `fill` throws.
 *
 * @returns bytes written
 * @throws CodecError as `openOutput`, and whatever `fill` throws
 */
export async function writeOutput(
  path: string,
  options: OutputOptions,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<number> {
  const output = await openOutput(path, options);
  try {
    await fill((bytes) => output.write(bytes));
    await output.commit();
    return output.size;
  } finally {
    await output.discard();
  }
}

function openStream({ realPath, existing, descriptor }: OutputTarget, signal?: AbortSignalLike): Promise<ByteSink> {
  // Opened anew, a file behind standard output would be written from its start.
  const own = descriptor === 1 ? process.stdout : descriptor === 2 ? process.stderr : undefined;
  if (own) return Promise.resolve({ write: (bytes) => writeAll(own, bytes), close: noop, abandon: noop });
  return existing?.isFIFO() ? pipeWriter(realPath, signal) : deviceWriter(realPath);
}

const noop = (): Promise<void> => Promise.resolve();

class StreamOutput implements OutputFile {
  readonly isStream = true;
  size = 0;

  constructor(
    readonly sink: ByteSink,
    readonly path: string,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.sink.write(bytes);
    } catch (cause) {
      throw fileError('write', this.path, cause);
    }
    this.size += bytes.length;
  }

  rewriteStart(): Promise<void> {
    return Promise.resolve();
  }

  async commit(): Promise<string> {
    await this.sink.close();
    return this.path;
  }

  discard(): Promise<void> {
    return this.sink.abandon();
  }
}

class ReplacingOutput implements OutputFile {
  readonly isStream = false;
  size = 0;
  #hasFailed = false;
  #isOver = false;

  constructor(
    readonly temporary: TemporaryFile,
    readonly target: OutputTarget,
    readonly options: OutputOptions,
  ) {}

  write(bytes: Uint8Array): Promise<void> {
    return this.#guard(async () => {
      // A full disk may take a part of the bytes, which counts.
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.temporary.file.write(bytes, at, bytes.length - at, this.size);
        at += bytesWritten;
        this.size += bytesWritten;
      }
    });
  }

  rewriteStart(bytes: Uint8Array): Promise<void> {
    return this.#guard(async () => {
      await this.temporary.file.write(bytes, 0, bytes.length, 0);
    });
  }

  async commit(isPartial = false): Promise<string> {
    const { path } = this.target;
    try {
      try {
        // To the disk first: after a power cut the name must not lead to an empty file.
        await this.#guard(() => this.temporary.file.datasync());
        await this.#guard(() => this.temporary.file.close());
        if (this.#hasFailed) throw new CodecError('FILE_IO', `${path}: cannot write it: an earlier write failed`);
        // Hours may have passed.
        const { realPath, existing } = await checkOutput(path, this.options);
        if (isPartial && existing && existing.size > 0 && !this.options.replace)
          throw new CodecError(
            'OUTPUT_REFUSED',
            `${path}: is not written: the result is not complete; --force (replace: true) replaces the existing file all the same`,
          );
        await this.#guard(() => this.#renameTo(realPath));
        return path;
      } catch (error) {
        if (!this.options.isRecording) throw error;
        await this.temporary.file.close().catch(() => undefined);
        const free = await freePath(this.target.realPath);
        await this.#guard(() => this.#renameTo(free));
        return free;
      }
    } finally {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.temporary.remove();
  }

  async #renameTo(path: string): Promise<void> {
    await rename(this.temporary.path, path);
    this.#isOver = true;
    this.temporary.renamed();
  }

  async #guard(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (cause) {
      this.#hasFailed = true;
      throw fileError('write', this.target.path, cause);
    }
  }
}

/** `path`, or the first of NAME-2, NAME-3, … that is free; a file without content counts as none. */
async function freePath(path: string): Promise<string> {
  const { dir, name, ext } = parse(path);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? path : join(dir, `${name}-${n}${ext}`);
    const size = await stat(candidate).then(
      (found) => (found.isFile() ? found.size : 1),
      () => 0,
    );
    if (size === 0) return candidate;
  }
}
