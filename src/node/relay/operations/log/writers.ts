import type { Writable } from 'node:stream';
import { hasColours } from '../../../has-colours.js';
import { loadOptional } from '../../../optional-package.js';
import type { LogOptions } from '../options.js';
import { LEVELS, type LogEvent, type LogWriter } from './log-event.js';

/** A log's output while its reader is slow or has gone: at most this waits, what is more is dropped. */
const MAX_WAITING_BYTES = 2 ** 20;

/**
 * Wraps an output so that nothing that it does can stop a relay: its errors are dropped, and so is what comes when its
 * reader has gone or falls behind by 1 MiB.
 */
export function harmlessOutput(output: Writable): { write(text: string): void } {
  let isBroken = false;
  output.on('error', () => {
    isBroken = true;
  });
  return {
    write(text) {
      if (isBroken || output.destroyed || output.writableEnded || output.writableLength > MAX_WAITING_BYTES) return;
      try {
        output.write(text);
      } catch {
        isBroken = true;
      }
    },
  };
}

/**
 * Opens a log in the format of the options.
 *
 * @throws CodecError NOT_INSTALLED where the package `pino`, or `pino-pretty`, is missing
 */
export async function openLogWriter(format: LogOptions['format'], output: Writable): Promise<LogWriter> {
  const stream = harmlessOutput(output);
  if (format === 'plain' || format === undefined) return { write: (event) => stream.write(`${plainLine(event)}\n`) };
  const { pino } = await loadOptional('pino', 'a log in this format', () => import('pino'));
  const options = { base: null, level: 'debug', timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'message' };
  const logger =
    format === 'json'
      ? pino({ ...options, formatters: { level: (level) => ({ level }) } }, stream)
      : pino(options, await prettyStream(stream, hasColours(output)));
  return {
    write({ level, details, message, ...fields }) {
      try {
        logger[level]({ ...fields, ...details }, message ?? fields.event);
      } catch {
        // A value that cannot be written is no reason to stop.
      }
    },
  };
}

async function prettyStream(stream: { write(text: string): void }, colorize: boolean) {
  const { prettyFactory } = await loadOptional('pino-pretty', 'a log in this format', () => import('pino-pretty'));
  const pretty = prettyFactory({ colorize, messageKey: 'message', translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l' });
  return { write: (line: string) => stream.write(pretty(JSON.parse(line)) ?? '') };
}

/** `latentcast: radio: listener joined (192.0.2.7)` */
function plainLine({ level, event, channel, role, address, subject, message, cause, details }: LogEvent): string {
  const who = [address, subject].filter((text) => text !== undefined).join(', ');
  const parts = [
    'latentcast',
    ...(LEVELS[level] >= LEVELS.error ? [level] : []),
    ...(channel !== undefined ? [channel] : []),
    `${role ? `${role} ` : ''}${event}${who && ` (${who})`}`,
    ...(message !== undefined ? [message] : []),
    ...(cause !== undefined ? [cause] : []),
  ];
  return parts.join(': ') + detailText(details ?? {});
}

/** ` (id 7, reason "too loud")`; empty for nothing. */
function detailText(details: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(details)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name} ${valueText(value)}`);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return /^[\w.:/*-]+$/.test(value) ? value : `"${value}"`;
  if (Array.isArray(value)) return value.map(valueText).join(' ');
  if (typeof value !== 'object' || value === null) return String(value);
  return detailText(value as Record<string, unknown>).trim();
}
