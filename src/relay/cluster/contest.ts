import { CodecError } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { ChannelSource } from '../channel/source.js';
import type { RelayLimits } from '../limits.js';

const POLL_MS = 100;

/**
 * Whether a source is alive, for another one that wants its channel. One that has received nothing for `sourceProbeMs`,
 * although it was asked, is closed.
 */
export async function contest(
  source: ChannelSource,
  { clock, limits }: { readonly clock: Clock; readonly limits: RelayLimits },
): Promise<boolean> {
  // What cannot be asked cannot be dead.
  if (!source.probe || source.isBehind) return true;
  const before = source.receivedWireBytes;
  /** Since it was asked; null before. */
  let waitedMs: number | null = null;
  while (waitedMs === null || waitedMs < limits.sourceProbeMs) {
    if (waitedMs === null && source.probe(clock.nowMs())) waitedMs = 0;
    const fromMs = clock.nowMs();
    await new Promise<void>((resolve) => clock.schedule(POLL_MS, resolve));
    if (source.receivedWireBytes > before) return true;
    // A poll that comes late is one of a relay that did not run: what has come meanwhile is read only after it.
    if (waitedMs !== null) waitedMs += Math.min(clock.nowMs() - fromMs, 4 * POLL_MS);
  }
  source.close(new CodecError('TRANSPORT_CLOSED', 'another source has come'));
  return false;
}
