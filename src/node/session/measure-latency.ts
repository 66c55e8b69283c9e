import { concatFloats } from '../../core/buffers.js';
import { CodecError } from '../../core/errors.js';
import { findClick, makeClick } from '../../session/playout/click.js';
import { chooseDevice, type DeviceChoice } from '../audio/devices.js';
import { nodeClock } from '../clock.js';

/** What {@link measureLatency} plays on and listens with. */
export interface MeasureLatencyOptions {
  /** The loudspeaker. @default the system's default device */
  readonly output?: DeviceChoice;
  /** The microphone. @default the system's default device */
  readonly input?: DeviceChoice;
}

const RATE = 16_000;
const LATENCY_MS = 60;
/** Clicks, a second apart: the middle one of the results counts. */
const CLICKS = 3;
const APART_MS = 1000;

/**
 * Measures what a loudspeaker takes longer than it states, by clicks that a microphone records: three in three seconds. The
 * result is less by what the microphone takes longer than its blocks show, some 5 to 20 ms, which nothing can tell apart.
 *
 * @returns ms, for {@link PlayedSession.setExtraLatency}
 * @throws CodecError DEVICE without usable devices, or where the microphone does not hear the clicks
 */
export async function measureLatency(options: MeasureLatencyOptions = {}): Promise<number> {
  const [output, input] = await Promise.all([
    chooseDevice(options.output ?? {}, 'output'),
    chooseDevice(options.input ?? {}, 'input'),
  ]);
  const form = { sampleRateHz: RATE, channels: 1 };
  const source = input.backend.openSource({
    ...form,
    latencyMs: 20,
    ...(input.id !== undefined && { device: input.id }),
  });
  const sink = output.backend.openSink({
    ...form,
    latencyMs: LATENCY_MS,
    ...(output.id !== undefined && { device: output.id }),
  });
  const blocks: Float32Array[] = [];
  /** When the first sample was recorded: the earliest that the arrival of any block allows. */
  let startMs = Number.POSITIVE_INFINITY;
  let samples = 0;
  const recording = (async () => {
    for await (const block of source.blocks()) {
      blocks.push(block);
      samples += block.length;
      startMs = Math.min(startMs, nodeClock.nowMs() - (samples / RATE) * 1000);
    }
  })();
  recording.catch(() => undefined);
  const stated: number[] = [];
  try {
    const click = makeClick(RATE);
    for (let i = 0; i < CLICKS + 1; i++) {
      const endMs = nodeClock.nowMs() + APART_MS;
      while (nodeClock.nowMs() < endMs) {
        const { bufferedMs } = sink.status();
        const n = Math.round(((1.5 * LATENCY_MS - bufferedMs) / 1000) * RATE);
        if (n > 0) await sink.write(new Float32Array(n));
        await new Promise<void>((resolve) => nodeClock.schedule(5, resolve));
      }
      if (i === CLICKS) break;
      stated.push(nodeClock.nowMs() + sink.status().bufferedMs);
      await sink.write(click.slice());
    }
  } finally {
    await Promise.all([sink.close().catch(() => undefined), source.close()]);
  }
  await recording;
  return middle(stated, concatFloats(blocks), startMs);
}

/** The middle of how late the clicks were heard. */
function middle(statedMs: readonly number[], pcm: Float32Array, startMs: number): number {
  const click = makeClick(RATE);
  const late = statedMs.flatMap((ms) => {
    const from = Math.max(0, Math.round(((ms - startMs - 300) / 1000) * RATE));
    const at = findClick(pcm.subarray(from, from + RATE), click);
    return at === undefined ? [] : [startMs + ((from + at) / RATE) * 1000 - ms];
  });
  if (late.length < 2)
    throw new CodecError(
      'DEVICE',
      'the microphone does not hear the clicks: turn the loudspeaker up, or bring them closer',
    );
  return late.sort((a, b) => a - b)[late.length >> 1]!;
}
