import { INTERRUPTED } from './interrupt.js';

/** Exit codes of every command; `docs/limits.md` lists them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, partial: 3, interrupted: INTERRUPTED } as const;
