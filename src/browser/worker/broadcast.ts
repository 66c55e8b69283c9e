import { CodecError } from '../../core/errors.js';
import { framesToMs } from '../../core/latent/format.js';
import { startBroadcast } from '../../stream/send/broadcast.js';
import { browserClock } from '../clock.js';
import type { WasmModel } from '../onnx-model.js';
import { connectWebSocket } from '../ws-connect.js';
import type { StreamJob } from './listen.js';
import type { BroadcastRequest, CodecWorkerReport, StreamState } from './messages.js';
import { pcmInput } from './pcm-input.js';

const FIGURES_EVERY_MS = 250;

/** Capture → encoder → sender, all of it in this worker. */
export function broadcast(
  request: BroadcastRequest,
  model: WasmModel,
  report: (message: CodecWorkerReport) => void,
): StreamJob {
  const { stream, sampleRateHz, channels } = request;
  const frameMs = framesToMs(model.info.format, 1);
  const input = pcmInput(request.link, channels, sampleRateHz);
  const setState = (state: StreamState, why?: string): void =>
    report({ type: 'state', stream, state, ...(why !== undefined && { why }) });
  const { sender, encoder, done } = startBroadcast({
    model,
    clock: browserClock,
    connect: () => connectWebSocket(request.url),
    audio: input.blocks,
    sampleRateHz,
    channels,
    stereo: channels > 1 && model.info.format.channels === 1,
    planes: request.planes,
    preset: request.preset,
    metadata: request.metadata,
    epoch: crypto.getRandomValues(new Uint32Array(1))[0]!,
    startedAtMs: Date.now(),
    isLive: true,
    handlers: {
      onUp: () => setState('live'),
      onDown: (error) => setState('reconnecting', error.message),
    },
  });
  const figures = setInterval(() => {
    const sent = sender.stats();
    const { frames, modelMs } = encoder.stats;
    report({
      type: 'broadcast-figures',
      stream,
      figures: {
        payloadKbps: sent.payloadKbps,
        wireKbps: sent.wireKbps,
        payloadBytes: sent.payloadBytes,
        wireBytes: sent.wireBytes,
        frames: sent.frames,
        droppedFrames: sent.droppedFrames,
        reconnects: sent.reconnects,
        lagMs: sent.lagMs,
        bufferMs: (input.waitingFrames / sampleRateHz) * 1000,
        speed: modelMs > 0 ? (frames * frameMs) / modelMs : 0,
      },
    });
  }, FIGURES_EVERY_MS);
  const over = done.then(
    () => setState('ended'),
    (error: unknown) => {
      const { code, message } =
        error instanceof CodecError ? error : new CodecError('MODEL_FAILED', (error as Error).message);
      report({ type: 'error', stream, code, message });
    },
  );
  return {
    setMetadata: (metadata) => sender.setMetadata(metadata),
    async close() {
      clearInterval(figures);
      input.stop();
      // A relay that is gone would be waited for: the end is then not worth it.
      if (sender.state === 'connecting') sender.close();
      await over;
      report({ type: 'stopped', stream });
    },
  };
}
