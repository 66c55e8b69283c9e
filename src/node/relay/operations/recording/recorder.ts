import { Deferred } from '../../../../core/deferred.js';
import type { CodecError } from '../../../../core/errors.js';
import { LC_BLOCK_FRAMES, lcBlockBytes } from '../../../../core/file/lc-record.js';
import { bytesPerFramePlane } from '../../../../core/latent/format.js';
import { parseMetadata, type StreamHello, type StreamMetadata } from '../../../../core/wire/hello.js';
import { type PacketContext, parsePacket } from '../../../../core/wire/packet.js';
import type {
  StreamStart,
  Subscriber,
  SubscriberRequest,
  SubscriberState,
  SubscriberStats,
} from '../../../../relay/subscribers/subscriber.js';
import type { ThinnedMessage } from '../../../../relay/subscribers/thinned.js';
import type { RecordingFile } from './recording-file.js';
import { type RecordingInfo, StreamFile } from './stream-file.js';

/** Files that are remembered, the last. */
const MAX_FILES = 16;
/** The file of a stream that has not ended is finished when no audio has come for this long: its source may come back. */
export const RECORDING_IDLE_MS = 60_000;
/** Wait after a failure to write before the next file is begun. */
export const RECORDING_RETRY_MS = 10_000;

/** What happens to a recording. */
export type RecordingEventName = 'recording.on' | 'recording.rotated' | 'recording.failed' | 'recording.off';

/** What a {@link Recorder} needs. */
export interface RecorderOptions {
  /**
   * Called when the recording begins, continues in another file, has failed, and ends; must not throw.
   * @param detail path of the file, or why it has failed
   */
  readonly onEvent?: (event: RecordingEventName, detail: { readonly file?: string; readonly reason?: string }) => void;
  /** Its name stands beside each file. */
  readonly channel: string;
  /** Names a file that begins now, and opens it. */
  readonly open: (
    metadata: StreamMetadata,
    wallMs: number,
  ) => { readonly path: string; create(): Promise<RecordingFile> };
  /** Audio of a file at most, in ms. @default no limit */
  readonly rotateMs?: number;
  /** Bytes of a file at most. @default no limit */
  readonly rotateBytes?: number;
  /** ms since 1970. */
  readonly wallMs: () => number;
  /** What the relay's owner should know; must not throw. */
  readonly onNote: (level: 'info' | 'warn', message: string) => void;
  /** Called when a file has ended, well or not; must not throw. */
  readonly onFile: () => void;
  /** Called once when the recorder was closed from either side; must not throw. */
  readonly onClose: (error: CodecError | null) => void;
}

/**
 * Records a channel into `.lc` files as its source has sent it, with all planes: one file for each stream, or more by
 * length or size. A file is finished when its stream ends, and a minute after a source that was lost. A block of 256 frames is written as soon as it is full (12 s with the default model): that much is lost
 * when the process is killed. Where the disk refuses to take more, the file ends with what it has, and another is begun
 * every ten seconds until that works.
 */
export class Recorder implements Subscriber {
  readonly request: SubscriberRequest = { burstMs: 0 };
  readonly wireBytes = 0;
  readonly state: SubscriberState = 'ok';
  readonly isDueSoon = false;
  /** As the source sends them. */
  readonly framesPerMessage = undefined;
  readonly maxFramesPerMessage = undefined;
  readonly #options: RecorderOptions;
  readonly #files: StreamFile[] = [];
  #hello: StreamHello | null = null;
  #context: PacketContext | null = null;
  #metadata: StreamMetadata = {};
  #cursor = 0;
  #framesPerMessage = 0;
  #sentMessages = 0;
  #audioBytes = 0;
  #lastAudioMs = 0;
  /** A file was begun, and none has failed since. */
  #isOn = false;
  /** When a failed recording is tried again, in ms since 1970; null while nothing has failed. */
  #retryAtMs: number | null = null;
  /** Whether the present stream has had a file. */
  #hasFile = false;
  /** The file before has its name and its first bytes, or has failed. */
  #begun: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  readonly #welcomed = new Deferred();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Resolves when the first stream has come, or the recorder is closed. */
  get welcomed(): Promise<void> {
    return this.#welcomed.promise;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Oldest first, of at most the last 16 files; of a stream that has had no audio yet, what would begin now. */
  get files(): RecordingInfo[] {
    const files = this.#files.map((file) => file.info);
    if (this.#isClosed || !this.#hello || this.#hasFile) return files;
    const nowMs = this.#options.wallMs();
    const { path } = this.#options.open(this.#metadata, nowMs);
    return [...files, { path, startedAt: new Date(nowMs).toISOString(), frames: 0, pausedFrames: 0, error: null }];
  }

  /** The file that is being written; null where none is. */
  get current(): StreamFile | null {
    const file = this.#files.at(-1);
    return file && !file.isOver ? file : null;
  }

  lagMs(): number {
    return 0;
  }

  stats(): SubscriberStats {
    const planes = this.#hello?.planes ?? 8;
    return {
      planes,
      wantedPlanes: planes,
      framesPerMessage: this.#framesPerMessage,
      state: this.state,
      lagMs: 0,
      sentMessages: this.#sentMessages,
      droppedMessages: 0,
      waitingBytes: this.#files.at(-1)?.waitingBytes ?? 0,
      audioBytes: this.#audioBytes,
      wireBytes: 0,
    };
  }

  welcome({ hello, context, cursor, framesPerMessage, metadataMessage }: StreamStart): void {
    if (this.#isClosed || this.#hello?.epoch === hello.epoch) return;
    this.#framesPerMessage = framesPerMessage;
    this.#endFile();
    this.#hello = hello;
    this.#hasFile = false;
    this.#context = context;
    this.#cursor = cursor;
    this.#metadata = {};
    if (metadataMessage) this.metadata(metadataMessage);
    this.#welcomed.resolve();
  }

  offer(message: ThinnedMessage, firstFrame: number, frames: number): void {
    if (this.#isClosed || firstFrame + frames <= this.#cursor) return;
    this.#cursor = firstFrame + frames;
    this.#sentMessages++;
    const { bytes } = message.get(8, true);
    this.#audioBytes += bytes.length;
    const packet = parsePacket(bytes, this.#context!);
    if (packet.type !== 'audio' && packet.type !== 'silence') return;
    this.#lastAudioMs = this.#options.wallMs();
    this.#fileFor(packet.type === 'silence')?.append(packet, firstFrame);
  }

  repacked(): void {}

  metadata(message: Uint8Array): void {
    const packet = parsePacket(message, this.#context!);
    if (packet.type !== 'metadata') return;
    this.#metadata = parseMetadata(packet.body);
    this.current?.setMetadata(this.#metadata);
  }

  sourceGone(): void {}

  end(): void {
    // Where its source continues the stream all the same, that is another file.
    this.#endFile();
  }

  tick(): void {
    if (this.current && this.#options.wallMs() - this.#lastAudioMs > RECORDING_IDLE_MS) this.#endFile();
  }

  close(error: CodecError): void {
    this.#close(error);
  }

  /** Ends the recording; resolves when every file is whole. */
  async stop(): Promise<void> {
    this.#close(null);
    await Promise.all(this.#files.map((file) => file.finish()));
  }

  /** The file for what comes now; null while a failure is waited out, and before a stream's first sound. */
  #fileFor(isSilence: boolean): StreamFile | null {
    const { rotateMs, rotateBytes, wallMs } = this.#options;
    const { current } = this;
    const isFull =
      current !== null &&
      ((rotateMs !== undefined && current.seconds * 1000 >= rotateMs) ||
        (rotateBytes !== undefined && current.bytes + this.#pendingBytes() > rotateBytes));
    if (current && !isFull) return current;
    if (isFull) this.#endFile();
    const nowMs = wallMs();
    if (isSilence || (this.#retryAtMs !== null && nowMs < this.#retryAtMs)) return null;
    return this.#begin(nowMs);
  }

  #begin(startedMs: number): StreamFile {
    const { channel, open, onNote, onFile, onEvent } = this.#options;
    const { path, create } = open(this.#metadata, startedMs);
    const before = this.#begun;
    const file: StreamFile = new StreamFile({
      channel,
      hello: this.#hello!,
      metadata: this.#metadata,
      startedMs,
      path,
      // One after another, so that names that are taken are numbered in order, and told in order.
      open: () => before.then(create),
      onOpened: () => {
        if (this.#retryAtMs !== null) onNote('info', `recording continues in ${file.path}`);
        this.#retryAtMs = null;
        onEvent?.(this.#isOn ? 'recording.rotated' : 'recording.on', { file: file.path });
        this.#isOn = true;
        onFile();
      },
      onError: (message) => {
        if (this.#retryAtMs === null) {
          onNote('warn', `recording has stopped: ${message}; it is tried again every ${RECORDING_RETRY_MS / 1000} s`);
          onEvent?.('recording.failed', { reason: message });
          this.#isOn = false;
        }
        this.#retryAtMs = this.#options.wallMs() + RECORDING_RETRY_MS;
        void file.finish().then(onFile);
      },
    });
    this.#begun = file.begun;
    this.#files.push(file);
    this.#hasFile = true;
    if (this.#files.length > MAX_FILES) this.#files.shift();
    return file;
  }

  #endFile(): void {
    void this.current?.finish().then(this.#options.onFile);
  }

  /** Bytes that are not in the file yet, at most: the block that is pending, a pause and the end. */
  #pendingBytes(): number {
    const { format, planes, stereo } = this.#hello!;
    return lcBlockBytes(LC_BLOCK_FRAMES, planes * bytesPerFramePlane(format) + (stereo ? 1 : 0)) + 64;
  }

  #close(error: CodecError | null): void {
    if (this.#isClosed) return;
    this.#endFile();
    this.#isClosed = true;
    this.#welcomed.resolve();
    // The last file may still be opened.
    void Promise.all(this.#files.map((file) => file.finish())).then(() => {
      if (this.#isOn) this.#options.onEvent?.('recording.off', {});
    });
    this.#options.onClose(error);
  }
}
