import type { ChildProcess } from 'node:child_process';

/** Programs that run for this process. */
const running = new Set<ChildProcess>();

const endAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};

/**
 * Ends a program together with this process, however `process.exit` is reached. When this process is killed, the program
 * loses its pipes and ends at its next read or write: give it pipes, and nothing else to wait for.
 */
export function endWithProcess(child: ChildProcess): void {
  if (running.size === 0) process.once('exit', endAll);
  running.add(child);
  child.once('close', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', endAll);
  });
}
