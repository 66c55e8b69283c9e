import { CodecError } from '../../core/errors.js';
import type { LiveAudioSink, LiveSinkStatus } from '../../ports/audio.js';
import type { LinkedNode } from '../audio-nodes.js';
import { type PcmOutput, pcmOutput } from '../worker/pcm-output.js';
import { ContextClock } from './context-clock.js';

/** Audio in the ring, in samples per channel, from which on it is played. */
const START_SAMPLES = 1024;
/** What the worklet tells counts from this time after its start on, in ms. */
const STARTED_MS = 100;
/** No loudspeaker is later than this: a browser that states more is not believed. */
const MAX_LATENCY_S = 1;

/**
 * A page's loudspeaker: the playback worklet, with the time at which each sample leaves the device as the browser states it.
 * While the browser suspends sound, it is a device that has gone.
 */
export class PageSink implements LiveAudioSink {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly #context: AudioContext;
  readonly #output: PcmOutput;
  readonly #clock = new ContextClock();
  #startedMs = 0;

  /** @throws CodecError DEVICE while the browser plays nothing */
  constructor(context: AudioContext, node: LinkedNode, channels: number) {
    requireRunning(context);
    this.sampleRateHz = context.sampleRate;
    this.channels = channels;
    this.#context = context;
    this.#output = pcmOutput(node.makeLink().link, channels);
    this.#output.clear();
  }

  status(): LiveSinkStatus {
    requireRunning(this.#context);
    const { underruns, levelSamples, isPlaying, writeFrame } = this.#output;
    if (!isPlaying || performance.now() - this.#startedMs < STARTED_MS) {
      const bufferedMs = (levelSamples / this.sampleRateHz + latencySeconds(this.#context)) * 1000;
      return { bufferedMs, isMeasured: false, underruns };
    }
    const nowMs = performance.now();
    const { currentTime } = this.#context;
    const told = toldSeconds(this.#context, nowMs, currentTime);
    const statedMs = latencySeconds(this.#context) * 1000;
    const heardMs = this.#clock.heard(nowMs, currentTime * 1000, told && told * 1000, statedMs);
    const heard = (heardMs / 1000) * this.sampleRateHz;
    const whole = Math.floor(heard);
    // Counted mod 2^32, which a day of playing passes.
    const ahead = ((writeFrame - whole) | 0) - (heard - whole);
    return { bufferedMs: (ahead / this.sampleRateHz) * 1000, isMeasured: true, underruns };
  }

  async write(block: Float32Array): Promise<void> {
    requireRunning(this.#context);
    this.#output.write(block);
    if (this.#output.isPlaying || this.#output.levelSamples < START_SAMPLES) return;
    this.#output.isPlaying = true;
    this.#startedMs = performance.now();
  }

  /** Stops at once: what is in the ring is not on time any more. */
  async close(): Promise<void> {
    this.#output.clear();
  }
}

function requireRunning({ state }: AudioContext): void {
  if (state !== 'running') throw new CodecError('DEVICE', 'the browser plays no sound in this page at the moment');
}

/** From the worklet to the ear, in seconds, as the browser states it. */
export function latencySeconds({ outputLatency, baseLatency }: AudioContext): number {
  const seconds = outputLatency || baseLatency || 0;
  return seconds > 0 && seconds < MAX_LATENCY_S ? seconds : 0;
}

/** The context's time of what is heard now, as the browser tells it; undefined where it tells nothing plausible. */
function toldSeconds(context: AudioContext, nowMs: number, currentTime: number): number | undefined {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp?.() ?? {};
  const seconds = contextTime + (nowMs - performanceTime) / 1000;
  const behind = currentTime - seconds;
  // Some browsers answer with zeros, or with times of another clock.
  const isPlausible = contextTime > 0 && performanceTime > 0 && behind > -0.02 && behind < MAX_LATENCY_S;
  return isPlausible ? seconds : undefined;
}
