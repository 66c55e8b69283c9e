import type { FilesProvider, FilesRequest } from '../../../relay/channel/fallback-files.js';
import { nodeClock } from '../../clock.js';
import { loadModelInWorker } from '../../model/worker-model.js';
import { listTracks } from '../../program/track-list.js';
import { type IcecastSourceOptions, icecastSettings } from '../icecast/options.js';
import type { EncoderSlots } from './encoder-slots.js';
import { RelayFiles } from './files-provider.js';
import { streamModel } from './stream-model.js';

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

/** The files of one channel, which are encoded here. */
export function openFiles(request: FilesRequest, host: FilesHost): FilesProvider {
  const { channel, files } = request;
  let told: ReadonlySet<string> = new Set();
  return new RelayFiles({
    ...request,
    clock: nodeClock,
    random: Math.random,
    env: host.env,
    onEncoded: host.onEncoded,
    onNote: (level, message) => host.onNote(level, channel, message),
    settings: () => icecastSettings(host.encoding(channel) ?? {}),
    listTracks: async () => {
      const { tracks, problems } = await listTracks(files, { hasRecordings: true, skipsMissing: true });
      // Listed once a round: the same is told once, until it has been mended.
      for (const problem of problems)
        if (!told.has(problem)) host.onNote('warn', channel, `skipped in the fallback: ${problem}`);
      told = new Set(problems);
      return tracks;
    },
    findModel: (stream, recording) =>
      streamModel({ stream, stated: host.encoding(channel)?.model, recording, roots: host.modelRoots }),
    openModel: async (model, signal, isUrgent) => {
      if (host.slots.areTaken)
        host.onNote(
          'warn',
          channel,
          `the files of the fallback wait for an encoder: the relay encodes files for ${host.slots.used} channels already, its limit`,
        );
      const release = await host.slots.take(signal, isUrgent);
      try {
        const loaded = await loadModelInWorker(model.dir, { directions: ['encode'], roots: host.modelRoots });
        return { model: loaded, close: () => loaded.close().finally(release) };
      } catch (error) {
        release();
        throw error;
      }
    },
  });
}
