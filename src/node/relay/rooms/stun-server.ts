import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { CodecError } from '../../../core/errors.js';
import { answerStunRequest } from '../../../relay/room/stun-message.js';
import { TokenBucket } from '../../../relay/token-bucket.js';
import { nodeClock } from '../../clock.js';
import { addressKey } from '../access/address-key.js';

/** Answers in a second to one address, and to all together; five times as many at once. */
export const STUN_LIMITS = { perSecondPerAddress: 10, perSecond: 2_000, addresses: 4_096 } as const;

/** A STUN server that tells whoever asks its own address, and does nothing else. */
export interface StunServer {
  readonly port: number;
  /** Requests that were answered, and those that were no requests or too many. */
  readonly counters: { readonly answered: number; readonly dropped: number };
  close(): Promise<void>;
}

/**
 * Answers STUN Binding requests on a UDP port.
 *
 * @param port 0 lets the system choose
 * @throws CodecError PORT_IN_USE, TRANSPORT_FAILED
 */
export async function startStunServer(host: string, port: number): Promise<StunServer> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  const counters = { answered: 0, dropped: 0 };
  const all = bucket(STUN_LIMITS.perSecond);
  /** The address that was answered longest ago first. */
  const byAddress = new Map<string, TokenBucket>();
  const isAllowed = (address: string): boolean => {
    const key = addressKey(address);
    const own = byAddress.get(key) ?? bucket(STUN_LIMITS.perSecondPerAddress);
    byAddress.delete(key);
    byAddress.set(key, own);
    if (byAddress.size > STUN_LIMITS.addresses) byAddress.delete(byAddress.keys().next().value!);
    return own.take(1, nodeClock.nowMs()) && all.take(1, nodeClock.nowMs());
  };
  socket.on('message', (message, from) => {
    const answer = answerStunRequest(message, from.address, from.port);
    if (!answer || !isAllowed(from.address)) {
      counters.dropped++;
      return;
    }
    counters.answered++;
    socket.send(answer, from.port, from.address, () => {});
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'EADDRINUSE' ? 'PORT_IN_USE' : 'TRANSPORT_FAILED';
      reject(new CodecError(code, `cannot answer STUN on ${host}, UDP port ${port}: ${cause.message}`, { cause }));
    });
    socket.bind(port, host, () => resolve());
  });
  socket.removeAllListeners('error');
  // A datagram that cannot be sent is lost, as any may be.
  socket.on('error', () => {});
  let closing: Promise<void> | undefined;
  return {
    port: socket.address().port,
    counters,
    close: () => (closing ??= new Promise((resolve) => socket.close(() => resolve()))),
  };
}

const bucket = (perSecond: number): TokenBucket => new TokenBucket(perSecond, 5 * perSecond, nodeClock.nowMs());
