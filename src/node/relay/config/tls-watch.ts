import { stat } from 'node:fs/promises';
import { readTlsPair, type TlsMaterial, type TlsPaths } from './tls-files.js';

/** How the two files of a certificate are watched. */
export interface TlsWatchOptions {
  /** Certificate and key. */
  readonly paths: TlsPaths;
  /** Called with a pair that has changed and can be used. */
  readonly onChange: (material: TlsMaterial) => void;
  /** Called once for each change that cannot be used; the message names the file, never what is in it. */
  readonly onProblem: (message: string) => void;
  /** Interval at which the files are looked at, in ms from 1. @default 2000 */
  readonly pollMs?: number;
}

/** Default of {@link TlsWatchOptions.pollMs}. */
export const TLS_POLL_MS = 2000;

/**
 * Reads a certificate and its key again when they change. The files are looked at by their paths, links followed, so that
 * renamed files, swapped links and replaced folders are seen on every file system. A change is used once the files have
 * been the same for one interval: certificate and key are written one after the other.
 */
export class TlsWatch {
  readonly #options: TlsWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Of the pair that was tried last, or that was in use at the start. */
  #tried: string | null = null;
  #seen: string | null = null;
  #isClosed = false;

  constructor(options: TlsWatchOptions) {
    this.#options = options;
  }

  /** Begins with the pair that is in use: what the files are now counts as tried. */
  async start(): Promise<void> {
    this.#tried = await this.#signature();
    this.#seen = this.#tried;
    this.#schedule();
  }

  /** Looks once: for tests, and at every interval. */
  async look(): Promise<void> {
    const signature = await this.#signature();
    const isSettled = signature === this.#seen;
    this.#seen = signature;
    if (!isSettled || signature === this.#tried || this.#isClosed) return;
    this.#tried = signature;
    const result = await readTlsPair(this.#options.paths).catch((error: Error) => error);
    if (this.#isClosed) return;
    if (result instanceof Error) this.#options.onProblem(result.message);
    else this.#options.onChange(result);
  }

  /** May be called twice. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      void this.look().finally(() => this.#schedule());
    }, this.#options.pollMs ?? TLS_POLL_MS);
    this.#timer.unref();
  }

  /** Differs whenever another file, or another content, stands at one of the two paths. */
  async #signature(): Promise<string> {
    const { certificate, key } = this.#options.paths;
    const parts = await Promise.all(
      [certificate, key].map((file) =>
        stat(file, { bigint: true }).then(
          ({ dev, ino, size, mtimeNs, ctimeNs }) => [dev, ino, size, mtimeNs, ctimeNs].join(':'),
          (error: NodeJS.ErrnoException) => String(error.code),
        ),
      ),
    );
    return parts.join(' ');
  }
}
