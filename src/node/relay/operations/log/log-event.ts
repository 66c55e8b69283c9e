import type { LogLevel } from '../options.js';

/** One thing to be logged; the fields that are set are shown in this order. */
export interface LogEvent {
  readonly level: LogLevel;
  /** What has happened, the same word for every event of the kind: `joined`, `left`, `closed`, `refused`, … */
  readonly event: string;
  readonly channel?: string;
  readonly role?: string;
  /** Number of the connection. */
  readonly connection?: number;
  readonly address?: string;
  /** Key or subject that it was granted for. */
  readonly subject?: string;
  /** Error code. */
  readonly reason?: string;
  readonly message?: string;
  /** What the peer was not told. */
  readonly cause?: string;
  /** Any other field. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Writes events; never throws, whatever becomes of its output. */
export interface LogWriter {
  write(event: LogEvent): void;
}

/** Numbers of the levels, the more the worse. */
export const LEVELS: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50 };
