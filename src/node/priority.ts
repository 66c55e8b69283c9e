import { getPriority, setPriority } from 'node:os';

/** Nice value that live sound asks for: before ordinary programs, behind sound servers. */
const WANTED = -10;

/**
 * Asks the system to run this thread, and every process and thread that is started from it later, before ordinary
 * ones: live sound is late as soon as it waits for others. Most systems grant it to root or within a limit
 * (RLIMIT_NICE) only; what is not granted is done without.
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
