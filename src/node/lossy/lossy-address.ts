import { CodecError } from '../../core/errors.js';
import { type OptionKinds, requireKind } from '../../core/options.js';
import { DueSchedule } from '../../core/playout/due-schedule.js';
import { lossyType } from '../../core/wire/lossy-message.js';
import type { LossyLink } from '../../ports/lossy-link.js';
import { LossyListenerConnection } from '../../transports/lossy/listener-connection.js';
import { type ProtectionOptions, requireProtection } from '../../transports/lossy/lossy-options.js';
import type { LossyModel } from '../../transports/lossy/lossy-receiver.js';
import { LossySourceConnection } from '../../transports/lossy/source-connection.js';
import { nodeClock } from '../clock.js';
import { requireWebSocketUrl } from '../websocket-url.js';
import { isDatagramUrl, requireDatagramUrl } from './datagram-address.js';
import { type DatagramOptions, openDatagramListener, openDatagramSender, requireDatagram } from './datagram-link.js';
import { pipeLink } from './pipe-link.js';

/** Stands for a byte pipe over standard input or output. */
export const PIPE_ADDRESS = '-';

/** How a stream travels without a relay. Plain data, but for the signal. */
export interface LossyOptions {
  /** Of an address udp://…: length of messages, TTL and interface. */
  readonly datagram?: DatagramOptions;
  /** How much is repeated, of what is sent. */
  readonly protection?: ProtectionOptions;
}

/** Kinds of {@link LossyOptions}. */
export const LOSSY_KINDS: OptionKinds<LossyOptions> = { datagram: 'object', protection: 'object' };

/** Whether an address is no relay's: udp://HOST:PORT, or `-` for a byte pipe. */
export const isLossyAddress = (address: string): boolean => address === PIPE_ADDRESS || isDatagramUrl(address);

/**
 * Checks the address of a stream: a channel of a relay, a UDP address or `-`.
 * @throws TypeError, CodecError CHANNEL_NAME naming what is wrong with it
 */
export function requireStreamAddress(address: string, side: 'send' | 'listen'): void {
  if (isDatagramUrl(address)) requireDatagramUrl(address, side);
  else if (address !== PIPE_ADDRESS) requireWebSocketUrl(address);
}

/** @throws TypeError, RangeError naming a wrong option, also where the address has no use for it */
export function requireLossy(address: string, options: LossyOptions): void {
  for (const name of ['datagram', 'protection'] as const)
    if (options[name] !== undefined) requireKind(name, options[name], 'object');
  requireDatagram(options.datagram);
  requireProtection(options.protection);
  if (options.datagram?.interface !== undefined || options.datagram?.ttl !== undefined) {
    if (!isDatagramUrl(address)) throw new TypeError('datagram.ttl and datagram.interface are for udp:// addresses');
  }
  if (!isLossyAddress(address) && (options.datagram || options.protection))
    throw new TypeError('datagram and protection are for udp:// addresses and -; a relay is reached without losses');
}

/**
 * What connects a source to an address without a relay.
 * @returns rejects with CodecError TRANSPORT_FAILED where no socket can be opened, NOT_ALLOWED where a pipe is closed
 */
export function lossySource(address: string, options: LossyOptions): () => Promise<LossySourceConnection> {
  let isPipeUsed = false;
  const open = (): Promise<LossyLink> | LossyLink => {
    if (address !== PIPE_ADDRESS) return openDatagramSender(address, options.datagram);
    if (isPipeUsed) throw new CodecError('NOT_ALLOWED', 'standard output was closed by the program that reads it');
    isPipeUsed = true;
    return pipeLink({ writable: process.stdout, maxMessageBytes: requireDatagram(options.datagram).maxMessageBytes });
  };
  return async () => new LossySourceConnection(await open(), nodeClock, options.protection);
}

/** What a listener without a relay connects with and plays by. */
export interface LossyListening {
  /** @throws CodecError TRANSPORT_FAILED, PORT_IN_USE */
  readonly connect: () => Promise<LossyListenerConnection>;
  /** Plays each frame when its repeats have come. */
  readonly schedule: DueSchedule;
}

/** A listener of an address without a relay. */
export function lossyListening(address: string, model: LossyModel, options: LossyOptions): LossyListening {
  let current: LossyListenerConnection | null = null;
  let hasPipe = false;
  const open = async (): Promise<LossyLink> => {
    if (address !== PIPE_ADDRESS)
      return openDatagramListener(address, options.datagram, (message) =>
        ['message', 'parity'].includes(lossyType(message) ?? ''),
      );
    // A pipe that has ended is no pipe that comes back.
    if (hasPipe) throw new CodecError('NOT_ALLOWED', 'standard input has ended');
    hasPipe = true;
    const { maxMessageBytes } = requireDatagram(options.datagram);
    return pipeLink({ readable: process.stdin, maxMessageBytes });
  };
  return {
    connect: async () => {
      current = new LossyListenerConnection(await open(), nodeClock, model);
      return current;
    },
    schedule: new DueSchedule((frame) => current?.dueMs(frame) ?? null),
  };
}
