import { execFile, spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** Nice value that live sound asks for: before ordinary programs, behind sound servers. */
const WANTED = -10;
/** Of the model's thread under SCHED_RR: behind the threads of a sound server, whose own is 5 (PulseAudio) or above. */
const REAL_TIME = '2';
/** A thread that computes for more of its time than this, over so long, must not keep ordinary programs waiting. */
const HOG = { share: 0.6, windowMs: 5000 } as const;

/**
 * Asks the system to run this thread, and every process and thread that is started from it later, before ordinary
 * ones: live sound is late as soon as it waits for others. Most systems grant it to root or within a limit
 * (RLIMIT_NICE) only; what is not granted is done without. Where Linux groups the programs of a session
 * (sched_autogroup), it counts among those only.
 *
 * @returns the nice value that holds now, −20 (first) to 19
 */
export function askForPriority(): number {
  for (let nice = WANTED; nice < getPriority(); nice++) {
    try {
      setPriority(nice);
      break;
    } catch {
      // Not permitted: a lower wish may be.
    }
  }
  return getPriority();
}

/**
 * Asks for real time (SCHED_RR) for the thread that calls: one that runs the model in bursts of some 10 ms, which take
 * three times as long on a core that others use too. It takes root or RLIMIT_RTPRIO; without, nothing changes.
 *
 * Nothing else may have it. The main thread collects garbage for 100 ms at a time, and `pacat` and PortAudio spin while
 * they wait for the sound server: its main thread is an ordinary one, which they would keep from running.
 *
 * @returns takes when each call began and ended, in ms; a thread that computes most of the time (the machine is too
 * slow) is made an ordinary one again, or the machine would stand still
 */
export function askForRealTime(): (startMs: number, endMs: number) => void {
  const thread = threadId();
  const args = ['--rr', '--reset-on-fork', '--pid', REAL_TIME];
  if (thread === undefined || spawnSync('chrt', [...args, thread], { stdio: 'ignore', timeout: 2000 }).status !== 0)
    return () => {};
  const watch = new ShareWatch(HOG.share, HOG.windowMs);
  let isOrdinary = false;
  return (startMs, endMs) => {
    if (isOrdinary || !watch.isAbove(startMs, endMs)) return;
    isOrdinary = true;
    execFile('chrt', ['--other', '--pid', '0', thread], () => {});
  };
}

/**
 * From now on this process's young garbage is collected by the thread that made it. V8 shares the work out among
 * helper threads and waits for them: 10 to 50 ms where they have to wait for a core, 1 to 5 ms alone.
 */
export function collectGarbageAlone(): void {
  setFlagsFromString('--no-parallel-scavenge');
}

/** Which share of its time a thread is busy, window after window. */
export class ShareWatch {
  readonly #most: number;
  readonly #windowMs: number;
  #sinceMs: number | undefined;
  #busyMs = 0;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Takes one stretch of work; true when a window ends with it in which the share was above the most. */
  isAbove(startMs: number, endMs: number): boolean {
    this.#sinceMs ??= startMs;
    this.#busyMs += endMs - startMs;
    const spanMs = endMs - this.#sinceMs;
    if (spanMs < this.#windowMs) return false;
    const isAbove = this.#busyMs > this.#most * spanMs;
    this.#sinceMs = endMs;
    this.#busyMs = 0;
    return isAbove;
  }
}

/** Linux's number of the thread that calls; undefined elsewhere. */
function threadId(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self').split('/').at(-1);
  } catch {
    return undefined;
  }
}
