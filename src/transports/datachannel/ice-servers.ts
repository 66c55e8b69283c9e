import { type OptionKinds, requireKind, requireOptions, within } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import type { IceServer } from '../../ports/peer-backend.js';

/** STUN and TURN servers of one connection at most. */
export const MAX_ICE_SERVERS = 8;

const KINDS: OptionKinds<IceServer> = { url: 'string', username: 'string', credential: 'string' };
const FORM = 'stun:HOST[:PORT], turn:HOST[:PORT][?transport=udp|tcp] or turns:…';

/** An {@link IceServer} in its parts. */
export interface IceServerParts {
  readonly scheme: 'stun' | 'turn' | 'turns';
  /** An IPv6 address without its brackets. */
  readonly host: string;
  /** 1..65535; 3478, or 5349 for turns, where the URL states none. */
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
}

/**
 * The servers checked; they are returned as given.
 * @throws TypeError, RangeError naming the server and what is wrong with it
 */
export function requireIceServers(name: string, servers: unknown): readonly IceServer[] {
  if (!Array.isArray(servers)) throw new TypeError(`${name} must be an array of servers, got ${shown(servers)}`);
  if (servers.length > MAX_ICE_SERVERS)
    throw new RangeError(`${name} must be at most ${MAX_ICE_SERVERS} servers, got ${servers.length}`);
  servers.forEach((server: IceServer, i) => {
    const field = `${name}[${i}]`;
    requireKind(field, server, 'object');
    requireOptions(field, server, KINDS, ['url']);
    const { scheme } = within(field, () => iceServerParts(server.url));
    if (scheme !== 'stun' && (server.username === undefined || server.credential === undefined))
      throw new TypeError(`${field}.username and ${field}.credential must be given for a TURN server`);
  });
  return servers as readonly IceServer[];
}

/** @throws TypeError naming the URL and the form that it must have */
export function iceServerParts(url: string): IceServerParts {
  const match = /^(stun|turns?):(\[[\da-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/.exec(url);
  const [, scheme, host, port, transport] = match ?? [];
  const isTls = scheme === 'turns';
  const number = port === undefined ? (isTls ? 5349 : 3478) : Number(port);
  if (!match || number < 1 || number > 65535 || (scheme === 'stun' && transport))
    throw new TypeError(`url must be ${FORM}, got ${shown(url)}`);
  return {
    scheme: scheme as IceServerParts['scheme'],
    host: host!.replace(/^\[|\]$/g, ''),
    port: number,
    transport: isTls ? 'tcp' : ((transport as 'udp' | 'tcp' | undefined) ?? 'udp'),
  };
}
