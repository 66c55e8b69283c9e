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
  let askedMs: number | null = null;
  while (askedMs === null || clock.nowMs() < askedMs + limits.sourceProbeMs) {
    if (askedMs === null && source.probe(clock.nowMs())) askedMs = clock.nowMs();
    await new Promise<void>((resolve) => clock.schedule(POLL_MS, resolve));
    if (source.receivedWireBytes > before) return true;
  }
  source.close(new CodecError('TRANSPORT_CLOSED', 'another source has come'));
  return false;
}
