import { bytesPerFramePlane, framesToMs } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { Clock } from '../../ports/clock.js';
import type { LatentModel } from '../../ports/model.js';
import type { Connection } from '../../ports/transport.js';
import { Listener, type ListenerHandlers } from '../../stream/receive/listener.js';
import { announcedModel } from './announced-model.js';
import { connectFromWorker } from './connect-from-worker.js';
import { listenFigures } from './listen-figures.js';
import { ListenProgress } from './listen-progress.js';
import type { ListenFigures, ListenRequest } from './messages.js';
import { type PcmOutput, pcmOutput } from './pcm-output.js';
import { PlayoutHandOver } from './playout-hand-over.js';
import { StateReports } from './state-reports.js';
import { FIGURES_EVERY_MS, type Report, repeatEvery, type StreamJob } from './stream-job.js';
import { WorkerPlayout } from './worker-playout.js';

/** What the playout keeps of a stream that has run out, in ms at most. */
const RESIDUE_MS = 50;

/** Newest audio that is kept before playing begins, in ms, where the page has not stated how much past audio it wants. */
const HELD_MS = 1000;

/** What a {@link ListenJob} runs in. */
export interface ListenSurroundings {
  /** Decodes; `started` resolves when it can, and a rejection is reported by whoever loads it. */
  readonly model: LatentModel & { readonly started: Promise<void> };
  readonly clock: Clock;
  /** Wall clock, ms since 1970. */
  wallMs(): number;
  /** Makes one connection to the channel. */
  connect(url: string, token?: string): Promise<Connection>;
  /** Asks the page for a token. @throws CodecError TRANSPORT_FAILED (by rejection) where it has none */
  askToken(stream: number): Promise<string>;
  readonly report: Report;
  /** Called before every decode, so that other computations in this worker stop. */
  onDecode(): void;
}

/** Channel → receiver → jitter buffer → decoder → playout, all of it in this worker: one channel, until `close`. */
export class ListenJob implements StreamJob {
  readonly #stream: number;
  readonly #surroundings: ListenSurroundings;
  readonly #reports: StateReports;
  readonly #progress = new ListenProgress();
  readonly #output: PcmOutput;
  readonly #playout: WorkerPlayout;
  readonly #handOver: PlayoutHandOver;
  readonly #listener: Listener;
  readonly #endFigures: () => void;
  /** Whether what arrives is reported to the page. */
  #isTapped = false;
  /** As the relay has told last; null while it is not connected. */
  #listeners: number | null = null;
  /** Streams that have begun so far. */
  #epochs = 0;

