import type { KeyInput } from '../live/push-to-talk.js';

/** What the keys of a session do. */
export interface SessionKeyActions {
  /** Space. */
  pauseOrResume(): void;
  /** The arrows left and right: −10000 and 10000 ms. */
  seekBy(ms: number): void;
  /** n. */
  next(): void;
  /** r: asks whom to remove. */
  remove(): void;
  /** A key while a question is asked. @returns whether it was taken as an answer */
  answer(key: string): boolean;
  /** t, with a microphone: talks until it is pressed again. A terminal does not tell when a key is let go. */
  talk(): void;
  /** + and −: 5 and −5 ms of the device's offset; with shift, as * and _: 50 and −50. */
  shiftBy(ms: number): void;
}

const SEEK_MS = 10_000;
const SHIFT_MS = 5;
/** The keys in a line of at most 79 characters, for people: those that do something now. */
export const sessionKeys = (mayControl: boolean, canTalk: boolean): string =>
  [
    ...(mayControl ? ['space: pause', '←/→: 10 s', 'n: next'] : []),
    ...(canTalk ? ['t: talk'] : []),
    '+/−: offset',
    'Ctrl-C: leave',
  ].join(' · ');

/** Reads the keys of a session from a terminal. @returns stops reading */
export function readSessionKeys(input: KeyInput, actions: SessionKeyActions): () => void {
  const byKey: Readonly<Record<string, () => void>> = {
    ' ': () => actions.pauseOrResume(),
    '\u001b[D': () => actions.seekBy(-SEEK_MS),
    '\u001b[C': () => actions.seekBy(SEEK_MS),
    n: () => actions.next(),
    r: () => actions.remove(),
    t: () => actions.talk(),
    '+': () => actions.shiftBy(SHIFT_MS),
    '-': () => actions.shiftBy(-SHIFT_MS),
    '*': () => actions.shiftBy(10 * SHIFT_MS),
    _: () => actions.shiftBy(-10 * SHIFT_MS),
    // In raw mode Ctrl-C is a key like any other.
    '\u0003': () => void process.kill(process.pid, 'SIGINT'),
  };
  const onData = (bytes: Buffer | string): void => {
    // Several keys may come at once.
    const text = bytes.toString();
    for (let at = 0; at < text.length; ) {
      // An arrow is three characters.
      const key = text.startsWith('\u001b[', at) ? text.slice(at, at + 3) : text[at]!;
      // In raw mode Ctrl-C ends the program whatever is asked.
      if (key === '\u0003' || !actions.answer(key)) byKey[key]?.();
      at += key.length;
    }
  };
  if (input.isTTY) input.setRawMode?.(true);
  input.on('data', onData);
  input.resume();
  return () => {
    input.off('data', onData);
    if (input.isTTY) input.setRawMode?.(false);
    input.pause();
  };
}
