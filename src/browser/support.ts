import { CodecError } from '../core/errors.js';

/** Whether memory can be shared with the worker and the worklets: the page must be served with COOP and COEP. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated === true;

/** What this browser or this page lacks, as a sentence for its user; null when it lacks nothing. */
export function missingSupport(need: 'listen' | 'broadcast'): string | null {
  if (!globalThis.isSecureContext)
    return 'This page was opened over plain http. Open it over https, or on localhost, so that sound can be decoded here.';
  const lacking = [
    typeof WebAssembly === 'undefined' && 'WebAssembly',
    typeof Worker === 'undefined' && 'workers',
    typeof AudioWorkletNode === 'undefined' && 'audio worklets',
    typeof WebSocket === 'undefined' && 'WebSockets',
    need === 'broadcast' && !navigator.mediaDevices?.getUserMedia && 'access to microphones',
  ].filter((name) => name !== false);
  if (lacking.length === 0) return null;
  return `This browser has no ${lacking.join(', no ')}. A current Chrome, Edge, Firefox or Safari has.`;
}

/**
 * Checks that this browser can listen or broadcast.
 *
 * @throws CodecError DEVICE with the sentence of {@link missingSupport}
 */
export function requireSupport(need: 'listen' | 'broadcast'): void {
  const missing = missingSupport(need);
  if (missing !== null) throw new CodecError('DEVICE', missing);
}
