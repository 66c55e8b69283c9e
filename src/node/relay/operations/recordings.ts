import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodecError } from '../../../core/errors.js';
import { requireChannelName } from '../../../core/wire/control.js';
import type { RelayAdministration } from '../../../relay/administration/relay-administration.js';
import { openOutput } from '../../files/output-file.js';
import { LC_KIND } from '../../files/output-kind.js';
import { Recorder, type RecordingInfo } from './recorder.js';

interface Recording {
  readonly recorder: Recorder;
  readonly detach: () => void;
  isRunning: boolean;
}

/** Records channels into one folder, `CHANNEL-20260131T120000Z.lc` for each stream. */
export class RecordingStore {
  readonly #folder: string;
  readonly #administration: Pick<RelayAdministration, 'attachRecorder'>;
  readonly #wallMs: () => number;
  /** By channel; the last one stays listed when it has ended. */
  readonly #recordings = new Map<string, Recording>();

  /** @param wallMs ms since 1970 */
  constructor(
    folder: string,
    administration: Pick<RelayAdministration, 'attachRecorder'>,
    wallMs: () => number = Date.now,
  ) {
    this.#folder = folder;
    this.#administration = administration;
    this.#wallMs = wallMs;
  }

  /** Begins; a channel that is recorded already continues. @throws CodecError CHANNEL_NAME | CHANNEL_LIMIT | FILE_IO */
  async start(channel: string): Promise<void> {
    requireChannelName(channel);
    const isFolder = await stat(this.#folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new CodecError('FILE_IO', `${this.#folder}: the folder for recordings does not exist`);
    if (this.#recordings.get(channel)?.isRunning) return;
    const recorder = new Recorder({
      wallMs: this.#wallMs,
      open: () => {
        const path = join(this.#folder, `${channel}-${timestamp(this.#wallMs())}.lc`);
        return { path, output: openOutput(path, { kind: LC_KIND, isRecording: true }) };
      },
      onClose: () => {
        const recording = this.#recordings.get(channel);
        if (recording?.recorder !== recorder) return;
        recording.isRunning = false;
        recording.detach();
      },
    });
    const detach = this.#administration.attachRecorder(channel, recorder);
    this.#recordings.set(channel, { recorder, detach, isRunning: true });
  }

  /** Ends it; resolves when its files have their names. False for a channel that is not recorded. */
  async stop(channel: string): Promise<boolean> {
    const recording = this.#recordings.get(channel);
    if (!recording?.isRunning) return false;
    await recording.recorder.stop();
    return true;
  }

  /** Files of a channel's recording that runs, or of its last. */
  list(channel: string): RecordingInfo[] {
    return this.#recordings.get(channel)?.recorder.files ?? [];
  }

  /** Ends all. */
  async close(): Promise<void> {
    await Promise.all([...this.#recordings.keys()].map((channel) => this.stop(channel)));
  }
}

/** `20260131T120000Z` */
const timestamp = (wallMs: number): string => new Date(wallMs).toISOString().replace(/[-:]|\.\d+/g, '');
