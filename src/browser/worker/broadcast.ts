import { framesToMs } from '../../core/latent/format.js';
import { startBroadcast } from '../../stream/send/broadcast.js';
import { browserClock } from '../clock.js';
import type { WasmModel } from '../onnx-model.js';
import { openBrowserSocket } from '../ws-connect.js';
import { connectFromWorker } from './connect-from-worker.js';
import type { BroadcastFigures, BroadcastRequest } from './messages.js';
import { pcmInput } from './pcm-input.js';
import { errorReport, FIGURES_EVERY_MS, type Report, repeatEvery, type StreamJob, stateReport } from './stream-job.js';
import type { TokenQuestions } from './token-questions.js';

/** Capture → encoder → sender, all of it in this worker. */
export function broadcast(
  request: BroadcastRequest,
  model: WasmModel,
  report: Report,
  questions: TokenQuestions,
): StreamJob {
  const { stream, sampleRateHz, channels } = request;
  const frameMs = framesToMs(model.info.format, 1);
  const input = pcmInput(request.link, channels, sampleRateHz);
  const { sender, encoder, done } = startBroadcast({
    model,
    clock: browserClock,
    ...connectFromWorker(request, openBrowserSocket, () => questions.ask(stream)),
    audio: input.blocks,
    encoder: { ...request.encoder, sampleRateHz, channels },
    features: { ...request.features, stereo: channels > 1 && model.info.format.channels === 1 },
    uplink: request.uplink,
    metadata: request.metadata,
    epoch: crypto.getRandomValues(new Uint32Array(1))[0]!,
    startedAtMs: Date.now(),
    isLive: true,
    handlers: {
      onQueued: (place) => report(stateReport(stream, 'queued', `place ${place} of the queue`)),
      onUp: () => report(stateReport(stream, 'live')),
      onDown: (error) => report(stateReport(stream, 'reconnecting', error.message)),
    },
  });
  const figures = (): BroadcastFigures => {
    const { payloadKbps, wireKbps, payloadBytes, wireBytes, droppedFrames, reconnects, lagMs, ...sent } =
      sender.stats();
    const { frames, modelMs } = encoder.stats;
    return {
      payloadKbps,
      wireKbps,
      payloadBytes,
      wireBytes,
      frames: sent.frames,
      droppedFrames,
      reconnects,
      lagMs,
      bufferMs: (input.waitingSamples / sampleRateHz) * 1000,
      packetMs: encoder.framesPerBlock * frameMs,
      encodedMs: frames * frameMs,
      encodingMs: modelMs,
      speed: modelMs > 0 ? (frames * frameMs) / modelMs : 0,
    };
  };
  const endFigures = repeatEvery(browserClock, FIGURES_EVERY_MS, () =>
    report({ type: 'broadcast-figures', stream, figures: figures() }),
  );
  const over = done.then(
    () => report(stateReport(stream, 'ended')),
    (error: unknown) => report(errorReport(stream, error)),
  );
  return {
    setMetadata: (metadata) => sender.setMetadata(metadata),
    async close() {
      endFigures();
      input.stop();
      // The end of the stream does not wait for a relay that cannot be reached.
      if (sender.state === 'connecting') sender.close();
      await over;
      report({ type: 'stopped', stream });
    },
  };
}
