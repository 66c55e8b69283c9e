/** Longest time of one input and its mutations; a busy machine needs much for the first. */
export const TIMEOUT_MS = 300_000;
