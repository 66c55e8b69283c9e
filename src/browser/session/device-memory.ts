import { requireNumber } from '../../core/errors.js';
import { EXTRA_LATENCY_MS } from '../../session/playout/synced-output.js';

const NAME = 'latentcast-device-offsets';
/** Devices whose offset is kept at most; the oldest is forgotten beyond it. */
const MAX_DEVICES = 50;

/** What is kept where the browser has no storage for the page. */
let memory: Readonly<Record<string, number>> = {};

/** What this device's output takes longer than the browser states, in ms; 0 where none is kept. */
export const deviceOffset = (device: string): number => read()[device] ?? 0;

/** Keeps that, for this browser and this device. @throws RangeError outside −1000..1000 */
export function keepDeviceOffset(device: string, ms: number): void {
  requireNumber('extraLatencyMs', ms, ...EXTRA_LATENCY_MS);
  const { [device]: _before, ...others } = read();
  memory = Object.fromEntries([...Object.entries(others), [device, ms]].slice(-MAX_DEVICES));
  try {
    localStorage.setItem(NAME, JSON.stringify(memory));
  } catch {
    // It holds until the page is left.
  }
}

/** What is no offset is left out: people may have edited it. */
function read(): Readonly<Record<string, number>> {
  let text: string | null;
  try {
    text = localStorage.getItem(NAME);
  } catch {
    return memory;
  }
  try {
    const [min, max] = EXTRA_LATENCY_MS;
    const entries = Object.entries(JSON.parse(text ?? '{}') as Record<string, unknown>);
    return Object.fromEntries(
      entries.filter(([, ms]) => typeof ms === 'number' && ms >= min && ms <= max) as [string, number][],
    );
  } catch {
    return {};
  }
}
