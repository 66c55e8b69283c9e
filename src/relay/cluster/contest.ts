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
  if (!source.probe) return true;
  const before = source.receivedWireBytes;
  const endMs = clock.nowMs() + limits.sourceProbeMs;
  source.probe(clock.nowMs());
  while (clock.nowMs() < endMs) {
    await new Promise<void>((resolve) => clock.schedule(POLL_MS, resolve));
    if (source.receivedWireBytes > before) return true;
  }
  source.close(new CodecError('TRANSPORT_CLOSED', 'another source has come'));
  return false;
}
