import { SHUTDOWN_DEFAULTS } from '../defaults.js';
import type { RelayServerChanges, RelayServerOptions } from '../server.js';
import type { LoadedConfig } from './load.js';

/** The options of a server that a configuration states. */
export function serverOptions(loaded: LoadedConfig): RelayServerOptions {
  const { host, port } = loaded.config.listen ?? {};
  return {
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...serverChanges(loaded),
  };
}

/** Those of them that a running server takes over; all of them, so that what has left the file has its default again. */
export function serverChanges({ config, tls }: LoadedConfig): RelayServerChanges {
  return {
    limits: config.limits ?? {},
    graceMs: config.shutdown?.graceMs ?? SHUTDOWN_DEFAULTS.graceMs,
    retryAfterMs: config.shutdown?.retryAfterMs ?? SHUTDOWN_DEFAULTS.retryAfterMs,
    ...(tls && { tls: { certificate: tls.certificate, key: tls.key } }),
  };
}
