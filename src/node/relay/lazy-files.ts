import type { StreamHello } from '../../core/wire/hello.js';
import type { FilesProvider, FilesRequest } from '../../relay/channel/fallback-files.js';
import type { OnDemandFeed } from '../../relay/sources/on-demand-source.js';
import type { FilesHost } from './fallback/open-files.js';

/** The files of one channel; the codec is loaded when they are wanted for the first time. */
export class LazyFiles implements FilesProvider {
  readonly #request: FilesRequest;
  readonly #host: () => FilesHost;
  #opening: Promise<FilesProvider> | null = null;
  #files: FilesProvider | null = null;
  #isClosed = false;

  /** @param host asked for when the files are wanted */
  constructor(request: FilesRequest, host: () => FilesHost) {
    this.#request = request;
    this.#host = host;
  }

  prepare(stream: StreamHello | null): void {
    if (this.#files) this.#files.prepare(stream);
    else void this.#open().then((files) => files.prepare(stream));
  }

  start(feed: OnDemandFeed, path: readonly string[]): () => void {
    // What is ready is handed on in this call.
    if (this.#files) return this.#files.start(feed, path);
    let isEnded = false;
    let stop = (): void => {};
    void this.#open().then((files) => {
      if (!isEnded) stop = files.start(feed, path);
    });
    return () => {
      isEnded = true;
      stop();
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#files?.close();
  }

  #open(): Promise<FilesProvider> {
    this.#opening ??= import('./fallback/open-files.js').then(({ openFiles }) => {
      const files = openFiles(this.#request, this.#host());
      this.#files = files;
      if (this.#isClosed) files.close();
      return files;
    });
    return this.#opening;
  }
}
