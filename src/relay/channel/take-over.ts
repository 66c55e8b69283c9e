import type { Subscriber } from '../subscribers/subscriber.js';
import type { Channel } from './channel.js';

/**
 * Moves a listener from one channel to another, which tells it that its source has gone where the other one has no stream
 * yet.
 * @throws CodecError as {@link Channel.subscribe}: then the listener stays where it was
 */
export function takeOver(subscriber: Subscriber, from: Channel, to: Channel, nowMs: number): void {
  const present = from.audience.standIn ?? from.stream;
  const farewell = to.stream || !present ? null : from.audience.goneMessage(present, subscriber);
  // What is held for it there belongs before the hello of this channel.
  from.audience.flush();
  to.subscribe(subscriber);
  from.unsubscribe(subscriber, nowMs);
  if (farewell) subscriber.sourceGone(farewell);
}
