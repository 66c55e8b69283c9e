import { requireNumber } from '../../core/errors.js';
import { type OptionKinds, requireOneOf, requireOptions, SHAPES } from '../../core/options.js';
import type { Clock } from '../../ports/clock.js';
import type { LossyCloseEvent } from '../../ports/lossy-link.js';
import type { IceServer, PeerBackend } from '../../ports/peer-backend.js';
import { requireIceServers } from './ice-servers.js';
import type { PeerSignal } from './peer-signal.js';

/** One connection to a peer, apart from the WebRTC implementation and the clock. */
export interface DataChannelSettings {
  /** The two ends have different roles; the offerer begins. */
  readonly role: 'offerer' | 'answerer';
  /** Brings a signal to the other end, in any order, by whatever way. It must not throw. */
  onSignal(signal: PeerSignal): void;
  /** The link is closed, or has failed: called once, also after `close`. It must not throw. */
  onClose?(event: LossyCloseEvent): void;
  /** STUN and TURN servers, at most 8. @default none */
  readonly iceServers?: readonly IceServer[];
  /** Longest wait until both channels are open, 100..600000. @default 20000 */
  readonly connectTimeoutMs?: number;
  /** Where nothing was sent for so many ms, a sign of life is, 100..600000. @default 2000 */
  readonly heartbeatMs?: number;
  /** Where nothing has come for so many ms, the peer counts as gone, 200..600000. @default 10000 */
  readonly deadMs?: number;
  /** Bytes of media that may wait; a message beyond them is dropped, 1..16777216. @default 8192 */
  readonly maxBufferedBytes?: number;
  /** Bytes of control from which `send` returns false, 1..16777216. @default 65536 */
  readonly controlHighWaterBytes?: number;
}

/** One connection to a peer. */
export interface DataChannelLinkOptions extends DataChannelSettings {
  /** The WebRTC implementation. */
  readonly backend: PeerBackend;
  /** Of timeouts and signs of life. */
  readonly clock: Clock;
}

/** {@link DataChannelLinkOptions} checked, with defaults. */
export type CheckedLinkOptions = Required<Omit<DataChannelLinkOptions, 'onClose'>> &
  Pick<DataChannelLinkOptions, 'onClose'>;

const KINDS: OptionKinds<DataChannelLinkOptions> = {
  backend: { name: 'a PeerBackend', matches: ({ create }) => typeof create === 'function' },
  clock: SHAPES.clock,
  role: 'string',
  onSignal: 'function',
  onClose: 'function',
  iceServers: 'any',
  connectTimeoutMs: 'any',
  heartbeatMs: 'any',
  deadMs: 'any',
  maxBufferedBytes: 'any',
  controlHighWaterBytes: 'any',
};

/** @throws TypeError, RangeError naming a wrong option */
export function requireLinkOptions(options: DataChannelLinkOptions): CheckedLinkOptions {
  requireOptions('', options, KINDS, ['backend', 'clock', 'role', 'onSignal']);
  requireOneOf('role', options.role, ['offerer', 'answerer']);
  return {
    backend: options.backend,
    clock: options.clock,
    role: options.role,
    onSignal: options.onSignal,
    ...(options.onClose && { onClose: options.onClose }),
    iceServers: requireIceServers('iceServers', options.iceServers ?? []),
    connectTimeoutMs: requireNumber('connectTimeoutMs', options.connectTimeoutMs ?? 20_000, 100, 600_000),
    heartbeatMs: requireNumber('heartbeatMs', options.heartbeatMs ?? 2000, 100, 600_000),
    deadMs: requireNumber('deadMs', options.deadMs ?? 10_000, 200, 600_000),
    maxBufferedBytes: requireNumber('maxBufferedBytes', options.maxBufferedBytes ?? 8192, 1, 2 ** 24),
    controlHighWaterBytes: requireNumber('controlHighWaterBytes', options.controlHighWaterBytes ?? 65_536, 1, 2 ** 24),
  };
}