  /** Begins at once. @throws RangeError naming an option outside the range that the model allows */
  constructor(request: ListenRequest, surroundings: ListenSurroundings) {
    const { stream, sampleRateHz, channels, downlink, features } = request;
    const { bufferMs, ...player } = request.player;
    const { model, clock, report } = surroundings;
    const { format } = model.info;
    this.#stream = stream;
    this.#surroundings = surroundings;
    this.#reports = new StateReports(stream, report);
    this.#output = pcmOutput(request.link, channels);
    this.#playout = new WorkerPlayout({ output: this.#output, clock, sampleRateHz, channels, targetMs: bufferMs });
    this.#handOver = new PlayoutHandOver({
      maxFrames: Math.ceil((downlink.burstMs ?? HELD_MS) / framesToMs(format, 1)),
      bytesPerFramePlane: bytesPerFramePlane(format),
      started: model.started,
      push: (block) => this.#listener.player.push(block),
    });
    this.#listener = new Listener({
      model: announcedModel(model, this.#playout, clock, () => surroundings.onDecode()),
      clock,
      ...connectFromWorker(request, surroundings.connect, () => surroundings.askToken(stream)),
      downlink,
      features,
      player: { ...player, sampleRateHz, channels },
      take: (block) => this.#handOver.take(block),
      write: (pcm, info) => {
        this.#progress.decoded(info);
        return this.#playout.write(pcm, info.silence);
      },
      handlers: this.#handlers(),
    });
    this.#endFigures = repeatEvery(clock, FIGURES_EVERY_MS, () => {
      this.#updateState();
      report({ type: 'listen-figures', stream, figures: this.figures() });
    });
    // A lost first connection comes as a state, a refusal through `done`.
    this.#listener.start().catch(() => undefined);
    this.#listener.done.catch((error: unknown) => this.#reports.fail(error));
    this.#isTapped = request.isTapped ?? false;
    if (!request.isHeld) this.play();
  }

  /** Asks the relay for at most this many bit planes, 1..8. */
  setPlanes(planes: number): void {
    this.#listener.receiver.setPlanes(planes);
  }

  /** Asks the relay for packets of this many latent frames, 1..128. */
  setPreset(preset: number, maxPreset: number): void {
    this.#listener.receiver.setPreset(preset, maxPreset);
  }

  /** Reports what arrives, as it is, or does not. */
  setTap(isOn: boolean): void {
    this.#isTapped = isOn;
  }

  play(): void {
    this.#handOver.play();
  }

  figures(): ListenFigures {
    return listenFigures({
      format: this.#surroundings.model.info.format,
      stats: this.#listener.stats(),
      progress: this.#progress,
      playout: this.#playout,
      heldFrames: this.#handOver.heldFrames,
      askedPlanes: this.#listener.receiver.planes,
      framesPerMessage: this.#listener.receiver.framesPerMessage,
      listeners: this.#listeners,
      isPlaying: this.#output.isPlaying,
      wallMs: this.#surroundings.wallMs(),
    });
  }

  async close(): Promise<void> {
    if (this.#reports.isClosed) return;
    this.#reports.close();
    this.#endFigures();
    this.#playout.close();
    this.#listener.receiver.close();
    await this.#listener.close();
    this.#surroundings.report({ type: 'stopped', stream: this.#stream });
  }

  #handlers(): ListenerHandlers {
    const reports = this.#reports;
    return {
      onSource: () => this.#updateState(),
      onHello: (hello, isNewEpoch) => this.#begin(hello, isNewEpoch),
      onBlock: (block) => this.#received(block),
      onSilence: (block) => this.#received(block),
      // What has ended before this listener came is not playing.
      onMetadata: (metadata) => {
        if (this.#listener.receiver.source !== 'ended')
          this.#surroundings.report({ type: 'metadata', stream: this.#stream, metadata });
      },
      onListeners: (listeners) => {
        this.#listeners = listeners;
      },
      onEnd: () => {
        this.#handOver.restart();
        this.#progress.finish();
        this.#playout.end();
        this.#updateState();
      },
      onDown: (error) => {
        this.#listeners = null;
        reports.set('reconnecting', error.message);
      },
    };
  }

  #received(block: FrameBlock | SilentBlock): void {
    this.#progress.received(block);
    if (!this.#isTapped) return;
    // Its bytes may be a view of the socket's memory, all of which a message would copy.
    const copy = 'payload' in block ? { ...block, payload: block.payload.slice() } : block;
    this.#surroundings.report({ type: 'frames', stream: this.#stream, arrived: { epoch: this.#epochs, block: copy } });
  }

  #begin(hello: StreamHello, isNewEpoch: boolean): void {
    this.#progress.begin(hello, isNewEpoch);
    const { channelInfo: info = {}, fallback = null } = hello;
    const startedAtMs = hello.startedAtMs || null;
    this.#surroundings.report({ type: 'channel', stream: this.#stream, channel: { info, fallback, startedAtMs } });
    if (isNewEpoch) {
      this.#epochs++;
      this.#handOver.restart();
      this.#playout.begin((hello.startedAtMs ?? 0) > 0);
      this.#surroundings.report({ type: 'metadata', stream: this.#stream, metadata: {} });
    }
  }

  /** A stream is live as long as audio of it is left to be played, whatever has become of its source. */
  #updateState(): void {
    const { source } = this.#listener.receiver;
    if (source === 'unknown') return;
    const isPlayingOn = source === 'ended' || (source === 'stalled' && this.#playout.isPlaying);
    this.#reports.set(isPlayingOn && this.#hasAudio() ? 'live' : source);
  }

  #hasAudio(): boolean {
    if (this.#handOver.heldFrames !== null) return false;
    return this.#playout.queuedMs > RESIDUE_MS || this.#progress.waitingFrames > 0;
  }
}
