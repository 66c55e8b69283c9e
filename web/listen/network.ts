import type { BrowserListener } from 'latentcast/browser';

/** Time in which something must arrive over a connection that is still good. */
const PROOF_MS = 3000;
/** Time in which the last packets of the old network are counted. */
const SETTLE_MS = 600;

/** The part of the Network Information API that tells of another network; not every browser has it. */
type Network = Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & { readonly type?: string };

/**
 * Watches for another network (Wi-Fi to mobile, a cable), over which the old connection is dead and does not tell.
 *
 * @param onStale called where nothing arrives any more
 * @returns ends that
 */
export function watchNetwork(listener: Pick<BrowserListener, 'state' | 'figures'>, onStale: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const network = (navigator as { connection?: Network }).connection;
  let kind = network?.type;
  const check = (): void => {
    clearTimeout(timer);
    if (navigator.onLine === false) return;
    // One that tries again would wait for its next attempt.
    if (listener.state === 'reconnecting') {
      onStale();
      return;
    }
    // What came over the old network is counted first.
    timer = setTimeout(() => {
      const bytes = listener.figures?.wireBytes;
      timer = setTimeout(() => {
        if (listener.figures?.wireBytes === bytes) onStale();
      }, PROOF_MS);
    }, SETTLE_MS);
  };
  // Estimates of its speed change it, too.
  const onChange = (): void => {
    if (network?.type === kind) return;
    kind = network?.type;
    check();
  };
  addEventListener('online', check);
  network?.addEventListener('change', onChange);
  return () => {
    clearTimeout(timer);
    removeEventListener('online', check);
    network?.removeEventListener('change', onChange);
  };
}
