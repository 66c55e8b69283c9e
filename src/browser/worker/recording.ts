import { Decoder } from '../../codec/decoder.js';
import { withNormalizer } from '../../codec/with-normalizer.js';
import { resampledLength } from '../../core/dsp/resampler.js';
import { CodecError } from '../../core/errors.js';
import { LcReader, type LcStart, lcModelMatches } from '../../core/file/lc-file.js';
import { LcItems } from '../../core/file/lc-items.js';
import { framesToMs } from '../../core/latent/format.js';
import type { DecoderItem } from '../../core/latent/frames.js';
import type { Clock } from '../../ports/clock.js';
import type { LatentModel } from '../../ports/model.js';
import { waitUntil } from '../../stream/wait-until.js';
import { announcedModel } from './announced-model.js';
import type { RecordingProgress, RecordingRequest } from './messages.js';
import { type PcmOutput, pcmOutput } from './pcm-output.js';
import { RemoteRecording } from './remote-recording.js';
import { StateReports } from './state-reports.js';
import { FIGURES_EVERY_MS, type Report, repeatEvery, type StreamJob } from './stream-job.js';
import { WorkerPlayout } from './worker-playout.js';

/** Frames of one decode, which blocks this thread. */
const STEP_FRAMES = 12;
/** Bytes of one request: more than a minute at 1 bit a value. */
const PIECE_BYTES = 16_384;
/** How often a recording that has no end yet is asked for more. A relay writes every twelve seconds. */
const POLL_MS = 2000;
/** A recording without an end that has not grown for this time was cut off. */
const GROWTH_MS = 30_000;
const RETRY_MS = [500, 1000, 2000, 4000, 8000] as const;

/** What a {@link RecordingJob} runs in. */
export interface RecordingSurroundings {
  /** Decodes; `started` resolves when it can, and a rejection is reported by whoever loads it. */
  readonly model: LatentModel & { readonly started: Promise<void> };
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Asks the page for a token. @throws CodecError TRANSPORT_FAILED (by rejection) where it has none */
  askToken(stream: number): Promise<string>;
  readonly report: Report;
  /** Called before every decode. */
  onDecode(): void;
}

/** What is played since the start or the last seek. */
interface Run {
  readonly abort: AbortController;
  readonly playout: WorkerPlayout;
  /** Frame that playing has begun at. */
  readonly firstFrame: number;
  /** Samples per channel handed to the playout, at the output's rate. */
  samples: number;
}

/** Plays a relay's recording from any place of it: file → decoder → playout, as far ahead as the playout's margin. */
export class RecordingJob implements StreamJob {
  readonly #request: RecordingRequest;
  readonly #surroundings: RecordingSurroundings;
  readonly #reports: StateReports;
  readonly #output: PcmOutput;
  readonly #file: RemoteRecording;
  readonly #endProgress: () => void;
  #durationFrames: number;
  #run: Run;

  /** Begins at once. */
  constructor(request: RecordingRequest, surroundings: RecordingSurroundings) {
    const { stream, url, token, link, channels, durationSeconds, fromSeconds } = request;
    this.#request = request;
    this.#surroundings = surroundings;
    this.#reports = new StateReports(stream, surroundings.report);
    this.#output = pcmOutput(link, channels);
    const askToken = async () => (token === null ? surroundings.askToken(stream) : token);
    this.#file = new RemoteRecording(url, askToken, surroundings.fetch);
    this.#durationFrames = this.#frames(durationSeconds);
    this.#endProgress = repeatEvery(surroundings.clock, FIGURES_EVERY_MS, () => this.#reportProgress());
    this.#run = this.#begin(fromSeconds);
  }

  /** Plays on from another place. @param seconds from the start of the recording */
  seek(seconds: number): void {
    if (this.#reports.isClosed) return;
    this.#end();
    this.#run = this.#begin(seconds);
    this.#reportProgress();
  }

  async close(): Promise<void> {
    if (this.#reports.isClosed) return;
    this.#reports.close();
    this.#endProgress();
    this.#end();
    this.#surroundings.report({ type: 'stopped', stream: this.#request.stream });
  }

  get #progress(): RecordingProgress {
    const { playout, firstFrame, samples } = this.#run;
    const playedMs = (samples / this.#request.sampleRateHz) * 1000 - playout.queuedMs;
    return {
      positionSeconds: Math.max(0, this.#seconds(firstFrame) + playedMs / 1000),
      durationSeconds: this.#seconds(this.#durationFrames),
      bufferMs: playout.queuedMs,
    };
  }

  #frames(seconds: number): number {
    return Math.floor((seconds * 1000) / framesToMs(this.#surroundings.model.info.format, 1));
  }

  #seconds(frames: number): number {
    return framesToMs(this.#surroundings.model.info.format, frames) / 1000;
  }

  #reportProgress(): void {
    this.#surroundings.report({
      type: 'recording-progress',
      stream: this.#request.stream,
      progress: this.#progress,
    });
  }

  #end(): void {
    this.#run.abort.abort();
    this.#run.playout.close();
  }

