import { basename, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { requireChannelName } from '../../../../core/wire/control.js';
import type { RelayAdministration } from '../../../../relay/administration/relay-administration.js';
import { recordingName } from './name-pattern.js';
import { type RecordSettings, requireRecordOptions } from './record-options.js';
import { RecordTable } from './record-table.js';
import { Recorder, type RecordingEventName } from './recorder.js';
import { createRecording } from './recording-file.js';
import { checkRecordingFolder, makeRecordingFolder } from './recording-folder.js';
import { RecordingLibrary, type StoredRecording } from './recording-library.js';
import { applyRetention } from './retention.js';
import type { RecordingInfo } from './stream-file.js';

/** Retention is applied this often, and whenever a file has ended, in ms. */
const RETENTION_EVERY_MS = 60_000;

/** Wait for the stream of a channel that has a source. */
const STREAM_WAIT_MS = 2_000;

/** What a {@link RecordingStore} needs. */
export interface RecordingStoreOptions {
  /** Of the relay whose channels are recorded. */
  readonly administration: Pick<RelayAdministration, 'attachRecorder'>;
  /** Folder for what an administrator records; null where there is none. */
  readonly folder: string | null;
  /** Which channels are recorded by the configuration. @default none */
  readonly table?: RecordTable;
  /** What the relay's owner should know of a channel's recording; must not throw. @default nothing is told */
  readonly onNote?: (channel: string, level: 'info' | 'warn', message: string) => void;
  /** Called with what happens to a channel's recording; must not throw. @default nothing is told */
  readonly onEvent?: (event: RecordingEvent) => void;
  /** ms since 1970. @default Date.now */
  readonly wallMs?: () => number;
}

/** What has happened to the recording of a channel. */
export interface RecordingEvent {
  readonly event: RecordingEventName;
  readonly channel: string;
  /** Name of the file that begins. */
  readonly file?: string;
  /** Why it has failed. */
  readonly reason?: string;
}

interface Recording {
  readonly recorder: Recorder;
  readonly settings: RecordSettings;
  /** Whether the configuration asks for it, and not an administrator. */
  readonly isConfigured: boolean;
  readonly detach: () => void;
  isRunning: boolean;
}

/** Records channels: those that the configuration names, whenever they have a source, and those that an administrator asks for. */
export class RecordingStore {
  readonly #options: RecordingStoreOptions;
  readonly #wallMs: () => number;
  /** By channel; the last one stays listed when it has ended. */
  readonly #recordings = new Map<string, Recording>();
  /** By folder. */
  readonly #libraries = new Map<string, RecordingLibrary>();
  readonly #timer: ReturnType<typeof setInterval>;
  #table: RecordTable;
  #tidying: Promise<void> = Promise.resolve();

  constructor(options: RecordingStoreOptions) {
    this.#options = options;
    this.#wallMs = options.wallMs ?? Date.now;
    this.#table = options.table ?? new RecordTable('recordings');
    this.#timer = setInterval(() => this.#tidyAll(), RETENTION_EVERY_MS);
    this.#timer.unref();
  }

  /** A source has come: begins where the configuration asks for it. Never throws. */
  sourceJoined(channel: string): void {
    const settings = this.#table.of(channel);
    if (!settings || this.#recordings.get(channel)?.isRunning) return;
    try {
      this.#begin(channel, settings, true);
      this.#tidy(channel);
    } catch (error) {
      this.#options.onNote?.(channel, 'warn', `cannot be recorded: ${(error as Error).message}`);
    }
  }

  /**
   * Other channels are recorded from now on, or otherwise: a recording that does not change keeps its file.
   *
   * @param live channels that have a source
   */
  setTable(table: RecordTable, live: Iterable<string>): void {
    this.#table = table;
    for (const [channel, { isConfigured, isRunning, settings, recorder }] of this.#recordings)
      if (isConfigured && isRunning && !isDeepStrictEqual(settings, table.of(channel))) void recorder.stop();
    for (const channel of live) this.sourceJoined(channel);
  }

  /**
   * Begins in the folder for administrators; a channel that is recorded already continues.
   * @param isLive whether the channel has a source: its stream, which may come from another process of the relay, is
   *   waited for, at most two seconds
   * @throws CodecError CHANNEL_NAME | CHANNEL_LIMIT | FILE_IO
   */
  async start(channel: string, isLive = false): Promise<void> {
    requireChannelName(channel);
    const folder = this.#options.folder ?? '';
    await checkRecordingFolder(folder);
    if (!this.#recordings.get(channel)?.isRunning) this.#begin(channel, requireRecordOptions('', { folder }), false);
    if (isLive) await this.#streamOf(channel);
  }

  /** Ends it until its source comes again; resolves when its files are whole. False for a channel that is not recorded. */
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

  /** All recordings of a channel that lie in its folders, the newest first, also those of earlier runs. */
  async stored(channel: string): Promise<StoredRecording[]> {
    const folders = [this.#table.of(channel)?.folder, this.#options.folder];
    const current = this.#recordings.get(channel)?.recorder.current ?? null;
    const found: StoredRecording[] = [];
    for (const folder of new Set(folders.flatMap((path) => (path ? [resolve(path)] : []))))
      for (const recording of await this.#library(folder).list(channel)) {
        const isCurrent = current !== null && recording.path === resolve(current.path);
        found.push(isCurrent ? { ...recording, seconds: current.seconds, titles: current.sidecar.titles } : recording);
      }
    return found.sort((a, b) => b.startedMs - a.startedMs);
  }

  /** Resolves when what is due now has been deleted. */
  async tidied(): Promise<void> {
    await this.#tidying;
  }

  /** Ends all. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#recordings.keys()].map((channel) => this.stop(channel)));
    await this.#tidying;
  }

  #begin(channel: string, settings: RecordSettings, isConfigured: boolean): void {
    const { rotateMs, rotateBytes, pattern } = settings;
    const folder = resolve(settings.folder);
    const { administration, onNote, onEvent } = this.#options;
    const recorder = new Recorder({
      channel,
      wallMs: this.#wallMs,
      open: (metadata, wallMs) => {
        const path = join(folder, recordingName(pattern, { channel, wallMs, metadata }));
        return { path, create: () => makeRecordingFolder(folder).then(() => createRecording(folder, path)) };
      },
      ...(rotateMs !== undefined && { rotateMs }),
      ...(rotateBytes !== undefined && { rotateBytes }),
      onNote: (level, message) => onNote?.(channel, level, message),
      onEvent: (event, { file, reason }) =>
        onEvent?.({
          event,
          channel,
          ...(file !== undefined && { file: basename(file) }),
          ...(reason !== undefined && { reason }),
        }),
      onFile: () => this.#tidy(channel),
      onClose: () => {
        const recording = this.#recordings.get(channel);
        if (recording?.recorder !== recorder) return;
        recording.isRunning = false;
        recording.detach();
      },
    });
    const detach = administration.attachRecorder(channel, recorder);
    this.#recordings.set(channel, { recorder, settings, isConfigured, detach, isRunning: true });
  }

  async #streamOf(channel: string): Promise<void> {
    const timeout = new AbortController();
    const timer = delay(STREAM_WAIT_MS, undefined, { signal: timeout.signal }).catch(() => {});
    await Promise.race([this.#recordings.get(channel)?.recorder.welcomed, timer]);
    timeout.abort();
  }

  #library(folder: string): RecordingLibrary {
    let library = this.#libraries.get(folder);
    if (!library) {
      library = new RecordingLibrary(folder);
      this.#libraries.set(folder, library);
    }
    return library;
  }

  #tidyAll(): void {
    for (const channel of this.#recordings.keys()) this.#tidy(channel);
  }

  #tidy(channel: string): void {
    this.#tidying = this.#tidying.then(async () => {
      const recording = this.#recordings.get(channel);
      if (!recording) return;
      const { settings, recorder } = recording;
      const deleted = await applyRetention(this.#library(resolve(settings.folder)), channel, settings, {
        wallMs: this.#wallMs(),
        isInUse: (path) => recorder.current !== null && resolve(recorder.current.path) === path,
      });
      for (const path of deleted)
        this.#options.onNote?.(channel, 'info', `recording deleted by its age, count or size: ${path}`);
    });
  }
}
