import { randomBytes } from 'node:crypto';
import { type OptionKinds, requireOptions, SHAPES } from '../core/options.js';
import { LISTENER_KINDS, Listener, type ListenerOptions } from '../stream/receive/listener.js';
import { BROADCAST_KINDS, type Broadcast, type BroadcastOptions, startBroadcast } from '../stream/send/broadcast.js';
import { TOKEN_SHAPE, type TokenSource } from '../transports/token-source.js';
import { nodeClock } from './clock.js';
import { connecting } from './connecting.js';
import {
  isLossyAddress,
  LOSSY_KINDS,
  type LossyOptions,
  lossyListening,
  lossySource,
  requireLossy,
  requireStreamAddress,
} from './lossy/lossy-address.js';
import { selectKernels } from './native/native.js';

/** What Node itself supplies: its clock, its sockets and their tokens, its kernels, and for a source the number of its start. */
type Supplied = 'clock' | 'connect' | 'kernels' | 'epoch' | 'renewsToken' | 'followsAlternative';

/** {@link BroadcastOptions} without what Node supplies. */
export interface BroadcastToOptions extends Omit<BroadcastOptions, Supplied | 'signal'>, LossyOptions {
  /** Ends the audio, also while it waits for its next block, and aborts a connection attempt: see `BroadcastOptions`. */
  readonly signal?: AbortSignal;
  /** Token or key that the relay asks for, or a function that is asked for it at each connection. @default none */
  readonly token?: TokenSource;
  /** Relays that may have the token beside that of `url`, `wss://HOST:PORT` or `*`, where it names another. @default none */
  readonly tokenOrigins?: readonly string[];
}

const {
  clock: _clock,
  connect: _connect,
  kernels: _kernels,
  epoch: _epoch,
  renewsToken: _renewsToken,
  followsAlternative: _followsAlternative,
  ...BROADCAST_TO_KINDS
}: OptionKinds<BroadcastToOptions & BroadcastOptions> = {
  ...BROADCAST_KINDS,
  ...LOSSY_KINDS,
  token: TOKEN_SHAPE,
  tokenOrigins: 'any',
};

/**
 * Streams audio to a channel of a relay, or without a relay by UDP or through standard output.
 *
 * @param url ws://HOST:PORT/CHANNEL, udp://HOST:PORT or `-`
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME for wrong arguments; `done` rejects with what ends the stream,
 *   which is not reported as unhandled where nothing waits for it
 */
export function broadcastTo(url: string, options: BroadcastToOptions): Broadcast {
  requireStreamAddress(url, 'send');
  requireOptions('', options, BROADCAST_TO_KINDS);
  const { signal, token, tokenOrigins, datagram, protection, ...rest } = options;
  requireLossy(url, options);
  return startBroadcast({
    ...rest,
    ...(signal && { signal }),
    clock: nodeClock,
    ...(isLossyAddress(url)
      ? { connect: lossySource(url, options) }
      : connecting(url, { signal, token, tokenOrigins })),
    epoch: randomBytes(4).readUInt32BE(),
    kernels: selectKernels(),
  });
}

/** {@link ListenerOptions} without what Node supplies. */
export interface ListenToOptions extends Omit<ListenerOptions, Supplied>, Pick<LossyOptions, 'datagram'> {
  /** Aborts a connection attempt. A listener is ended by `close`. */
  readonly signal?: AbortSignal;
  /** Token or key that the relay asks for, or a function that is asked for it at each connection. @default none */
  readonly token?: TokenSource;
  /** Relays that may have the token beside that of `url`, `wss://HOST:PORT` or `*`, where it names another. @default none */
  readonly tokenOrigins?: readonly string[];
}

const {
  clock: _listenerClock,
  connect: _listenerConnect,
  kernels: _listenerKernels,
  renewsToken: _listenerRenewsToken,
  followsAlternative: _listenerFollowsAlternative,
  ...LISTEN_TO_KINDS
}: OptionKinds<ListenToOptions & ListenerOptions> = {
  ...LISTENER_KINDS,
  signal: SHAPES.signal,
  token: TOKEN_SHAPE,
  tokenOrigins: 'any',
  datagram: 'object',
};

/**
 * A listener of a channel of a relay, or without a relay of a UDP address or standard input; `start` connects it.
 *
 * @param url ws://HOST:PORT/CHANNEL, udp://HOST:PORT or `-`
 * @throws TypeError, RangeError, CodecError CHANNEL_NAME for wrong arguments
 */
export function listenTo(url: string, options: ListenToOptions): Listener {
  requireStreamAddress(url, 'listen');
  requireOptions('', options, LISTEN_TO_KINDS);
  const { signal, token, tokenOrigins, datagram, ...rest } = options;
  requireLossy(url, { ...(datagram && { datagram }) });
  const lossy = isLossyAddress(url) ? lossyListening(url, rest.model.info, { ...(datagram && { datagram }) }) : null;
  return new Listener({
    ...rest,
    clock: nodeClock,
    ...(lossy
      ? { connect: lossy.connect, player: { schedule: lossy.schedule, ...rest.player } }
      : connecting(url, { signal, token, tokenOrigins })),
    kernels: selectKernels(),
  });
}
