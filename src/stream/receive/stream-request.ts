import { requireInteger } from '../../core/errors.js';
import { presetOrFrames } from '../../core/latent/presets.js';
import type { Control } from '../../core/wire/control.js';
import { HELLO_LIMITS, type ListenerHello, type PacketLengthRequest } from '../../core/wire/hello.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import { offerFeatures } from '../link/features.js';
import { type DownlinkSettings, packetLengths } from './downlink-options.js';
import type { ReceivingModel } from './model-match.js';

/** What a receiver asks the relay for: on each connection, and while it receives. */
export class StreamRequest {
  readonly #fixed: Pick<ListenerHello, 'modelSha256' | 'stereo' | 'listenersEveryMs'>;
  readonly #burstMs: number | undefined;
  readonly #resumeBurstMs: number;
  /** 1..8 */
  #planes: number;
  #lengths: Pick<DownlinkSettings, 'preset' | 'maxPreset'>;

  constructor(settings: DownlinkSettings, model: ReceivingModel, wantsStereo: boolean) {
    const { planes, preset, maxPreset, burstMs, listenersEveryMs, resumeBurstMs } = settings;
    this.#planes = planes;
    this.#lengths = { ...(preset !== undefined && { preset }), maxPreset };
    this.#burstMs = burstMs;
    this.#resumeBurstMs = resumeBurstMs;
    this.#fixed = {
      modelSha256: [model.sha256, ...model.compatibleWith].slice(0, HELLO_LIMITS.models),
      ...offerFeatures({ stereo: wantsStereo }),
      ...(listenersEveryMs !== undefined && { listenersEveryMs }),
    };
  }

  /** Bit planes, 1..8. */
  get planes(): number {
    return this.#planes;
  }

  /** What is asked for from now on, as a control packet states it. */
  get control(): Control {
    return { planes: this.#planes, ...this.#packetLength };
  }

  /** @param from what an interrupted stream continues with */
  hello(from: ListenerHello['from']): ListenerHello {
    const burstMs = from ? this.#resumeBurstMs : this.#burstMs;
    return {
      role: 'listener',
      planes: this.#planes,
      ...(burstMs !== undefined && { burstMs }),
      ...this.#fixed,
      ...this.#packetLength,
      ...(from && { from }),
    };
  }

  /** @throws RangeError unless 1..8 */
  setPlanes(planes: number): void {
    this.#planes = requireInteger('planes', planes, 1, MAX_PLANES);
  }

  /**
   * @param maxPreset undefined: as it was, or `preset` where that is longer
   * @throws RangeError for what `DownlinkOptions` do not allow
   */
  setPreset(preset: string | number, maxPreset: string | number | undefined): void {
    const most = maxPreset ?? Math.max(this.#lengths.maxPreset, presetOrFrames('preset', preset));
    this.#lengths = packetLengths(preset, most);
  }

  get #packetLength(): PacketLengthRequest {
    const { preset, maxPreset } = this.#lengths;
    // A maximum of one frame lengthens nothing.
    if (preset === undefined && maxPreset === 1) return {};
    return { ...(preset !== undefined && { framesPerMessage: preset }), maxFramesPerMessage: maxPreset };
  }
}
