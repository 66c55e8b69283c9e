import type { SilentBlock } from '../../core/latent/frames.js';

/** Which frames a written block belongs to. */
export interface PlayedInfo {
  /** Absolute index of the first frame. */
  readonly firstFrame: number;
  /** 0 for what the decoder held back at the end of a stream. */
  readonly frames: number;
  /** Whether the frames never arrived: the audio conceals them. */
  readonly isLost: boolean;
  /** Set where the source left the frames out: comfort noise, and whether more of it is to come. */
  readonly silence?: Pick<SilentBlock, 'noise' | 'continues'>;
}
