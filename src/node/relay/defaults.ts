/** Defaults of a relay server, for the library and the command line. */
export const RELAY_SERVER_DEFAULTS = {
  host: '127.0.0.1',
  port: 8787,
  graceMs: 2000,
  pathPrefix: '/',
  workers: 1,
  firstConnectionId: 1,
} as const;

/** How `latentcast serve` ends: the grace of its peers, and the shortest and longest wait before they come back, in ms. */
export const SHUTDOWN_DEFAULTS = { graceMs: RELAY_SERVER_DEFAULTS.graceMs, retryAfterMs: [500, 5000] } as const;
