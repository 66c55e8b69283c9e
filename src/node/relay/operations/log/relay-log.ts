import type { Writable } from 'node:stream';
import type { CodecError } from '../../../../core/errors.js';
import { requireOneOf, requireOptions } from '../../../../core/options.js';
import type { Clock } from '../../../../ports/clock.js';
import type { RelayPeer } from '../../../../relay/relay-peer.js';
import { nodeClock } from '../../../clock.js';
import type { AdminChange } from '../admin/admin-change.js';
import { type LogOptions, OPERATIONS_DEFAULTS } from '../options.js';
import { LEVELS, type LogEvent } from './log-event.js';
import { errorFields, peerFields } from './log-fields.js';
import { loggedAddress, loggedText } from './log-text.js';
import { RepeatLimit } from './repeat-limit.js';
import { openLogWriter } from './writers.js';

/** The log of a relay: its methods are handlers of a relay's server. None of them throws. */
export interface RelayLog {
  /** Who joins, leaves, is moved and is refused: spread them into the options of a relay's server. */
  readonly handlers: {
    /** A connection was refused. */
    onRefused(channel: string, error: CodecError, address?: string): void;
    /** A source or listener has joined. */
    onJoined(peer: RelayPeer): void;
    /** It has left, with the reason where there was one. */
    onLeft(peer: RelayPeer, error: CodecError | null): void;
    /** A listener was moved to another channel. */
    onMoved(from: RelayPeer, to: RelayPeer): void;
  };
  /** For the option of that name of `operations`. */
  onAdministered(change: AdminChange): void;
  /** Any other line of the relay's owner. */
  write(event: LogEvent): void;
  /** Other levels or addresses from now on; the format stays. @throws TypeError, RangeError naming a wrong option */
  configure(options: LogOptions): void;
  /** Writes what waits. */
  close(): void;
}

/**
 * Opens a relay's log. Lines of one kind are limited to ten a second, with a count of the others; no line holds a token.
 *
 * @param output where its errors are of no consequence: what cannot be written is dropped
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_INSTALLED where a package is missing
 */
export async function openRelayLog(options: LogOptions, output: Writable, clock: Clock = nodeClock): Promise<RelayLog> {
  requireLogOptions(options);
  const writer = new RepeatLimit(await openLogWriter(options.format, output), clock);
  let { level, addresses } = { ...OPERATIONS_DEFAULTS.log, ...options };
  const write = (event: LogEvent): void => {
    if (LEVELS[event.level] < LEVELS[level]) return;
    const address = loggedAddress(event.address, addresses);
    const { address: _, ...rest } = event;
    const texts = Object.entries(rest).map(([key, value]) => [
      key,
      typeof value === 'string' ? loggedText(value) : value,
    ]);
    writer.write({
      ...(Object.fromEntries(texts) as typeof rest),
      ...(event.details && { details: loggedDetails(event.details) }),
      ...(address !== undefined && { address }),
    });
  };
  return {
    handlers: {
      onRefused: (channel, error, address) =>
        write({
          level: 'warn',
          event: 'refused',
          channel: channel.slice(0, 64),
          ...(address !== undefined && { address }),
          ...errorFields(error),
        }),
      onJoined: (peer) => write({ level: 'info', event: 'joined', ...peerFields(peer) }),
      onLeft: (peer, error) =>
        write({
          level: error ? 'warn' : 'info',
          event: error ? 'closed' : 'left',
          ...peerFields(peer),
          ...(error && errorFields(error)),
        }),
      onMoved: (from, to) => write({ level: 'info', event: 'moved', ...peerFields(from), message: `to ${to.channel}` }),
    },
    onAdministered: ({ administrator, operation, channel, details, status, address }) =>
      write({
        level: 'info',
        event: status === 200 ? 'administered' : 'administration refused',
        ...(channel !== undefined && { channel }),
        ...(address !== undefined && { address }),
        subject: administrator,
        message: operation,
        details: { ...details, status },
      }),
    write,
    configure(next) {
      requireLogOptions(next);
      ({ level, addresses } = { ...OPERATIONS_DEFAULTS.log, ...next });
    },
    close: () => writer.flush(),
  };
}

/** @throws TypeError, RangeError naming the option, its value and what is allowed */
export function requireLogOptions(options: LogOptions): void {
  requireOptions('log', options, { format: 'string', level: 'string', addresses: 'string' });
  const { format, level, addresses } = { ...OPERATIONS_DEFAULTS.log, ...options };
  requireOneOf('log.format', format, ['plain', 'pretty', 'json']);
  requireOneOf('log.level', level, Object.keys(LEVELS));
  requireOneOf('log.addresses', addresses, ['full', 'truncated', 'none']);
}

const loggedDetails = (details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(details).map(([key, value]) => [key, loggedValue(value)]));

function loggedValue(value: unknown): unknown {
  if (typeof value === 'string') return loggedText(value);
  if (Array.isArray(value)) return value.map(loggedValue);
  return typeof value === 'object' && value !== null ? loggedDetails(value as Record<string, unknown>) : value;
}
