import { rm } from 'node:fs/promises';
import { NO_NOISE } from '../../../../core/dsp/comfort-noise.js';
import { type LcHeader, LcWriter } from '../../../../core/file/lc-file.js';
import { lcHeaderOf } from '../../../../core/file/lc-header.js';
import { framesToMs } from '../../../../core/latent/format.js';
import type { StreamHello, StreamMetadata } from '../../../../core/wire/hello.js';
import type { AudioPacket, SilencePacket } from '../../../../core/wire/packet.js';
import type { RecordingFile } from './recording-file.js';
import { type RecordedTitle, SIDECAR_ENDING, type Sidecar, writeSidecar } from './sidecar.js';

/** Bytes that wait for the disk before a recording is given up: hours at 1.4 kbit/s. */
const MAX_WAITING_BYTES = 4 * 2 ** 20;
/** Titles of one file: one that changes them all the time does not fill the disk. */
const MAX_TITLES = 2000;

/** One file of a recording; plain JSON. */
export interface RecordingInfo {
  /** As it is named, or will be. */
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Latent frames from its start, pauses counted. */
  readonly frames: number;
  /** Latent frames that were silent or lost: a pause of their length stands for them. */
  readonly pausedFrames: number;
  /** Why it has ended before its stream; null where it has not. */
  readonly error: string | null;
}

/** What a {@link StreamFile} is made for. */
export interface StreamFileOptions {
  /** Its name stands beside the file. */
  readonly channel: string;
  /** Of the stream. */
  readonly hello: StreamHello;
  /** At its beginning. */
  readonly metadata: StreamMetadata;
  /** ms since 1970. */
  readonly startedMs: number;
  /** As it will be named where the name is free. */
  readonly path: string;
  /** Makes the file. */
  readonly open: () => Promise<RecordingFile>;
  /** Called once, when the file has its name and its first bytes; must not throw. */
  readonly onOpened: () => void;
  /** Called once, when nothing more can be written; must not throw. */
  readonly onError: (message: string) => void;
}

/** One file of a stream. Writes one after another; what fails ends this file alone, which keeps what it has. */
export class StreamFile {
  readonly #options: StreamFileOptions;
  readonly #writer: LcWriter;
  readonly #titles: RecordedTitle[] = [];
  #file: RecordingFile | null = null;
  /** Resolves when the file has its name and its first bytes, or has failed. */
  readonly begun: Promise<void>;
  /** The last write. */
  #written: Promise<unknown>;
  #finishing: Promise<void> | null = null;
  #waitingBytes = 0;
  readonly #headerBytes: number;
  /** Bytes of the file once everything is written. */
  #bytes: number;
  #nextFrame: number | null = null;
  #frames = 0;
  #pausedFrames = 0;
  /** A silence that is not written yet: the next may continue it. */
  #pause: { frames: number; readonly packet: SilencePacket | null } | null = null;
  #hasPauses = false;
  #error: string | null = null;

