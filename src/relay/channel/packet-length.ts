import { type StreamHello, streamContext } from '../../core/wire/hello.js';
import { maxFramesPerMessage } from '../../core/wire/packet.js';
import type { Subscriber } from '../subscribers/subscriber.js';

/** What the length of its messages means to a subscriber. */
export interface Packing {
  /** Latent frames in each audio message from now on, as far as the source's packets allow: 1..128. */
  readonly framesPerMessage: number;
  /** Index of the first frame that is held to be joined with later ones; null where none is. */
  readonly heldFrom: number | null;
}

/** The length of its messages as a subscriber is told in hellos; undefined for one that has stated no wish. */
export const statedLength = (subscriber: Subscriber, packing: Packing): number | undefined =>
  subscriber.framesPerMessage === undefined ? undefined : packing.framesPerMessage;

/**
 * Latent frames in each audio message for a subscriber that wants `wantedFrames` of this stream: the nearest whole number
 * of the source's packets, the larger one at a tie, at least one packet and no more than a message can hold. Parts of
 * packets would leave the longest wait for a frame as it is, and make the messages come irregularly.
 */
export function packedFrames(wantedFrames: number, hello: StreamHello): number {
  const { framesPerPacket, planes } = hello;
  const most = Math.floor(maxFramesPerMessage(planes, streamContext(hello)) / framesPerPacket);
  return framesPerPacket * Math.max(1, Math.min(most, Math.round(wantedFrames / framesPerPacket)));
}

/**
 * Frames in each message that a subscriber is to be sent; undefined where it has stated no wish.
 * @param isOverloaded whether subscribers that allow it are sent longer messages than they want
 */
export function wantedFrames(subscriber: Subscriber, isOverloaded: boolean): number | undefined {
  const { framesPerMessage, maxFramesPerMessage: most } = subscriber;
  return isOverloaded && framesPerMessage !== undefined
    ? Math.max(framesPerMessage, most ?? framesPerMessage)
    : framesPerMessage;
}
