import { bytesPerFramePlane, framesToMs } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { LatentModel } from '../../ports/model.js';
import { Listener } from '../../stream/receive/listener.js';
import { browserClock } from '../clock.js';
import type { WasmModel } from '../onnx-model.js';
import { connectWebSocket } from '../ws-connect.js';
import { HeldBlocks } from './held-blocks.js';
import type { ListenFigures, ListenRequest, StreamState } from './messages.js';
import { pcmOutput } from './pcm-output.js';
import { errorReport, FIGURES_EVERY_MS, type Report, type StreamJob, stateReport } from './stream-job.js';
import { WorkerPlayout } from './worker-playout.js';

/** What the playout keeps of a stream that has run out, in ms at most. */
const RESIDUE_MS = 50;

/**
 * Channel → receiver → jitter buffer → decoder → playout, all of it in this worker.
 *
 * @param onDecode called before every decode, so that other computations in this worker stop
 */
export function listen(request: ListenRequest, model: WasmModel, report: Report, onDecode: () => void): StreamJob {
  const { stream, sampleRateHz, channels } = request;
  const { format } = model.info;
  const frameMs = framesToMs(format, 1);
  const delayMs = (format.decoder.delaySamples / format.sampleRateHz) * 1000;
  let state: StreamState = 'connecting';
  let hello: StreamHello | null = null;
  let planes = 0;
  /** Index after the newest latent frame that has arrived, and after the last one that was decoded. */
  let receivedEnd = 0;
  let decodedEnd = 0;
  let closed = false;

  const setState = (next: StreamState, why?: string): void => {
    if (closed || next === state) return;
    state = next;
    report(stateReport(stream, state, why));
  };
  const fail = (error: unknown): void => {
    if (!closed) report(errorReport(stream, error));
  };

  const output = pcmOutput(request.link, channels);
  const playout = new WorkerPlayout({
    output,
    clock: browserClock,
    sampleRateHz,
    channels,
    targetMs: request.bufferMs,
  });
  /** Blocks that wait until playing is asked for and the model runs; null from then on. */
  let held: HeldBlocks | null = new HeldBlocks(Math.ceil(request.burstMs / frameMs));
  const take = (block: FrameBlock | SilentBlock): boolean => {
    held?.push(block);
    return held !== null;
  };
  const listener = new Listener({
    model: timed(model, playout, onDecode),
    take,
    clock: browserClock,
    connect: () => connectWebSocket(request.url),
    downlink: { planes: request.planes, burstMs: request.burstMs },
    player: { sampleRateHz, channels },
    write: (pcm, info) => {
      decodedEnd = info.firstFrame + info.frames;
      return playout.write(pcm, info.silence);
    },
    handlers: {
      onSource: () => updateState(),
      onHello: (next, isNewEpoch) => {
        hello = next;
        if (isNewEpoch) {
          receivedEnd = decodedEnd = next.resumeFrame ?? 0;
          held?.clear();
          playout.begin((next.startedAtMs ?? 0) > 0);
          report({ type: 'metadata', stream, metadata: {} });
        }
      },
      onBlock: (block) => {
        planes = block.planes;
        receivedEnd = Math.max(receivedEnd, block.firstFrame + block.frames);
      },
      onSilence: (block) => {
        receivedEnd = Math.max(receivedEnd, block.firstFrame + block.frames);
      },
      onMetadata: (metadata) => report({ type: 'metadata', stream, metadata }),
      onEnd: () => {
        held?.clear();
        decodedEnd = receivedEnd;
        playout.end();
        updateState();
      },
      onDown: (error) => setState('reconnecting', error.message),
    },
  });
  /** Whether audio is left to be played, whatever has become of the source. */
  const hasAudio = (): boolean => !held && (playout.queuedMs > RESIDUE_MS || receivedEnd > decodedEnd);
  const updateState = (): void => {
    const { source } = listener.receiver;
    if (source === 'unknown') return;
    const isHeard = (source === 'stalled' && playout.isPlaying && hasAudio()) || (source === 'ended' && hasAudio());
    setState(isHeard ? 'live' : source);
  };
  listener.start().catch(() => undefined);
  listener.done.catch(fail);

  const lagMs = (): number | null => {
    if (!hello?.startedAtMs || !output.isPlaying) return null;
    const playedMs = decodedEnd * frameMs - delayMs - playout.levelMs;
    return Date.now() - hello.startedAtMs - playedMs;
  };
  const figures = (): ListenFigures => {
    const { stream: received, player } = listener.stats();
    const { decoder, jitter } = player;
    return {
      payloadKbps: received.payloadKbps,
      wireKbps: received.wireKbps,
      payloadBytes: received.payloadBytes,
      wireBytes: received.wireBytes,
      bufferMs: playout.levelMs + (held?.frames ?? Math.max(0, receivedEnd - decodedEnd)) * frameMs,
      targetMs: playout.targetMs,
      lagMs: lagMs(),
      lostFrames: jitter.lost,
      frames: received.frames,
      underruns: playout.interruptions,
      skippedMs: playout.skippedMs,
      reconnects: received.reconnects,
      planes,
      sourcePlanes: hello?.planes ?? 0,
      askedPlanes: listener.receiver.planes,
      speed: decoder.modelMs > 0 ? (decoder.frames * frameMs) / decoder.modelMs : 0,
    };
  };
  const timer = setInterval(() => {
    updateState();
    report({ type: 'listen-figures', stream, figures: figures() });
  }, FIGURES_EVERY_MS);

  const play = (): void => {
    const begin = (): void => {
      const blocks = held?.take(bytesPerFramePlane(format)) ?? [];
      held = null;
      for (const block of blocks) listener.player.push(block);
    };
    // A model that cannot run has reported its own error.
    model.started.then(begin, () => undefined);
  };
  if (!request.isHeld) play();

  return {
    setPlanes: (next) => listener.receiver.setPlanes(next),
    play,
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      playout.close();
      listener.receiver.close();
      await listener.close();
      report({ type: 'stopped', stream });
    },
  };
}

/** The model, with every decode announced to the playout: it blocks this thread, and the ring must last meanwhile. */
function timed(model: WasmModel, playout: WorkerPlayout, onDecode: () => void): LatentModel {
  const frameMs = framesToMs(model.info.format, 1);
  return {
    info: model.info,
    createState: (direction) => model.createState(direction),
    encode: (pcm, frames, state) => model.encode(pcm, frames, state),
    async decode(latents, frames, firstFrame, state) {
      onDecode();
      playout.beforeDecode(frames * frameMs);
      const startedMs = performance.now();
      const pcm = await model.decode(latents, frames, firstFrame, state);
      playout.afterDecode(frames * frameMs, performance.now() - startedMs);
      return pcm;
    },
    close: () => model.close(),
  };
}
