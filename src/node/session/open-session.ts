import { networkInterfaces } from 'node:os';
import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { IceServer } from '../../ports/peer-backend.js';
import { newSecret } from '../../session/crypto/host-key.js';
import type { SframeSuite } from '../../session/crypto/sframe.js';
import { webCrypto } from '../../session/crypto/web-crypto.js';
import { enterSession } from '../../session/enter-session.js';
import { dataChannelConnector } from '../../session/peer/data-channel-connector.js';
import { parseSessionLink, requireRelayUrl, type SessionLink } from '../../session/session-link.js';
import type { SessionNode } from '../../session/session-node.js';
import type { TreeOptions } from '../../session/topology/tree-host.js';
import { requireIceServers } from '../../transports/datachannel/ice-servers.js';
import { TOKEN_SHAPE, type TokenSource } from '../../transports/token-source.js';
import { nodeClock } from '../clock.js';
import { loadNodePeers, type NodePeerOptions } from '../peer/node-peer.js';
import { connectRoom } from '../ws-connect.js';

/** How one takes part in a listening session; all but the name may be left out. */
export interface JoinSessionOptions {
  /** By which the others see this peer, 1 to 64 characters. */
  readonly name: string;
  /** Token or key that the relay asks for. @default none */
  readonly token?: TokenSource;
  /**
   * Whether peers reach each other directly, which needs the package node-datachannel; otherwise everything goes over the
   * relay, encrypted. @default true
   */
  readonly direct?: boolean;
  /** STUN and TURN servers, at most 8. @default the relay's own STUN server, where it has one */
  readonly iceServers?: readonly IceServer[];
  /** Where direct connections listen. @default everywhere */
  readonly network?: NodePeerOptions;
  /** How sound is protected that crosses the relay or another peer. @default 'ctr-hmac-64' */
  readonly suite?: SframeSuite;
  /** Whether this peer passes no sound on to others. @default false */
  readonly isLeaf?: boolean;
  /**
   * By which the host is known, as `createHostKey` makes it: nobody else with the link can pass for it. Keep it, to come
   * back to the session. @default whoever has the link and changes the program can pass for the host
   */
  readonly hostKey?: string;
  /** How many peers the host, and each other peer, sends to. @default 8 and 6 */
  readonly tree?: TreeOptions;
  /** Leaves the session. */
  readonly signal?: AbortSignal;
}

const KINDS: OptionKinds<JoinSessionOptions> = {
  name: 'string',
  token: TOKEN_SHAPE,
  direct: 'boolean',
  iceServers: 'any',
  network: 'object',
  suite: 'string',
  isLeaf: 'boolean',
  hostKey: 'string',
  tree: 'object',
  signal: SHAPES.signal,
};

/** How often the addresses of this machine are compared, in ms. */
const NETWORK_POLL_MS = 500;

/**
 * Creates a listening session at a relay and enters it as its host. Whoever has its `link` can join.
 *
 * @param relay `wss://HOST` or `ws://HOST:PORT`; or the link of a session that this host has left, to come back to it
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_INSTALLED, NOT_ALLOWED, CHANNEL_LIMIT,
 *   TRANSPORT_FAILED, ABORTED
 */
export async function createSession(relay: string, options: JoinSessionOptions): Promise<SessionNode> {
  if (typeof relay === 'string' && relay.includes('#')) return openSession(parseSessionLink(relay), options, true);
  const secret = await newSecret(webCrypto(), options?.hostKey);
  return openSession({ relayUrl: requireRelayUrl('relay', relay), secret }, options, true);
}

/**
 * Joins a listening session by its link.
 *
 * @throws as {@link createSession}, and CodecError SESSION_NOT_FOUND where there is no such session
 */
export const joinSession = async (link: string, options: JoinSessionOptions): Promise<SessionNode> =>
  openSession(parseSessionLink(link), options, false);

async function openSession(link: SessionLink, options: JoinSessionOptions, isHost: boolean): Promise<SessionNode> {
  requireOptions('', options, KINDS, ['name']);
  const { name, token, direct = true, network, suite, isLeaf, hostKey, tree, signal } = options;
  const iceServers = options.iceServers && requireIceServers('iceServers', options.iceServers);
  const backend = direct ? await loadNodePeers(network) : null;
  const node = await enterSession(
    {
      clock: nodeClock,
      crypto: webCrypto(),
      connect: (url) => connectRoom(url, { ...(token !== undefined && { token }) }),
      directConnector: (stunUrl) => {
        const servers = iceServers ?? (stunUrl === null ? [] : [{ url: stunUrl }]);
        return backend && dataChannelConnector(backend, nodeClock, servers);
      },
    },
    {
      link,
      name,
      isHost,
      ...(suite && { suite }),
      ...(isLeaf && { isLeaf }),
      ...(hostKey !== undefined && { hostKey }),
      ...(tree && { tree }),
    },
    signal,
  );
  watchNetwork(node);
  return node;
}

/** Direct paths are made anew when the addresses of this machine change. */
function watchNetwork(node: SessionNode): void {
  let before = addresses();
  const timer = setInterval(() => {
    const now = addresses();
    const isLost = before.some((address) => !now.includes(address));
    if (isLost || now.length > before.length) node.networkChanged(isLost);
    before = now;
  }, NETWORK_POLL_MS);
  timer.unref();
  node.on('closed', () => clearInterval(timer));
}

const addresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );
