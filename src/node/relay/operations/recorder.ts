import type { CodecError } from '../../../core/errors.js';
import { type LcHeader, LcWriter } from '../../../core/file/lc-file.js';
import type { StreamHello } from '../../../core/wire/hello.js';
import { type PacketContext, parsePacket } from '../../../core/wire/packet.js';
import type {
  StreamStart,
  Subscriber,
  SubscriberRequest,
  SubscriberState,
  SubscriberStats,
} from '../../../relay/subscribers/subscriber.js';
import type { ThinnedMessage } from '../../../relay/subscribers/thinned.js';
import type { OutputFile } from '../../files/output-file.js';

/** Bytes that wait for the disk before a recording is given up: hours at 1.4 kbit/s. */
const MAX_WAITING_BYTES = 4 * 2 ** 20;

/** One file of a recording; plain JSON. */
export interface RecordingInfo {
  /** As it will be, or is, named when it is complete. */
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Latent frames that were written. */
  readonly frames: number;
  /** Latent frames that were silent or lost. A file holds audio only: it continues without them. */
  readonly skippedFrames: number;
  /** Why it has ended before its stream; null where it has not. */
  readonly error: string | null;
}

/** What a {@link Recorder} needs. */
export interface RecorderOptions {
  /** Opens the file for a stream that begins. */
  readonly open: (hello: StreamHello) => { readonly path: string; readonly output: Promise<OutputFile> };
  /** ms since 1970. */
  readonly wallMs: () => number;
  /** Called once when the recorder was closed from either side; must not throw. */
  readonly onClose: (error: CodecError | null) => void;
}

/**
 * Records a channel into `.lc` files, one for each stream, as its source has sent it, with all planes. A block of 256
 * frames is written as soon as it is full (12 s with the default model): that much is lost when the process is killed.
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
  #epoch: number | null = null;
  #cursor = 0;
  #framesPerMessage = 0;
  #sentMessages = 0;
  #audioBytes = 0;
  #isClosed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Oldest first, of at most the last 16 streams. */
  get files(): RecordingInfo[] {
    return this.#files.map((file) => file.info);
  }

  lagMs(): number {
    return 0;
  }

  stats(): SubscriberStats {
    const planes = this.#files.at(-1)?.planes ?? 8;
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

  welcome({ hello, context, cursor, framesPerMessage }: StreamStart): void {
    if (this.#isClosed || this.#epoch === hello.epoch) return;
    this.#framesPerMessage = framesPerMessage;
    void this.#files.at(-1)?.finish();
    this.#epoch = hello.epoch;
    this.#cursor = cursor;
    this.#files.push(new StreamFile(hello, context, this.#options));
    if (this.#files.length > 16) this.#files.shift();
  }

  offer(message: ThinnedMessage, firstFrame: number, frames: number): void {
    if (this.#isClosed || firstFrame + frames <= this.#cursor) return;
    this.#cursor = firstFrame + frames;
    this.#sentMessages++;
    const { bytes } = message.get(8, true);
    this.#audioBytes += bytes.length;
    this.#files.at(-1)!.append(bytes, firstFrame);
  }

  repacked(): void {}

  metadata(): void {}

  sourceGone(): void {}

  end(): void {
    // The source may still resume it: the file is finished with the next stream, or the recording.
  }

  tick(): void {}

  close(error: CodecError): void {
    this.#close(error);
  }

  /** Ends the recording; resolves when every file has its name. */
  async stop(): Promise<void> {
    this.#close(null);
    await Promise.all(this.#files.map((file) => file.finish()));
  }

  #close(error: CodecError | null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#files.at(-1)?.finish();
    this.#options.onClose(error);
  }
}

/** The file of one stream. Writes one after another; what fails ends this file alone. */
class StreamFile {
  readonly planes: number;
  readonly #path: string;
  readonly #startedAt: string;
  readonly #context: PacketContext;
  readonly #writer: LcWriter;
  readonly #hopSamples: number;
  #output: Promise<OutputFile>;
  /** The last write. */
  #written: Promise<unknown>;
  #finishing: Promise<void> | null = null;
  #committedPath: string | null = null;
  #waitingBytes = 0;
  #nextFrame: number | null = null;
  #frames = 0;
  #skippedFrames = 0;
  #error: string | null = null;

  constructor(hello: StreamHello, context: PacketContext, { open, wallMs }: RecorderOptions) {
    this.planes = hello.planes;
    this.#context = context;
    this.#hopSamples = hello.format.hopSamples;
    this.#writer = new LcWriter(headerOf(hello));
    this.#startedAt = new Date(wallMs()).toISOString();
    const { path, output } = open(hello);
    this.#path = path;
    this.#output = output;
    this.#written = output.then((file) => file.write(this.#writer.header())).catch((error) => this.#fail(error));
  }

  /** Bytes that are not written yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get info(): RecordingInfo {
    return {
      path: this.#committedPath ?? this.#path,
      startedAt: this.#startedAt,
      frames: this.#frames,
      skippedFrames: this.#skippedFrames,
      error: this.#error,
    };
  }

  /** @param bytes a message of audio or silence, which does not change any more */
  append(bytes: Uint8Array, firstFrame: number): void {
    if (this.#finishing || this.#error !== null) return;
    const packet = parsePacket(bytes, this.#context);
    if (packet.type !== 'audio' && packet.type !== 'silence') return;
    const { frames } = packet;
    // Frames before the first that was recorded are no gap.
    this.#skippedFrames += Math.max(0, firstFrame - (this.#nextFrame ?? firstFrame));
    this.#nextFrame = firstFrame + frames;
    if (packet.type === 'silence' || packet.planes !== this.planes) {
      this.#skippedFrames += frames;
      return;
    }
    const { planes, payload, spatial } = packet;
    this.#write(
      this.#writer.append({ firstFrame: this.#frames, frames, planes, payload, ...(spatial && { spatial }) }),
    );
    this.#frames += frames;
  }

  /** May be called twice. */
  finish(): Promise<void> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  async #finish(): Promise<void> {
    await this.#written;
    const output = await this.#output.catch(() => null);
    if (!output) return;
    try {
      if (this.#frames === 0) await output.discard();
      else {
        if (this.#error === null) await output.write(this.#writer.finish(this.#frames * this.#hopSamples));
        this.#committedPath = await output.commit(this.#error !== null);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#fail(new Error(`the disk is slower than the stream: ${MAX_WAITING_BYTES} bytes wait for it`));
      return;
    }
    this.#written = this.#written
      .then(async () => {
        if (this.#error === null) await (await this.#output).write(bytes);
      })
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#waitingBytes -= bytes.length;
      });
  }

  #fail(error: unknown): void {
    this.#error ??= (error as Error).message;
  }
}

const headerOf = ({ modelSha256, planes, format, stereo }: StreamHello): LcHeader => ({
  modelSha256,
  originalSampleRateHz: format.sampleRateHz,
  originalChannels: stereo ? 2 : format.channels,
  sampleRateHz: format.sampleRateHz,
  channels: format.channels,
  hopSamples: format.hopSamples,
  latentSize: format.latentSize,
  planes,
  ...(stereo && { hasSpatialParameters: true as const }),
});
