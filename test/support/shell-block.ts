import { spawn } from 'node:child_process';

/** What somebody has typed into a shell: a process group of its own. */
export interface ShellBlock {
  /** What it has written so far, to both outputs. */
  text(): string;
  /** Resolves with its exit code when it and all that it has started have ended. */
  readonly ended: Promise<number | null>;
  /** Signals the whole group, as a terminal does, and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs the text of a code block in a shell that stops at the first error. */
export function startShellBlock(text: string, cwd: string, env: Readonly<Record<string, string>> = {}): ShellBlock {
  const child = spawn('bash', ['-ec', text], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      written = (written + part).slice(-100_000);
    });
  let isOver = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => {
      isOver = true;
      resolve(code);
    });
  });
  return {
    text: () => written,
    ended,
    end: (signal) => {
      if (!isOver && child.pid !== undefined)
        try {
          process.kill(-child.pid, signal);
        } catch {
          // It has ended meanwhile.
        }
      return ended;
    },
  };
}
