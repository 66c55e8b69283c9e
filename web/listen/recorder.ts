import {
  type ArrivedFrames,
  type BrowserListener,
  bytesPerFramePlane,
  framesToMs,
  type LcHeader,
  LcWriter,
  type ModelInfo,
  streamTrack,
} from 'latentcast/browser';
import { toInt16, wavHeader } from '../wav.js';

/** Form of a recording. */
export type RecordFormat = 'lc' | 'wav';

/** Longest recording of each form, which the page keeps until it is saved. */
const MAX_SECONDS: Readonly<Record<RecordFormat, number>> = { lc: 12 * 3600, wav: 3600 };
const CHANNELS = 2;
/** What is kept in one piece before it is handed to the browser, which may write it to disk. */
const PIECE_BYTES = 1 << 20;

/** A recording of what a listener plays, or of what arrives there, from now on. */
export interface Recorder {
  readonly seconds: number;
  readonly bytes: number;
  /** Whether it has reached its greatest length. */
  readonly isFull: boolean;
  /** Ends it. @returns null where nothing was recorded */
  finish(): Promise<Blob | null>;
}

/** @throws CodecError DEVICE where this browser cannot capture what it plays */
export const startRecorder = (format: RecordFormat, listener: BrowserListener): Promise<Recorder> =>
  format === 'lc' ? Promise.resolve(new LcRecorder(listener)) : WavRecorder.start(listener);

/** Frames as they are sent, in a file of their own: what is missing becomes a pause. */
export class LcRecorder implements Recorder {
  readonly #listener: Pick<BrowserListener, 'on' | 'reportsFrames'>;
  readonly #info: ModelInfo;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  readonly #end: () => void;
  #writer: LcWriter | null = null;
  #planes = 0;
  #hasSpatial = false;
  #epoch = -1;
  /** Of the source: the frame that is expected next. */
  #next = 0;
  #frames = 0;
  #bytes = 0;

  constructor(
    listener: Pick<BrowserListener, 'on' | 'reportsFrames'> & {
      readonly model: { readonly loaded: { readonly info: ModelInfo } | null };
    },
  ) {
    this.#listener = listener;
    this.#info = listener.model.loaded!.info;
    this.#end = listener.on('frames', (arrived) => this.#add(arrived));
    listener.reportsFrames = true;
  }

  get seconds(): number {
    return framesToMs(this.#info.format, this.#frames) / 1000;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.seconds >= MAX_SECONDS.lc;
  }

  finish(): Promise<Blob | null> {
    this.#end();
    this.#listener.reportsFrames = false;
    if (!this.#writer) return Promise.resolve(null);
    this.#keep(this.#writer.finish(this.#frames * this.#info.format.hopSamples));
    return Promise.resolve(new Blob(this.#parts, { type: 'application/octet-stream' }));
  }

  #add({ epoch, block }: ArrivedFrames): void {
    if (this.isFull) return;
    const { firstFrame, frames } = block;
    const isNew = epoch !== this.#epoch;
    // Copies, and what comes late.
    if (!isNew && firstFrame < this.#next) return;
    if ('payload' in block && !this.#writer) this.#begin(block.planes, block.spatial !== undefined);
    const writer = this.#writer;
    // Silence before the first sound is no part of it.
    if (!writer) return;
    const gap = isNew ? 0 : firstFrame - this.#next;
    if (gap > 0) this.#pause(writer, gap, { level: 0, reflection: [] });
    this.#epoch = epoch;
    this.#next = firstFrame + frames;
    if (!('payload' in block)) this.#pause(writer, frames, block.noise);
    else if (block.planes < this.#planes) this.#pause(writer, frames, { level: 0, reflection: [] });
    else {
      const payload = block.payload.subarray(0, this.#planes * frames * bytesPerFramePlane(this.#info.format));
      const spatial = this.#hasSpatial && block.spatial ? { spatial: block.spatial } : {};
      this.#keep(writer.append({ firstFrame: this.#frames, frames, planes: this.#planes, payload, ...spatial }));
      this.#frames += frames;
    }
  }

  #begin(planes: number, hasSpatial: boolean): void {
    const { sha256, format } = this.#info;
    const header: LcHeader = {
      modelSha256: sha256,
      originalSampleRateHz: format.sampleRateHz,
      originalChannels: hasSpatial ? CHANNELS : format.channels,
      sampleRateHz: format.sampleRateHz,
      channels: format.channels,
      hopSamples: format.hopSamples,
      latentSize: format.latentSize,
      planes,
      hasPauses: true,
      ...(hasSpatial && { hasSpatialParameters: true as const }),
    };
    this.#planes = planes;
    this.#hasSpatial = hasSpatial;
    this.#writer = new LcWriter(header);
    this.#keep(this.#writer.header());
  }

  #pause(writer: LcWriter, frames: number, noise: Parameters<LcWriter['pause']>[1]): void {
    this.#keep(writer.pause(frames, noise));
    this.#frames += frames;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#parts.push(new Uint8Array(bytes));
    this.#bytes += bytes.length;
  }
}

/** What is played, before the page's volume, as 16 bits of two channels. */
class WavRecorder implements Recorder {
  readonly #rateHz: number;
  readonly #stop: () => Promise<void>;
  readonly #over: Promise<void>;
  readonly #pieces: Blob[] = [];
  #piece: Int16Array<ArrayBuffer>[] = [];
  #pieceBytes = 0;
  #bytes = 0;
  #hasSound = false;

  static async start({ context, output }: BrowserListener): Promise<WavRecorder> {
    const tap = new MediaStreamAudioDestinationNode(context, { channelCount: CHANNELS });
    output.connect(tap);
    const source = await streamTrack('', tap.stream, { context, channels: CHANNELS }).open(0);
    return new WavRecorder(source.blocks(), context.sampleRate, async () => {
      await source.close();
      try {
        output.disconnect(tap);
      } catch {
        // The listener has been closed meanwhile, and its output with it.
      }
    });
  }

  private constructor(blocks: AsyncIterable<Float32Array>, rateHz: number, stop: () => Promise<void>) {
    this.#rateHz = rateHz;
    this.#stop = stop;
    this.#over = this.#take(blocks);
  }

  get seconds(): number {
    return this.#bytes / (2 * CHANNELS * this.#rateHz);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isFull(): boolean {
    return this.seconds >= MAX_SECONDS.wav;
  }

  async finish(): Promise<Blob | null> {
    await this.#stop();
    await this.#over;
    this.#flush();
    if (!this.#hasSound) return null;
    return new Blob([wavHeader(this.#bytes, this.#rateHz, CHANNELS), ...this.#pieces], { type: 'audio/wav' });
  }

  async #take(blocks: AsyncIterable<Float32Array>): Promise<void> {
    for await (const block of blocks) {
      if (this.isFull) continue;
      const pcm = toInt16(block);
      this.#hasSound ||= pcm.some((sample) => sample !== 0);
      // A recording begins with its sound.
      if (!this.#hasSound) continue;
      this.#piece.push(pcm);
      this.#pieceBytes += pcm.byteLength;
      this.#bytes += pcm.byteLength;
      if (this.#pieceBytes >= PIECE_BYTES) this.#flush();
    }
  }

  #flush(): void {
    if (this.#piece.length > 0) this.#pieces.push(new Blob(this.#piece));
    this.#piece = [];
    this.#pieceBytes = 0;
  }
}
