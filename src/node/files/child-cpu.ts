import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Linux counts in these, whatever the processor. */
const TICKS_PER_SECOND = 100;
/** What a child takes between two of these, and then ends by itself, is not counted. */
const POLL_MS = 2_000;

/** CPU time by process id, as last read. */
const running = new Map<number, number>();
let endedSeconds = 0;
let timer: NodeJS.Timeout | undefined;

/** What programs that do work for this process have taken; `seconds` is 0 where the system does not tell. */
export interface ChildCpu {
  readonly processes: number;
  /** User and system. */
  readonly seconds: number;
}

/** Counts what this child takes from now on, until it ends. */
export function meterChild(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  running.set(pid, 0);
  timer ??= setInterval(readAll, POLL_MS).unref();
  child.once('exit', () => {
    endedSeconds += running.get(pid) ?? 0;
    running.delete(pid);
    if (running.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
}

/** Of all children so far. */
export function childCpu(): ChildCpu {
  readAll();
  let seconds = endedSeconds;
  for (const taken of running.values()) seconds += taken;
  return { processes: running.size, seconds };
}

function readAll(): void {
  for (const pid of running.keys()) running.set(pid, Math.max(cpuSeconds(pid), running.get(pid) ?? 0));
}

/** 0 where it cannot be read. */
function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program may contain anything; behind it come state, nine numbers, and user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return Number.isFinite(ticks) ? ticks / TICKS_PER_SECOND : 0;
  } catch {
    return 0;
  }
}
