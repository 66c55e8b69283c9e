import { createServer, isIP } from 'node:net';
import { RELAY_SERVER_DEFAULTS } from '../defaults.js';
import type { ConfigPath, SourceMap } from './positions.js';
import { pathText } from './positions.js';
import type { FoundProblem } from './problems.js';
import type { ConfigOverrides, RelayConfig } from './types.js';

const LABEL = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
const HOST_NAME = new RegExp(`^${LABEL}(\\.${LABEL})*\\.?$`);

/** Whether a text can be a name or an address, without port. */
const isHost = (text: string): boolean => isIP(text) > 0 || (text.length <= 253 && HOST_NAME.test(text));

/**
 * Whether the relay and its metrics can listen where they are to.
 *
 * @param isStarting whether that is tried: at a reload a name that cannot be looked up at the moment is no reason to
 *   refuse all else
 */
export async function checkHosts(
  { listen, metrics }: RelayConfig,
  sources: SourceMap,
  { host: hostOfFlags }: ConfigOverrides,
  isStarting: boolean,
): Promise<FoundProblem[]> {
  const problems: FoundProblem[] = [];
  const hosts: readonly (readonly [ConfigPath, string | undefined])[] = [
    [['listen', 'host'], listen?.host ?? RELAY_SERVER_DEFAULTS.host],
    [['metrics', 'host'], metrics?.host],
  ];
  for (const [path, host] of hosts) {
    if (host === undefined) continue;
    const isOfFlags = path[0] === 'listen' && hostOfFlags !== undefined;
    const name = isOfFlags ? '--host' : pathText(path);
    const why = isHost(host)
      ? isStarting && (await whyNoListening(host))
      : `${name} must be a name or an address, got ${JSON.stringify(host.slice(0, 80))}`;
    if (!why) continue;
    const position = isOfFlags ? undefined : sources.nearest(path)?.valuePosition;
    const message = isHost(host) ? `${name} ${host} ${why}` : why;
    problems.push({ ...(position && { position }), path: pathText(path), at: path, message });
  }
  return problems;
}

/** Why this machine cannot listen on a host; null where it can, or where that is not known. */
function whyNoListening(host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EADDRNOTAVAIL' || code === 'EINVAL') resolve('is no address of this machine');
      else resolve(code === 'ENOTFOUND' ? 'is a name that leads to no address' : null);
    });
    server.listen({ host, port: 0 }, () => server.close(() => resolve(null)));
  });
}
