import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Whether a program is installed. */
export const has = (program) => spawnSync('which', [program]).status === 0;

/** Whether processes can be pinned to cores: there are two, and `taskset`. */
export const PINS = cpus().length > 1 && has('taskset');

/** A command that runs on one core, where processes can be pinned. */
export const pinned = (core, ...command) => (PINS ? ['taskset', '-c', String(core), ...command] : command);
