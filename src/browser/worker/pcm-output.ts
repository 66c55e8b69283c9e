import { PcmRing } from '../pcm-ring.js';
import type { PlaybackMessage, PlaybackReport } from '../worklet/messages.js';
import type { AudioLink } from './messages.js';

/**
 * The ring of the playback worklet, in shared memory or behind messages. Samples are counted per channel, at the audio
 * context's rate.
 */
export interface PcmOutput {
  /** Written and not yet played. */
  readonly levelSamples: number;
  /** Times that the worklet found the ring empty. */
  readonly underruns: number;
  /** Audio that the ring is kept filled with: as long as the thread that fills it may be late. */
  readonly leadMs: number;
  /** The audio context's frame, mod 2^32, at which a sample that is written now is read; while it plays without a break. */
  readonly writeFrame: number;
  isPlaying: boolean;
  /** @param interleaved [samples × channels]; what does not fit is dropped */
  write(interleaved: Float32Array): void;
  /** Stops playing and drops what is in the ring. */
  clear(): void;
}

/** The output to a worklet, through the shared ring where there is one, else through messages. */
export function pcmOutput(link: AudioLink, channels: number): PcmOutput {
  return 'buffer' in link
    ? new SharedOutput(new PcmRing(link.buffer, channels))
    : new MessageOutput(link.port, channels);
}

class SharedOutput implements PcmOutput {
  readonly leadMs = 60;
  readonly #ring: PcmRing;

  constructor(ring: PcmRing) {
    this.#ring = ring;
  }

  get levelSamples(): number {
    return this.#ring.availableSamples;
  }

  get underruns(): number {
    return this.#ring.underruns;
  }

  get isPlaying(): boolean {
    return this.#ring.isPlaying;
  }

  set isPlaying(value: boolean) {
    this.#ring.isPlaying = value;
  }

  get writeFrame(): number {
    return this.#ring.writeFrame;
  }

  write(interleaved: Float32Array): void {
    this.#ring.write(interleaved);
  }

  /** The reader is stopped first: only it may write its counter while it reads. */
  clear(): void {
    this.#ring.isPlaying = false;
    this.#ring.clear();
  }
}

/** The worklet reports every 21 ms what it has read. */
class MessageOutput implements PcmOutput {
  /** Its level is known 21 ms late, and messages wait for their turn. */
  readonly leadMs = 120;
  readonly #port: MessagePort;
  readonly #channels: number;
  #written = 0;
  #read = 0;
  #readFrame = 0;
  underruns = 0;
  #isPlaying = false;
  #askedMs = 0;

  constructor(port: MessagePort, channels: number) {
    this.#port = port;
    this.#channels = channels;
    port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => {
      this.#read = data.readSamples;
      this.#readFrame = data.readFrame;
      this.underruns = data.underruns;
      // A report that was sent before playing was asked for does not stop it.
      if (performance.now() - this.#askedMs > 200) this.#isPlaying = data.isPlaying;
    };
  }

  get levelSamples(): number {
    return Math.max(0, this.#written - this.#read);
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  set isPlaying(value: boolean) {
    this.#isPlaying = value;
    this.#askedMs = performance.now();
    this.#send({ type: 'playing', isPlaying: value });
  }

  get writeFrame(): number {
    return this.#readFrame + this.#written - this.#read;
  }

  write(interleaved: Float32Array): void {
    this.#written += interleaved.length / this.#channels;
    this.#send({ type: 'pcm', pcm: interleaved });
  }

  clear(): void {
    this.isPlaying = false;
    this.#send({ type: 'clear' });
  }

  #send(message: PlaybackMessage): void {
    this.#port.postMessage(message);
  }
}