  constructor(options: StreamFileOptions) {
    const { hello, metadata } = options;
    this.#options = options;
    const plain = headerOf(hello);
    // Its first bytes are written without the flag, which comes with the first pause: older builds read most files.
    this.#writer = new LcWriter({ ...plain, hasPauses: true });
    const header = new LcWriter(plain).header();
    this.#headerBytes = header.length;
    this.#bytes = header.length;
    if (hasContent(metadata)) this.#titles.push({ ...metadata, atSeconds: 0 });
    this.begun = this.#guard(async () => {
      this.#file = await options.open();
      await this.#file.write(header);
      await this.#note();
      if (this.#error === null) options.onOpened();
    });
    this.#written = this.begun;
  }

  /** Bytes that are not written yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get info(): RecordingInfo {
    return {
      path: this.path,
      startedAt: new Date(this.#options.startedMs).toISOString(),
      frames: this.#frames,
      pausedFrames: this.#pausedFrames,
      error: this.#error,
    };
  }

  get path(): string {
    return this.#file?.path ?? this.#options.path;
  }

  /** What stands beside the file now. */
  get sidecar(): Sidecar {
    const { channel, hello, startedMs } = this.#options;
    return {
      recorder: 'latentcast',
      channel,
      startedAt: new Date(startedMs).toISOString(),
      modelId: hello.modelId,
      modelSha256: hello.modelSha256,
      planes: hello.planes,
      seconds: this.seconds,
      isComplete: this.#finishing !== null && this.#error === null,
      error: this.#error,
      titles: this.#titles,
    };
  }

  /** Length of what was recorded. */
  get seconds(): number {
    return framesToMs(this.#options.hello.format, this.#frames) / 1000;
  }

  /** Size of the file once everything is written. */
  get bytes(): number {
    return this.#bytes;
  }

  get isOver(): boolean {
    return this.#finishing !== null || this.#error !== null;
  }

  /** @param firstFrame extended index; frames before the first that was recorded are no gap */
  append(packet: AudioPacket | SilencePacket, firstFrame: number): void {
    if (this.isOver) return;
    const { frames } = packet;
    const gap = firstFrame - (this.#nextFrame ?? firstFrame);
    if (gap > 0) this.#addPause(gap, null);
    this.#nextFrame = firstFrame + frames;
    if (packet.type === 'silence') this.#addPause(frames, packet);
    else if (packet.planes !== this.#options.hello.planes) this.#addPause(frames, null);
    else {
      const { planes, payload, spatial } = packet;
      this.#write([
        ...this.#takePause(),
        this.#writer.append({ firstFrame: this.#frames, frames, planes, payload, ...(spatial && { spatial }) }),
      ]);
      this.#frames += frames;
    }
  }

  /** The stream has another title from here on. */
  setMetadata(metadata: StreamMetadata): void {
    if (this.isOver || this.#titles.length >= MAX_TITLES) return;
    const { atSeconds: _, ...last } = this.#titles.at(-1) ?? { atSeconds: 0 };
    if (JSON.stringify(last) === JSON.stringify(metadata)) return;
    // Before the first frame nobody has heard the title that was there.
    if (this.#frames === 0) this.#titles.length = 0;
    this.#titles.push({ ...metadata, atSeconds: this.seconds });
    this.#written = this.#written.then(() => this.#note());
  }

  /** May be called twice. */
  finish(): Promise<void> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  async #finish(): Promise<void> {
    if (this.#error === null && this.#frames > 0) {
      const { hopSamples } = this.#options.hello.format;
      this.#write([...this.#takePause(), this.#writer.finish(this.#frames * hopSamples)]);
    }
    await this.#written;
    // A header alone is no recording: a full disk would leave one at every try.
    if (!this.#file || this.#file.size <= this.#headerBytes) await this.#discard();
    else {
      await this.#guard(async () => this.#file?.close());
      await this.#note();
    }
  }

  /** Removes it, with what stands beside it. */
  async #discard(): Promise<void> {
    await this.#file?.discard();
    if (this.#file) await rm(this.#file.path + SIDECAR_ENDING, { force: true }).catch(() => undefined);
  }

  #addPause(frames: number, packet: SilencePacket | null): void {
    this.#frames += frames;
    this.#pausedFrames += frames;
    if (this.#pause && isSameNoise(this.#pause.packet, packet)) this.#pause.frames += frames;
    else {
      this.#write(this.#takePause());
      this.#pause = { frames, packet };
    }
  }

  #takePause(): Uint8Array[] {
    const pause = this.#pause;
    this.#pause = null;
    if (!pause) return [];
    if (!this.#hasPauses) {
      this.#hasPauses = true;
      const flagged = this.#writer.header();
      this.#queue(0, () => this.#file!.rewriteStart(flagged));
    }
    return [this.#writer.pause(pause.frames, pause.packet?.noise ?? NO_NOISE)];
  }

  #write(parts: readonly Uint8Array[]): void {
    for (const bytes of parts) {
      if (bytes.length === 0 || this.#error !== null) continue;
      this.#bytes += bytes.length;
      this.#queue(bytes.length, () => this.#file!.write(bytes));
    }
  }

  #queue(bytes: number, write: () => Promise<void>): void {
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#fail(new Error(`the disk is slower than the stream: ${MAX_WAITING_BYTES} bytes wait for it`));
      return;
    }
    this.#written = this.#written.then(async () => {
      if (this.#error === null) await this.#guard(write);
      this.#waitingBytes -= bytes;
    });
  }

  async #note(): Promise<void> {
    if (this.#file) await writeSidecar(this.#file.path, this.sidecar).catch((error) => this.#fail(error));
  }

  async #guard(run: () => Promise<void> | undefined): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#error !== null) return;
    this.#error = (error as Error).message;
    this.#options.onError(this.#error);
  }
}

const hasContent = ({ title, artist, station }: StreamMetadata): boolean => Boolean(title || artist || station);

const isSameNoise = (a: SilencePacket | null, b: SilencePacket | null): boolean =>
  a === b || (a !== null && b !== null && JSON.stringify(a.noise) === JSON.stringify(b.noise));

const headerOf = ({ modelSha256, planes, format, stereo }: StreamHello): LcHeader =>
  lcHeaderOf(
    { sha256: modelSha256, format },
    { sampleRateHz: format.sampleRateHz, channels: stereo ? 2 : format.channels },
    { planes, ...(stereo && { hasSpatialParameters: true as const }) },
  );
