import type { CliContext } from '../context.js';

export interface PushToTalk {
  readonly isOpen: boolean;
  stop(): void;
}

/**
 * The space bar as a talk key: pressed it opens, pressed again it mutes. A terminal tells no release of a key, so that
 * holding it down cannot be told from pressing it again; repeats within 150 ms of each other count as one press.
 */
export function startPushToTalk(context: CliContext, nowMs: () => number = () => performance.now()): PushToTalk {
  const stdin = context.stdin as typeof context.stdin & { isTTY?: boolean; setRawMode?(on: boolean): void };
  let isOpen = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  const onData = (bytes: Buffer | string): void => {
    for (const key of bytes.toString()) {
      // Raw mode keeps Ctrl-C from becoming a signal.
      if (key === '\u0003') process.kill(process.pid, 'SIGINT');
      if (key !== ' ') continue;
      if (nowMs() - lastMs > 150) isOpen = !isOpen;
      lastMs = nowMs();
    }
  };
  if (stdin.isTTY) stdin.setRawMode?.(true);
  stdin.on('data', onData);
  stdin.resume();
  return {
    get isOpen() {
      return isOpen;
    },
    stop() {
      stdin.off('data', onData);
      if (stdin.isTTY) stdin.setRawMode?.(false);
      stdin.pause();
    },
  };
}
