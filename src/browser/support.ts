import { CodecError } from '../core/errors.js';

/** Memory may be shared with the worker and the worklets: the page was served with COOP and COEP. */
export const canShareMemory = (): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated === true;

/** What this browser or this page lacks, in words for its user; null when nothing is lacking. */
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

/** @throws CodecError DEVICE with what {@link missingSupport} says */
export function requireSupport(need: 'listen' | 'broadcast'): void {
  const missing = missingSupport(need);
  if (missing !== null) throw new CodecError('DEVICE', missing);
}