  #begin(seconds: number): Run {
    const { sampleRateHz, channels } = this.#request;
    const { clock } = this.#surroundings;
    const playout = new WorkerPlayout({ output: this.#output, clock, sampleRateHz, channels, targetMs: 0 });
    playout.begin(false);
    const run = { abort: new AbortController(), playout, firstFrame: this.#frames(seconds), samples: 0 };
    this.#reports.set('connecting');
    this.#play(run).catch((error: unknown) => {
      if (run.abort.signal.aborted) return;
      this.#reports.fail(error);
    });
    return run;
  }

  async #play(run: Run): Promise<void> {
    const { model, clock } = this.#surroundings;
    const { signal } = run.abort;
    const opened = await this.#retried(run, () => this.#file.header(signal));
    const { header } = opened;
    const { sha256, compatibleWith, id } = model.info;
    if (![sha256, ...compatibleWith].some((known) => lcModelMatches(header, known)))
      throw new CodecError('MODEL_MISMATCH', `the recording was made with another model than ${id}`);
    const start = await this.#retried(run, () =>
      this.#file.locate(opened, run.firstFrame, this.#durationFrames, signal),
    );
    const { sampleRateHz, channels } = this.#request;
    await model.started;
    const announced = announcedModel(model, run.playout, clock, () => this.#surroundings.onDecode());
    const decoder = new Decoder(header.normalizer ? withNormalizer(announced, header.normalizer) : announced, {
      sampleRateHz,
      channels,
    });
    const items = new LcItems(header, run.firstFrame, STEP_FRAMES);
    const decode = async (some: Iterable<DecoderItem>): Promise<void> => {
      for (const item of some) {
        if (signal.aborted) return;
        await this.#write(run, await decoder.push(item));
      }
    };
    const reader = await this.#read(run, start, async (reader, blocks) => {
      for (const block of blocks)
        if (block.firstFrame + block.frames > items.frame) await decode(items.block(block, reader.pauses));
    });
    if (signal.aborted) return;
    await decode(items.until(reader.position!.frame, reader.pauses));
    const { totalSamples } = reader;
    if (decoder.expectedFrame !== undefined) {
      const rest = await decoder.flush();
      // The last frame may be padding.
      const total = (totalSamples ?? Number.MAX_SAFE_INTEGER) - run.firstFrame * header.hopSamples;
      const left = resampledLength(Math.max(0, total), header.sampleRateHz, sampleRateHz) - run.samples;
      await this.#write(run, rest.subarray(0, Math.min(rest.length, Math.max(0, left) * channels)));
    }
    run.playout.end();
    while ((run.playout.isPlaying || run.playout.queuedMs > 0) && !signal.aborted) await this.#wait(50);
    if (signal.aborted) return;
    this.#reportProgress();
    this.#reports.set('ended', totalSamples === null ? 'the recording has no end: it was cut off' : undefined);
  }

  /** Reads from a record to the end of the file, which may still be written. */
  async #read(
    run: Run,
    start: LcStart,
    take: (reader: LcReader, blocks: ReturnType<LcReader['push']>) => Promise<void>,
  ): Promise<LcReader> {
    const { clock } = this.#surroundings;
    const { signal } = run.abort;
    let reader = new LcReader(start);
    let { offset } = start;
    let grownMs = clock.nowMs();
    while (!signal.aborted && reader.totalSamples === null) {
      const { bytes, size } = await this.#retried(run, () => this.#file.read(offset, PIECE_BYTES, signal));
      if (bytes.length === 0) {
        if (isLost(reader) || clock.nowMs() - grownMs > GROWTH_MS) break;
        if (run.playout.queuedMs === 0) this.#reports.set('stalled', 'waiting for more of the recording');
        await this.#wait(POLL_MS);
        continue;
      }
      // The first pause of a recording changes its header.
      if (offset + bytes.length >= size) {
        const { header } = await this.#retried(run, () => this.#file.header(signal));
        if (header.hasPauses !== reader.header!.hasPauses) {
          offset = reader.position!.offset;
          reader = new LcReader({ ...reader.position!, header });
          continue;
        }
      }
      offset += bytes.length;
      grownMs = clock.nowMs();
      const blocks = reader.push(bytes);
      this.#durationFrames = Math.max(this.#durationFrames, reader.position!.frame);
      await take(reader, blocks);
    }
    return reader;
  }

  async #write(run: Run, pcm: Float32Array): Promise<void> {
    if (run.abort.signal.aborted || pcm.length === 0) return;
    run.samples += pcm.length / this.#request.channels;
    const written = run.playout.write(pcm);
    this.#reports.set('live');
    await written;
  }

  /** Tries again what may work later, for as long as it takes. */
  async #retried<T>({ abort: { signal }, playout }: Run, attempt: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        const { code, message } = error as CodecError;
        if (signal.aborted || (code !== 'TRANSPORT_FAILED' && code !== 'FILE_TRUNCATED')) throw error;
        if (playout.queuedMs === 0) this.#reports.set('reconnecting', message);
        await this.#wait(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!);
        if (signal.aborted) throw error;
      }
    }
  }

  #wait(ms: number): Promise<void> {
    const { clock } = this.#surroundings;
    return waitUntil(clock, clock.nowMs() + ms);
  }
}

/** Whether nothing behind a damaged place can be read. */
const isLost = (reader: LcReader): boolean => reader.damage.some(({ frames }) => frames === undefined);
