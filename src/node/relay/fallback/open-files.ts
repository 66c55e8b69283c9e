import type { StreamHello } from '../../../core/wire/hello.js';
import type { FilesProvider, FilesRequest } from '../../../relay/channel/fallback-files.js';
import type { OnDemandFeed } from '../../../relay/sources/on-demand-source.js';
import { nodeClock } from '../../clock.js';
import { listTracks } from '../../program/track-list.js';
import { type IcecastSourceOptions, icecastSettings } from '../icecast/options.js';
import type { EncoderSlots } from './encoder-slots.js';

/** What files that stand in for a source need of their relay's server. */
export interface FilesHost {
  /** How a channel's audio is encoded, where the configuration states it. */
  readonly encoding: (channel: string) => IcecastSourceOptions | undefined;
  /** Those that may play at a time. */
  readonly slots: EncoderSlots;
  readonly onEncoded: (seconds: number) => void;
  readonly onNote: (level: 'info' | 'warn', channel: string, message: string) => void;
  readonly modelRoots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

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
    this.#opening ??= import('./files-provider.js').then(({ RelayFiles }) => {
      const host = this.#host();
      const { channel, files } = this.#request;
      const provider = new RelayFiles({
        ...this.#request,
        clock: nodeClock,
        random: Math.random,
        env: host.env,
        onEncoded: host.onEncoded,
        onNote: (level, message) => host.onNote(level, channel, message),
        settings: () => icecastSettings(host.encoding(channel) ?? {}),
        listTracks: async () => {
          const { tracks, problems } = await listTracks(files, { hasRecordings: true });
          for (const problem of problems) host.onNote('warn', channel, problem);
          return tracks;
        },
        findModel: async (stream, recording) => {
          const { streamModel } = await import('./stream-model.js');
          return streamModel({ stream, stated: host.encoding(channel)?.model, recording, roots: host.modelRoots });
        },
        openModel: async (model) => {
          const release = host.slots.take();
          try {
            const { loadModelInWorker } = await import('../../model/worker-model.js');
            const loaded = await loadModelInWorker(model.dir, { directions: ['encode'], roots: host.modelRoots });
            return { model: loaded, close: () => loaded.close().finally(release) };
          } catch (error) {
            release();
            throw error;
          }
        },
      });
      this.#files = provider;
      if (this.#isClosed) provider.close();
      return provider;
    });
    return this.#opening;
  }
}
