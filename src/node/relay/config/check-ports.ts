import { RELAY_SERVER_DEFAULTS } from '../defaults.js';
import { OPERATIONS_DEFAULTS } from '../operations/options.js';
import { isSamePort } from '../port-conflict.js';
import type { SourceMap } from './positions.js';
import type { FoundProblem } from './problems.js';
import type { ConfigOverrides, RelayConfig } from './types.js';

/** The relay and its metrics cannot listen on the same port of the same address. */
export async function checkPorts(
  { listen, metrics }: RelayConfig,
  sources: SourceMap,
  overrides: ConfigOverrides,
): Promise<FoundProblem[]> {
  if (!metrics) return [];
  const { host = RELAY_SERVER_DEFAULTS.host, port = RELAY_SERVER_DEFAULTS.port } = listen ?? {};
  const own = { ...OPERATIONS_DEFAULTS.metrics, ...metrics };
  if (!(await isSamePort({ host, port }, own))) return [];
  const entry = sources.nearest(['metrics', 'port']);
  const name = overrides.port === undefined ? 'listen.port' : '--port';
  return [
    {
      ...(entry && { position: entry.valuePosition }),
      path: 'metrics.port',
      at: ['metrics', 'port'],
      message: `metrics.port must differ from ${name} where both are on one address, got ${own.port} for metrics on ${own.host} and for the relay on ${host}`,
    },
  ];
}
