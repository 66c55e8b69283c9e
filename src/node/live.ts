import { randomBytes } from 'node:crypto';
import type { LatentModel } from '../ports/model.js';
import { Listener, type ListenerOptions } from '../stream/receive/listener.js';
import { type Broadcast, type BroadcastOptions, startBroadcast } from '../stream/send/broadcast.js';
import { nodeClock } from './clock.js';
import { selectKernels } from './native/native.js';
import { connectWebSocket, requireChannelUrl } from './ws-connect.js';

/** What Node itself can supply: its clock, its sockets, its random numbers, its kernels. */
type Supplied = 'model' | 'clock' | 'connect' | 'epoch' | 'kernels';

export type BroadcastToOptions = Omit<BroadcastOptions, Supplied> & {
  readonly model: LatentModel;
  readonly signal?: AbortSignal;
};

/**
 * Streams audio to a channel of a relay.
 *
 * @param url ws://HOST:PORT/CHANNEL
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME for wrong arguments; `done` rejects with what ends the stream
 */
export function broadcastTo(url: string, options: BroadcastToOptions): Broadcast {
  requireChannelUrl(url);
  const { signal } = options;
  return startBroadcast({
    ...options,
    clock: nodeClock,
    connect: () => connectWebSocket(url, signal ? { signal } : {}),
    epoch: randomBytes(4).readUInt32BE(),
    kernels: selectKernels(),
  });
}

export type ListenToOptions = Omit<ListenerOptions, Exclude<Supplied, 'model'>> & { readonly signal?: AbortSignal };

/**
 * A listener of a channel of a relay; `start` connects it.
 *
 * @param url ws://HOST:PORT/CHANNEL
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME for wrong arguments
 */
export function listenTo(url: string, options: ListenToOptions): Listener {
  requireChannelUrl(url);
  const { signal } = options;
  return new Listener({
    ...options,
    clock: nodeClock,
    connect: () => connectWebSocket(url, signal ? { signal } : {}),
    kernels: selectKernels(),
  });
}
