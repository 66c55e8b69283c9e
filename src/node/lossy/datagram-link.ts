import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { CodecError, requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import type { LossyDirection, LossyLink, LossyLinkHandlers } from '../../ports/lossy-link.js';
import { LossyCounters } from '../../transports/lossy-counters.js';
import { LossyInbox } from '../../transports/lossy-inbox.js';
import { MAX_UDP_MESSAGE_BYTES, udpWireCost } from '../../transports/udp-cost.js';
import {
  type DatagramAddress,
  familyOf,
  isMulticast,
  requireDatagramUrl,
  requireInterface,
} from './datagram-address.js';

/** How datagrams travel. Plain data. */
export interface DatagramOptions {
  /** Longest message, 64..65507; what is longer than the path's packets is split on the way or lost. @default 1200 */
  readonly maxMessageBytes?: number;
  /** Routers that a datagram to a group passes at most, plus one: 1..255; 1 stays in the network. @default 1 */
  readonly ttl?: number;
  /** Interface of a group, by name or address; of a sender to one address, the address to send from. @default the system's */
  readonly interface?: string;
}

const KINDS: OptionKinds<DatagramOptions> = { maxMessageBytes: 'any', ttl: 'any', interface: 'string' };
/** A listener takes another sender once the one before has been silent for so long. */
const SENDER_LEFT_MS = 3000;
/** Errors of a datagram on its way, which say nothing of the next. */
const PASSING = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'ENOBUFS',
  'EAGAIN',
  'EPERM',
]);

/** The options checked. @throws TypeError, RangeError naming a wrong option */
export function requireDatagram(options: DatagramOptions = {}): DatagramOptions & { readonly maxMessageBytes: number } {
  requireOptions('datagram', options, KINDS);
  const { min, max, default: usual } = MAX_UDP_MESSAGE_BYTES;
  if (options.ttl !== undefined) requireInteger('datagram.ttl', options.ttl, 1, 255);
  return {
    ...options,
    maxMessageBytes: requireInteger('datagram.maxMessageBytes', options.maxMessageBytes ?? usual, min, max),
  };
}

/**
 * Sends to one address or to a group. To one address, what it answers comes back.
 *
 * @param url udp://HOST:PORT
 * @throws TypeError, RangeError for wrong arguments; CodecError TRANSPORT_FAILED where the host has no address or no
 *   socket can be opened
 */
export async function openDatagramSender(url: string, options?: DatagramOptions): Promise<LossyLink> {
  const address = requireDatagramUrl(url, 'send');
  const checked = requireDatagram(options);
  return opening(url, async () => {
    const { address: host, family } = await lookup(address.host);
    const isGroup = isMulticast(host);
    const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4' });
    try {
      const own = checked.interface && requireInterface('datagram.interface', checked.interface, family === 6 ? 6 : 4);
      if (isGroup) {
        socket.bind(0);
        await once(socket, 'listening');
        socket.setMulticastTTL(checked.ttl ?? 1);
        socket.setMulticastLoopback(true);
        if (own) socket.setMulticastInterface(family === 6 ? `::%${nicOf(own)}` : own);
      } else {
        if (own) {
          socket.bind(0, own);
          await once(socket, 'listening');
        }
        socket.connect(address.port, host);
        await once(socket, 'connect');
        if (checked.ttl !== undefined) socket.setTTL(checked.ttl);
      }
    } catch (error) {
      socket.close();
      throw error;
    }
    return new DatagramLink(socket, checked.maxMessageBytes, isGroup ? { to: { host, port: address.port } } : {});
  });
}

/**
 * Receives what comes to an address or a group. One sender is listened to: the first whose message is accepted, and
 * another one only when it has been silent for 3 s. Reports go back to the sender of an address, not to that of a group.
 *
 * @param url udp://HOST:PORT, the host an address of this machine, 0.0.0.0 for all, or a group
 * @param accepts whether a message makes its sender the one that is listened to. @default every message
 * @throws as {@link openDatagramSender}, CodecError PORT_IN_USE
 */
export async function openDatagramListener(
  url: string,
  options?: DatagramOptions,
  accepts: (message: Uint8Array) => boolean = () => true,
): Promise<LossyLink> {
  const address = requireDatagramUrl(url, 'listen');
  const checked = requireDatagram(options);
  return opening(url, async () => {
    const { address: host, family } = await lookup(address.host);
    const isGroup = isMulticast(host);
    const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', reuseAddr: isGroup });
    try {
      socket.bind(address.port, isGroup && process.platform === 'win32' ? undefined : host);
      await once(socket, 'listening');
      const own = checked.interface && requireInterface('datagram.interface', checked.interface, familyOf(host));
      if (isGroup) socket.addMembership(host, own ? (family === 6 ? `::%${nicOf(own)}` : own) : undefined);
    } catch (error) {
      socket.close();
      throw error;
    }
    return new DatagramLink(socket, checked.maxMessageBytes, { accepts, ...(isGroup && { isDeaf: true }) });
  });
}

