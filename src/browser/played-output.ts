import { requireNumber } from '../core/errors.js';
import { Emitter, type EventMap } from './events.js';

/** Seconds in which the amplitude comes most of the way to a new volume, without a click. */
const VOLUME_SECONDS = 0.015;

/** What plays sound in a page: an output with a volume. */
export abstract class PlayedOutput<Events extends EventMap> extends Emitter<Events> {
  /** The audio that is played, after volume and mute: for meters, recorders, effects. */
  abstract readonly output: GainNode;
  /** 0..1 */
  #volume = 1;
  #muted = false;

  /** The volume that the output begins with. @throws RangeError unless 0..1 */
  protected startVolume(volume = 1): number {
    this.#volume = requireNumber('volume', volume, 0, 1);
    return volume;
  }

  /** Factor of the amplitude, 0..1. */
  get volume(): number {
    return this.#volume;
  }

  /** @throws RangeError unless 0..1 */
  set volume(value: number) {
    this.#volume = requireNumber('volume', value, 0, 1);
    this.#apply();
  }

  /** Whether silence is played, whatever the volume is. */
  get muted(): boolean {
    return this.#muted;
  }

  set muted(value: boolean) {
    this.#muted = value;
    this.#apply();
  }

  #apply(): void {
    const level = this.#muted ? 0 : this.#volume;
    this.output.gain.setTargetAtTime(level, this.output.context.currentTime, VOLUME_SECONDS);
  }
}
