import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A program of a station that a test has started. */
export interface StationProgram {
  readonly child: ChildProcess;
  /** What it has written so far, to both outputs. */
  text(): string;
  /** Standard output in whole. */
  bytes(): Buffer;
  /** Resolves when it has ended. */
  readonly ended: Promise<number | null>;
  /** Ends it and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Programs and files of a test, which end with it. */
export class StationPrograms {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'latentcast-station-'));
  readonly #programs: StationProgram[] = [];

  /** @param env beside that of the test */
  start(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): StationProgram {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: this.dir,
      env: { ...process.env, ...env },
    });
    const out: Buffer[] = [];
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk);
      text = (text + chunk.toString('latin1')).slice(-20_000);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-20_000);
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        text += error.message;
        resolve(null);
      });
      child.once('close', (code) => resolve(code));
    });
    const program: StationProgram = {
      child,
      text: () => text,
      bytes: () => Buffer.concat(out),
      ended,
      stop: async (signal = 'SIGKILL') => {
        child.kill(signal);
        await ended;
      },
    };
    this.#programs.push(program);
    return program;
  }

  /** Writes a file of the test's folder; returns its path. */
  write(name: string, content: string, mode = 0o600): string {
    const file = path.join(this.dir, name);
    writeFileSync(file, content, { mode });
    return file;
  }

  path(name: string): string {
    return path.join(this.dir, name);
  }

  /** Ends all programs that run. */
  async stop(): Promise<void> {
    await Promise.all(this.#programs.splice(0).map((program) => program.stop()));
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Waits until something is true, at most `timeoutMs`; an error names what was waited for. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 120_000,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > endMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A source client of a few lines: sends a request as it is written, and then what it is given. */
export class RawSource {
  readonly #socket;
  /** What the relay has answered. */
  answer = '';
  readonly closed: Promise<void>;

  constructor(port: number, request: string) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setEncoding('latin1').on('data', (text: string) => {
      this.answer += text;
    });
    this.#socket.on('error', () => {});
    this.closed = new Promise((resolve) => this.#socket.once('close', () => resolve()));
    this.#socket.write(request, 'latin1');
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Bytes that the relay has not taken yet. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  send(bytes: Uint8Array): boolean {
    return this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.end();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }
}
