/** The part of a terminal's standard input that is used. */
export interface KeyInput {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  on(event: 'data', listener: (bytes: Buffer | string) => void): unknown;
  off(event: 'data', listener: (bytes: Buffer | string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** A talk key that is being read: muted until it is pressed for the first time. */
export interface PushToTalk {
  readonly isOpen: boolean;
  stop(): void;
}

/** Repeats of a key that is held down come faster than this; presses do not. */
const REPEAT_MS = 150;

/**
 * The space bar as a talk key: pressed it opens, pressed again it mutes. A terminal does not report the release of a
 * key, so holding it down looks like pressing it again: repeats within 150 ms of each other count as one press.
 */
export function startPushToTalk(input: KeyInput, nowMs: () => number = () => performance.now()): PushToTalk {
  let isOpen = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  const onData = (bytes: Buffer | string): void => {
    for (const key of bytes.toString()) {
      // In raw mode Ctrl-C is a key like any other.
      if (key === '\u0003') process.kill(process.pid, 'SIGINT');
      if (key !== ' ') continue;
      if (nowMs() - lastMs > REPEAT_MS) isOpen = !isOpen;
      lastMs = nowMs();
    }
  };
  if (input.isTTY) input.setRawMode?.(true);
  input.on('data', onData);
  input.resume();
  return {
    get isOpen() {
      return isOpen;
    },
    stop() {
      input.off('data', onData);
      if (input.isTTY) input.setRawMode?.(false);
      input.pause();
    },
  };
}
