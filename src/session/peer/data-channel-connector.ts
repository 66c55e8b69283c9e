import type { Clock } from '../../ports/clock.js';
import type { IceServer, PeerBackend } from '../../ports/peer-backend.js';
import { DataChannelLink } from '../../transports/datachannel/data-channel-link.js';
import type { DirectConnector } from './direct-paths.js';

/** How long a direct connection may take, and from when on a silent one is dead, in ms. */
const TIMES = { connectTimeoutMs: 20_000, heartbeatMs: 2_000, deadMs: 10_000 } as const;

/**
 * Direct connections by WebRTC's data channels. Their descriptions, with the fingerprints of DTLS, travel sealed between
 * the two peers: whoever carries them can neither read nor exchange them.
 */
export const dataChannelConnector = (
  backend: PeerBackend,
  clock: Clock,
  iceServers: readonly IceServer[],
): DirectConnector => ({
  open: (options) => {
    const { role, onClose } = options;
    const onSignal = (signal: object): void => options.onSignal(signal);
    return new DataChannelLink({ ...TIMES, backend, clock, iceServers, role, onSignal, onClose });
  },
});