interface Ends {
  /** The group that is sent to. */
  readonly to?: DatagramAddress;
  /** Of a listener. */
  readonly accepts?: (message: Uint8Array) => boolean;
  /** Whether a listener does not answer. */
  readonly isDeaf?: boolean;
}

class DatagramLink implements LossyLink {
  readonly direction: LossyDirection;
  readonly counters = new LossyCounters(udpWireCost);
  maxMessageBytes: number;
  readonly #socket: Socket;
  readonly #ends: Ends;
  readonly #inbox = new LossyInbox();
  #state: 'open' | 'closed' = 'open';
  #peer: RemoteInfo | null = null;
  #peerMs = 0;

  constructor(socket: Socket, maxMessageBytes: number, ends: Ends) {
    this.#socket = socket;
    this.#ends = ends;
    this.maxMessageBytes = maxMessageBytes;
    this.direction = ends.to ? 'send' : ends.isDeaf ? 'receive' : 'both';
    socket.on('message', (message, from) => this.#onMessage(message, from));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#onError(error, 0));
    socket.on('close', () => this.#end(''));
  }

  get state(): 'open' | 'closed' {
    return this.#state;
  }

  get bufferedBytes(): number {
    return this.#state === 'open' ? this.#socket.getSendQueueSize() : 0;
  }

  setHandlers(handlers: LossyLinkHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(message: Uint8Array): boolean {
    const { length } = message;
    const isOwn = this.#ends.accepts === undefined;
    if (this.#state === 'closed' || this.direction === 'receive' || (!isOwn && !this.#peer))
      return this.counters.dropped();
    if (length === 0 || length > this.maxMessageBytes) return this.counters.dropped();
    this.counters.sent(length);
    const onSent = (error: Error | null): void => {
      if (error) this.#onError(error, length);
    };
    try {
      if (this.#ends.to) this.#socket.send(message, this.#ends.to.port, this.#ends.to.host, onSent);
      else if (isOwn) this.#socket.send(message, onSent);
      else this.#socket.send(message, this.#peer!.port, this.#peer!.address, onSent);
    } catch (error) {
      this.#onError(error as Error, length);
    }
    return true;
  }

  close(reason = ''): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#socket.close();
    queueMicrotask(() => this.#inbox.close({ reason }));
  }

  #onMessage(message: Uint8Array, from: RemoteInfo): void {
    if (this.#state === 'closed') return;
    const { accepts, to } = this.#ends;
    // Nobody is listened to by who sends to a group.
    if (to || message.length === 0 || message.length > MAX_UDP_MESSAGE_BYTES.max) {
      this.counters.damaged();
      return;
    }
    if (accepts && !this.#isPeer(from)) {
      if ((this.#peer && performance.now() - this.#peerMs < SENDER_LEFT_MS) || !accepts(message)) {
        this.counters.damaged();
        return;
      }
      this.#peer = from;
    }
    this.#peerMs = performance.now();
    this.counters.received(message.length);
    this.#inbox.message(message);
  }

  #isPeer({ address, port }: RemoteInfo): boolean {
    return this.#peer?.address === address && this.#peer.port === port;
  }

  #onError(error: NodeJS.ErrnoException, bytes: number): void {
    if (this.#state === 'closed') return;
    if (error.code === 'EMSGSIZE' && bytes > MAX_UDP_MESSAGE_BYTES.min) {
      // The path carries less than was assumed.
      this.maxMessageBytes = Math.max(
        MAX_UDP_MESSAGE_BYTES.min,
        Math.min(this.maxMessageBytes, Math.floor(bytes * 0.8)),
      );
      return;
    }
    if (PASSING.has(error.code ?? '')) return;
    this.#end('', new CodecError('TRANSPORT_FAILED', `the UDP socket failed: ${error.message}`, { cause: error }));
    this.#socket.close();
  }

  #end(reason: string, error?: Error): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#inbox.close({ reason, ...(error && { error }) });
  }
}

/** Name of the interface with an address. */
const nicOf = (address: string): string =>
  Object.entries(networkInterfaces()).find(([, all]) => all?.some((one) => one.address === address))?.[0] ?? '';

async function opening(url: string, open: () => Promise<LossyLink>): Promise<LossyLink> {
  try {
    return await open();
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof CodecError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new CodecError('PORT_IN_USE', `${url} is in use by another program`, { cause });
    const why =
      code === 'ENOTFOUND' || code === 'EAI_AGAIN'
        ? 'the host has no address'
        : code === 'EADDRNOTAVAIL'
          ? 'that is no address of this machine'
          : message;
    throw new CodecError('TRANSPORT_FAILED', `cannot use ${url}: ${why}`, { cause });
  }
}
