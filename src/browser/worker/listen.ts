import { CodecError } from '../../core/errors.js';
import { bytesPerFramePlane, framesToMs } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { LatentModel } from '../../ports/model.js';
import { Listener } from '../../stream/receive/listener.js';
import { browserClock } from '../clock.js';
import type { WasmModel } from '../onnx-model.js';
import { connectWebSocket } from '../ws-connect.js';
import { HeldBlocks } from './held-blocks.js';
import type { CodecWorkerReport, ListenRequest, StreamState } from './messages.js';
import { pcmOutput } from './pcm-output.js';
import { WorkerPlayout } from './worker-playout.js';

/** Two streams under way in one worker: what both answer to. */
export interface StreamJob {
  setPlanes?(planes: number): void;
  setMetadata?(metadata: StreamMetadata): void;
  /** Plays what was held, and what comes. */
  play?(): void;
  close(): Promise<void>;
}

const FIGURES_EVERY_MS = 250;

/**
 * Channel → receiver → jitter buffer → decoder → playout, all of it in this worker.
 *
 * @param onDecode called before every decode: what else computes here is to stop
 */
export function listen(
  request: ListenRequest,
  model: WasmModel,
  report: (message: CodecWorkerReport) => void,
  onDecode: () => void,
): StreamJob {
  const { stream, sampleRateHz, channels } = request;
  const { format } = model.info;
  const frameMs = framesToMs(format, 1);
  const delayMs = (format.decoder.delaySamples / format.sampleRateHz) * 1000;
  let state: StreamState = 'connecting';
  let hello: StreamHello | null = null;
  let planes = 0;
  /** Frames that have come and are not decoded: index after the newest, index after the last decoded. */
  let receivedEnd = 0;
  let decodedEnd = 0;
  let closed = false;

  const setState = (next: StreamState, why?: string): void => {
    if (closed || next === state) return;
    state = next;
    report({ type: 'state', stream, state, ...(why !== undefined && { why }) });
  };
  const fail = (error: unknown): void => {
    if (closed) return;
    const { code, message } =
      error instanceof CodecError ? error : new CodecError('MODEL_FAILED', (error as Error).message);
    report({ type: 'error', stream, code, message });
  };

  const output = pcmOutput(request.link, channels, sampleRateHz);
  const playout = new WorkerPlayout({
    output,
    clock: browserClock,
    sampleRateHz,
    channels,
    targetMs: request.bufferMs,
  });
  /** Null when it plays: when it may, and the model runs. */
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
    planes: request.planes,
    burstMs: request.burstMs,
    sampleRateHz,
    channels,
    write: (pcm, info) => {
      decodedEnd = info.firstFrame + info.frames;
      return playout.write(pcm, info.silence);
    },
    handlers: {
      onUp: () => setState(hello ? 'live' : 'waiting'),
      onHello: (next, isNewEpoch) => {
        hello = next;
        if (isNewEpoch) {
          receivedEnd = decodedEnd = next.resumeFrame ?? 0;
          held?.clear();
          playout.begin((next.startedAtMs ?? 0) > 0);
        }
        setState('live');
      },
      onBlock: (block) => {
        planes = block.planes;
        receivedEnd = Math.max(receivedEnd, block.firstFrame + block.frames);
        setState('live');
      },
      onSilence: (block) => {
        receivedEnd = Math.max(receivedEnd, block.firstFrame + block.frames);
        setState('live');
      },
      onMetadata: (metadata) => report({ type: 'metadata', stream, metadata }),
      onEnd: () => {
        playout.end();
        setState('ended');
      },
      onDown: (error) => setState('reconnecting', error.message),
    },
  });
  listener.start().catch(() => undefined);
  listener.done.catch(fail);

  const lagMs = (): number | null => {
    if (!hello?.startedAtMs || !output.isPlaying) return null;
    const playedMs = decodedEnd * frameMs - delayMs - playout.levelMs;
    return Date.now() - hello.startedAtMs - playedMs;
  };
  const figures = setInterval(() => {
    const { stream: received, player } = listener.stats();
    const { decoder, jitter } = player;
    report({
      type: 'listen-figures',
      stream,
      figures: {
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
      },
    });
  }, FIGURES_EVERY_MS);

  const play = (): void => {
    const begin = (): void => {
      const blocks = held?.take(bytesPerFramePlane(format)) ?? [];
      held = null;
      for (const block of blocks) listener.player.push(block);
    };
    // One that cannot run has been reported, as the model's fault.
    model.started.then(begin, () => undefined);
  };
  if (!request.isHeld) play();

  return {
    setPlanes: (next) => listener.receiver.setPlanes(next),
    play,
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(figures);
      playout.close();
      listener.receiver.close();
      await listener.close();
      report({ type: 'stopped', stream });
    },
  };
}

/** The model, with the playout told of every decode: it blocks this thread, and the ring must last for as long. */
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
