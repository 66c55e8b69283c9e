import type { StreamHello } from '../../core/wire/hello.js';

/**
 * What a stream may carry beside audio in mono. A hello offers a feature with a field of its name; a peer that supports
 * it repeats the field in its own hello, and one from before the feature leaves it out.
 */
export interface Features {
  /** Silence packets in place of silent frames. */
  readonly silence: boolean;
  /** Spatial parameters behind the bit planes, one byte a frame. */
  readonly stereo: boolean;
}

/** What holds before a peer has answered. */
export const NO_FEATURES: Features = { silence: false, stereo: false };

/** What both ends support: offered by one hello and repeated by the other. */
export const agreedFeatures = (
  offered: Partial<Features>,
  answer: Pick<StreamHello, 'silence' | 'stereo'>,
): Features => ({
  silence: offered.silence === true && answer.silence === true,
  stereo: offered.stereo === true && answer.stereo === true,
});

/** Fields of a hello that offer these features; what is not offered is left out. */
export const offerFeatures = ({ silence, stereo }: Partial<Features>): { silence?: true; stereo?: true } => ({
  ...(silence && { silence: true }),
  ...(stereo && { stereo: true }),
});
