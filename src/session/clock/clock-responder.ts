import type { ClockMessage } from './clock-messages.js';

/** The session's time as a peer knows it. */
export interface SessionTime {
  /** Now, in ms. */
  nowMs(): number;
  /** Standard deviation, in ms: 0 for the host, whose clock is the session's. */
  readonly errorMs: number;
}

/**
 * What a peer answers to a question for the session's time. A peer that follows the host answers with its own estimate,
 * so that those behind it in a tree follow the host too; errors add up like those of independent measurements.
 */
export function answerProbe(
  probe: Extract<ClockMessage, { kind: 'probe' }>,
  time: SessionTime,
): Extract<ClockMessage, { kind: 'answer' }> {
  const nowMs = time.nowMs();
  return { kind: 'answer', token: probe.token, receivedMs: nowMs, sentMs: nowMs, errorMs: time.errorMs };
}
