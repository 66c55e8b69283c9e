/** Defaults of a relay server, for the library and the command line. */
export const RELAY_SERVER_DEFAULTS = { host: '127.0.0.1', port: 8787, graceMs: 2000 } as const;
