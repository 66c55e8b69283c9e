import { networkInterfaces } from 'node:os';
import type { RelayServer } from '../server.js';
import { isLocalHost } from './binding.js';
import type { LoadedConfig } from './loaded-config.js';

/** From this time before its end on, a certificate is worth a warning: renewal usually begins 30 days before. */
const EXPIRY_WARNING_MS = 14 * 86_400_000;

/** Lines for the operator about a relay that has started: where it is, by which file, for whom. */
export async function describeStation(
  { url, metricsUrl }: Pick<RelayServer, 'url' | 'metricsUrl'>,
  { config, file, tls }: LoadedConfig,
  nowMs = Date.now(),
): Promise<string[]> {
  const { proxies, host = '127.0.0.1' } = config.listen ?? {};
  const isLocal = await isLocalHost(host);
  const lines = [`relay on ${url}/CHANNEL; GET /channels lists the channels`];
  if (isWildcard(url)) lines.push(`reached at ${reachable(url).join(', ')}`);
  lines.push(pageLine(url, isLocal));
  if (file !== undefined) lines.push(`configuration: ${file}; SIGHUP reads it again`);
  lines.push(accessLine(config, isLocal));
  if (tls) {
    lines.push(`TLS: certificate for ${tls.names}, valid until ${new Date(tls.validToMs).toISOString()}`);
    if (tls.validToMs - nowMs < EXPIRY_WARNING_MS)
      lines.push(`warning: the certificate expires in ${Math.floor((tls.validToMs - nowMs) / 86_400_000)} days`);
  }
  if (proxies)
    lines.push(`proxies: ${proxies.trusted.join(', ')} state addresses by ${proxies.header ?? 'x-forwarded-for'}`);
  if (metricsUrl !== null) lines.push(`metrics at ${metricsUrl}`);
  return lines;
}

function accessLine({ access, listen }: LoadedConfig['config'], isLocal: boolean): string {
  const keys = (access?.keys ?? []).filter(({ publish }) => (publish ?? []).length > 0).length;
  const tokenKeys = access?.tokens?.keys.length ?? 0;
  const anonymous = listen?.open ? ['*'] : (access?.anonymous?.publish ?? []);
  const who = isLocal ? 'everybody on this machine' : 'everybody';
  if (access === undefined || anonymous.includes('*')) return `open: ${who} may publish on every channel`;
  const known = [
    ...(keys > 0 ? [keys === 1 ? 'the one key that may' : `one of the ${keys} keys that may`] : []),
    ...(tokenKeys > 0 ? ['a token'] : []),
    ...(access.hook ? ['the consent of the hook'] : []),
  ];
  const holders = known.length > 1 ? `${known.slice(0, -1).join(', ')} or ${known.at(-1)}` : known[0];
  if (anonymous.length === 0)
    return `closed: ${holders === undefined ? 'nobody may publish' : `publishing needs ${holders}`}`;
  const others = holders === undefined ? 'nobody may on others' : `others need ${holders}`;
  return `open in part: ${who} may publish on ${anonymous.join(', ')}; ${others}`;
}

/** Where the page is. Browsers decode and capture only on https and on the machine itself. */
function pageLine(url: string, isLocal: boolean): string {
  const page = new URL(`${url.replace(/^ws/, 'http')}/`);
  if (isWildcard(url)) page.hostname = 'localhost';
  const text = `page at ${page.href} to listen and broadcast`;
  if (isLocal || page.protocol === 'https:') return text;
  return `${text}; browsers on other machines need https in front of it`;
}

const isWildcard = (url: string): boolean => ['0.0.0.0', '[::]'].includes(new URL(url).hostname);

/** The url with each address of this machine that others reach. */
function reachable(url: string): string[] {
  const { protocol, port, hostname, pathname } = new URL(url);
  const isIpv4Only = hostname === '0.0.0.0';
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family, scopeid }) => !internal && (family === 'IPv4' || (!isIpv4Only && !scopeid)));
  const hosts = addresses.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));
  return (hosts.length > 0 ? hosts : ['localhost']).map(
    (host) => `${protocol}//${host}${port && `:${port}`}${pathname.replace(/\/$/, '')}`,
  );
}
