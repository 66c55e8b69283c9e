import { Encoder } from '../../src/codec/encoder.js';
import { seededRandom } from '../../src/core/random.js';
import { shortEpoch, streamContext } from '../../src/core/wire/hello.js';
import { encodePacket } from '../../src/core/wire/packet.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import type { LatentModel } from '../../src/ports/model.js';
import type { Connection } from '../../src/ports/transport.js';

const FRAMES_MS = 70;

/** Noise that is like no other, mono. */
export function noise(seed: number, samples: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: samples }, () => 0.6 * (random() - 0.5));
}

/** A source of noise in real time, for models whose latents are the audio. */
export class NoiseSource {
  readonly audio: Float32Array;
  #connection: Connection | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #blocks: readonly Uint8Array[] = [];
  #sent = 0;
  #samplesPerBlock = 0;

  constructor(
    readonly model: LatentModel,
    readonly epoch: number,
    seconds: number,
    seed: number,
  ) {
    this.audio = noise(seed + epoch, Math.ceil(seconds * model.info.format.sampleRateHz));
  }

  /** What it has sent of that. */
  get sentAudio(): Float32Array {
    return this.audio.subarray(0, this.#sent * this.#samplesPerBlock);
  }

  async start(url: string): Promise<void> {
    const { format, id, sha256 } = this.model.info;
    const { sampleRateHz, hopSamples } = format;
    const frames = Math.round((FRAMES_MS / 1000) * (sampleRateHz / hopSamples));
    this.#samplesPerBlock = frames * hopSamples;
    const packetMs = (1000 * frames * hopSamples) / sampleRateHz;
    const encoder = new Encoder(this.model, { sampleRateHz, channels: 1, planes: 8, framesPerBlock: frames });
    const context = streamContext({ format });
    const blocks = await encoder.push(this.audio);
    this.#blocks = blocks.map(({ firstFrame, frames, planes, payload }) =>
      encodePacket(
        { type: 'audio', epoch: shortEpoch(this.epoch), firstFrame, frames, encodedPlanes: 8, planes, payload },
        context,
      ),
    );
    const connection = await connectWebSocket(url);
    this.#connection = connection;
    connection.setHandlers({ onMessage: () => {}, onClose: () => {} });
    const hello = { role: 'source', modelId: id, modelSha256: sha256, format, planes: 8, epoch: this.epoch };
    const body = { ...hello, framesPerPacket: frames, startedAtMs: Date.now() };
    connection.send(encodePacket({ type: 'hello', body }, context));
    const startedMs = performance.now();
    this.#timer = setInterval(() => {
      while (this.#sent < this.#blocks.length && this.#sent * packetMs <= performance.now() - startedMs)
        connection.send(this.#blocks[this.#sent++]!);
    }, 10);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#connection?.close(1000, '');
  }
}

/** Where in `audio` the window of `heard` from `at` on is; -1 for nowhere. */
export function find(audio: Float32Array, heard: Float32Array, at: number, length = 512): number {
  const window = heard.subarray(at, at + length);
  const power = window.reduce((sum, x) => sum + x * x, 0);
  for (let from = 0; from + length <= audio.length; from++) {
    let dot = 0;
    // Most places differ after a few samples.
    for (let i = 0; i < 24; i++) dot += (audio[from + i]! - window[i]!) ** 2;
    if (dot > 0.02) continue;
    dot = 0;
    for (let i = 0; i < length; i++) dot += audio[from + i]! * window[i]!;
    if (dot > 0.95 * power) return from;
  }
  return -1;
}
