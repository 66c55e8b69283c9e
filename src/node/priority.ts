import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';

const AUTOGROUP = '/proc/self/autogroup';
/** Nice values asked for: before ordinary programs, behind sound servers; the model behind the sound. */
const WANTED = { sound: -10, model: -7 } as const;

/**
 * Asks the system to run this thread, and every process and thread that it starts later, before ordinary ones: live
 * sound is late as soon as it waits for a core. Most systems grant this only to root or within a limit (RLIMIT_NICE);
 * where it is refused, a smaller step is tried, and none is no error. Where Linux groups the programs of a session
 * (sched_autogroup), a nice value counts within the group only, so the group's value is set too until this process
 * ends.
 *
 * Real time (SCHED_RR) is not asked for: `pacat`, PortAudio and V8's collector spin while they wait for the sound
 * server or for helper threads of ordinary priority, and kept those from running for a second at a time on the same
 * core.
 *
 * @param what this thread does
 * @returns the nice value that holds now, −20 (first) to 19
 */
export function requestPriority(what: keyof typeof WANTED = 'sound'): number {
  for (let nice: number = WANTED[what]; nice < getPriority(); nice++) {
    try {
      setPriority(nice);
      break;
    } catch {
      // Not permitted; a smaller step may be.
    }
  }
  if (what === 'sound' && getPriority() < 0) raiseSessionPriority(getPriority());
  return getPriority();
}

function raiseSessionPriority(nice: number): void {
  const before = sessionNice();
  if (before === undefined || before <= nice || !setSessionNice(nice)) return;
  process.once('exit', () => {
    if (sessionNice() === nice) setSessionNice(before);
  });
}

/** Nice value of the group of this session's programs; undefined where Linux makes no groups. */
function sessionNice(): number | undefined {
  try {
    const found = /nice (-?\d+)/.exec(readFileSync(AUTOGROUP, 'latin1'));
    return found ? Number(found[1]) : undefined;
  } catch {
    return undefined;
  }
}

function setSessionNice(nice: number): boolean {
  try {
    writeFileSync(AUTOGROUP, String(nice));
    return true;
  } catch {
    return false;
  }
}

/**
 * From now on each thread of this process collects its own young garbage. V8 otherwise divides the work among helper
 * threads and waits for them: 10 to 50 ms where they have to wait for a core, against 1 to 5 ms without them.
 */
export function disableParallelScavenge(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
