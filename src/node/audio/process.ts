import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { CodecError } from '../../core/errors.js';
import type { PcmCommand } from './backend.js';
import type { PlayReport } from './reports.js';

/** Time that a program has to end before it is killed. */
const GRACE_MS = 1000;

/** A running capture or playback program: its PCM pipe, its reports, and why it ended. */
export class PcmProcess {
  readonly name: string;
  /** PCM that it captures; null for playback. */
  readonly output: Readable | null;
  /** PCM that it plays; null for capture. */
  readonly input: Writable | null;
  /** Resolves when it has ended, whatever the reason. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #lastMessage = '';
  #exit: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(command: PcmCommand, direction: 'capture' | 'playback', onReport: (report: PlayReport) => void) {
    this.name = command.file === process.execPath ? 'naudiodon' : command.file;
    const captureFd = command.captureFd ?? 1;
    const isCapture = direction === 'capture';
    this.#child = spawn(command.file, [...command.args], {
      stdio: [
        isCapture ? 'ignore' : 'pipe',
        isCapture && captureFd === 1 ? 'pipe' : 'ignore',
        'pipe',
        ...(isCapture && captureFd === 3 ? (['pipe'] as const) : []),
      ],
      // Messages are read, so they must not be translated.
      env: { ...process.env, LC_ALL: 'C', ...command.env },
      ...(command.cwd !== undefined && { cwd: command.cwd }),
    });
    this.output = isCapture ? (this.#child.stdio[captureFd] as Readable | null) : null;
    this.input = this.#child.stdin;
    // `ended` rejects when a pipe's reader has gone; without a listener the error would end this process.
    this.input?.on('error', () => {});
    this.output?.on('error', () => {});
    const parse = command.reports?.();
    forEachLine(this.#child.stderr!, (line) => {
      const report = parse?.(line);
      if (report) onReport(report);
      else if (line.trim()) this.#lastMessage = line.trim();
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error: NodeJS.ErrnoException) => {
        this.#exit = error.code === 'ENOENT' ? 'it is not installed' : error.message;
        resolve();
      });
      this.#child.once('close', (code, signal) => {
        this.#exit ??= signal ? `it was ended by ${signal}` : `it ended with code ${code}`;
        resolve();
      });
    });
  }

  get isRunning(): boolean {
    return this.#exit === undefined;
  }

  /** Why the device is not there (any more). */
  error(): CodecError {
    const reason = this.#lastMessage ? `${this.#lastMessage} (${this.#exit})` : (this.#exit ?? 'it has stopped');
    return new CodecError('DEVICE', `${this.name}: ${reason}`);
  }

  /** Ends the program: playback plays what it holds first. May be called twice. */
  close(drain = false): Promise<void> {
    this.#closing ??= this.#close(drain);
    return this.#closing;
  }

  async #close(drain: boolean): Promise<void> {
    if (!this.isRunning) return;
    if (drain && this.input) this.input.end();
    else this.#child.kill('SIGTERM');
    // Output that nobody reads any more would keep the pipe open, and `ended` from resolving.
    this.output?.destroy();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), drain ? 3 * GRACE_MS : GRACE_MS);
    await this.ended;
    clearTimeout(timer);
    this.input?.destroy();
    this.output?.destroy();
  }
}

/** Lines end with \n, or with \r as those of `pacat -v` do. */
function forEachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/);
    // Text without a line end is kept up to a bound.
    rest = lines.pop()!.slice(-4096);
    for (const line of lines) take(line);
  });
  stream.on('end', () => take(rest));
}
