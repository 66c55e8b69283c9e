import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Resident bytes, open files and threads of a process, from /proc; null once it has ended. */
export function usage(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      bytes: number('VmRSS') * 1024,
      files: readdirSync(`/proc/${pid}/fd`).length,
      threads: number('Threads'),
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
      waitSeconds: waitSeconds(pid),
    };
  } catch {
    return null;
  }
}

/** Time in which the main thread could have run and got no processor; undefined where the system does not count it. */
function waitSeconds(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e9;
  } catch {
    return undefined;
  }
}

/** A process and all that it has started, added up. */
export function usageOfTree(pid) {
  const parents = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  const isWithin = (id) => {
    for (let at = id; at !== undefined && at > 1; at = parents.get(at)) if (at === pid) return true;
    return false;
  };
  const all = [...parents.keys()].filter(isWithin).map(usage).filter(Boolean);
  const sum = (key) => all.reduce((total, one) => total + one[key], 0);
  return { bytes: sum('bytes'), files: sum('files'), threads: sum('threads'), cpuSeconds: sum('cpuSeconds') };
}

/** The process whose command line holds a text, of those that this user may read; the one with the lowest number. */
export function pidWith(text) {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text) && readlinkSync(`/proc/${name}/exe`))
        return Number(name);
    } catch {
      // Not ours, or it has ended meanwhile.
    }
  return null;
}

/** A process whose last words are kept for the case that it ends too early. */
export function start(name, command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', ...(options.ipc ? ['ipc'] : [])],
    ...options.spawn,
  });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words = (words + chunk).slice(-4000);
  });
  return { name, child, pid: child.pid, words: () => words };
}

/** Ends a process, by force where it does not end within 5 s. */
export async function end({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}
