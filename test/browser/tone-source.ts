import { nodeClock } from '../../src/node/clock.js';
import { broadcastTo } from '../../src/node/live.js';
import type { OnnxModel } from '../../src/node/model/onnx-model.js';

/** A tone of 440 Hz at 8 kHz in its own time, until the signal. */
async function* tone(signal: AbortSignal): AsyncGenerator<Float32Array> {
  const startedMs = nodeClock.nowMs();
  for (let at = 0; !signal.aborted; at += 800) {
    const waitMs = startedMs + at / 8 - nodeClock.nowMs();
    if (waitMs > 0) await new Promise<void>((resolve) => nodeClock.schedule(waitMs, resolve));
    yield Float32Array.from({ length: 800 }, (_, i) => 0.3 * Math.sin(((at + i) * 2 * Math.PI * 440) / 8000));
  }
}

/** Sends a live tone to a channel; the returned function stops it. */
export function sendTone(
  url: string,
  model: OnnxModel,
  metadata?: { title: string; artist: string },
): () => Promise<void> {
  const abort = new AbortController();
  const sent = broadcastTo(url, {
    model,
    audio: tone(abort.signal),
    encoder: { sampleRateHz: 8000, channels: 1 },
    isLive: true,
    startedAtMs: Date.now(),
    ...(metadata && { metadata }),
    signal: abort.signal,
  });
  return async () => {
    abort.abort();
    // The end of the stream is not what is tested.
    await sent.done.catch(() => undefined);
  };
}
