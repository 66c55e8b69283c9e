import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { IceServer } from '../../ports/peer-backend.js';
import { newSecret } from '../../session/crypto/host-key.js';
import type { SframeSuite } from '../../session/crypto/sframe.js';
import { webCrypto } from '../../session/crypto/web-crypto.js';
import { enterSession } from '../../session/enter-session.js';
import { dataChannelConnector } from '../../session/peer/data-channel-connector.js';
import { parseSessionLink, requireRelayUrl, type SessionLink } from '../../session/session-link.js';
import type { SessionNode } from '../../session/session-node.js';
import { requireIceServers } from '../../transports/datachannel/ice-servers.js';
import { TOKEN_SHAPE, type TokenSource, tokenOf } from '../../transports/token-source.js';
import { browserClock } from '../clock.js';
import { browserPeers } from '../peer.js';
import { openBrowserRoom } from '../ws-connect.js';

/** How a page takes part in a listening session; all but the name may be left out. */
export interface BrowserSessionOptions {
  /** By which the others see this peer, 1 to 64 characters. */
  readonly name: string;
  /** Token or key that the relay asks for. @default none */
  readonly token?: TokenSource;
  /** Whether peers reach each other directly; otherwise everything goes over the relay, encrypted. @default true */
  readonly direct?: boolean;
  /** STUN and TURN servers, at most 8. @default the relay's own STUN server, where it has one */
  readonly iceServers?: readonly IceServer[];
  /** How sound is protected that crosses the relay or another peer. @default 'ctr-hmac-64' */
  readonly suite?: SframeSuite;
  /** Whether this peer passes no sound on to others. @default false */
  readonly isLeaf?: boolean;
  /**
   * By which the host is known, as `createHostKey` makes it: nobody else with the link can pass for it. Keep it, to come
   * back to the session. @default whoever has the link and changes the program can pass for the host
   */
  readonly hostKey?: string;
  /** Leaves the session. */
  readonly signal?: AbortSignal;
}

const KINDS: OptionKinds<BrowserSessionOptions> = {
  name: 'string',
  token: TOKEN_SHAPE,
  direct: 'boolean',
  iceServers: 'any',
  suite: 'string',
  isLeaf: 'boolean',
  hostKey: 'string',
  signal: SHAPES.signal,
};

/**
 * Creates a listening session at a relay and enters it as its host; see `createSession` of latentcast/node.
 *
 * @param relay `wss://HOST` or the page's own origin; or the link of a session that this host has left, to come back to it
 * @throws TypeError, RangeError naming a wrong option; CodecError NOT_ALLOWED, also on an insecure page, CHANNEL_LIMIT,
 *   TRANSPORT_FAILED, ABORTED
 */
export async function createBrowserSession(relay: string, options: BrowserSessionOptions): Promise<SessionNode> {
  if (relay.includes('#')) return openSession(parseSessionLink(relay), options, true);
  const secret = await newSecret(webCrypto(), options?.hostKey);
  return openSession({ relayUrl: requireRelayUrl('relay', relay), secret }, options, true);
}

/** Joins a listening session by its link. @throws as {@link createBrowserSession}, and CodecError SESSION_NOT_FOUND */
export const joinBrowserSession = async (link: string, options: BrowserSessionOptions): Promise<SessionNode> =>
  openSession(parseSessionLink(link), options, false);

async function openSession(link: SessionLink, options: BrowserSessionOptions, isHost: boolean): Promise<SessionNode> {
  requireOptions('', options, KINDS, ['name']);
  const { name, token, direct = true, suite, isLeaf, hostKey, signal } = options;
  const iceServers = options.iceServers && requireIceServers('iceServers', options.iceServers);
  const hasWebRtc = direct && typeof RTCPeerConnection !== 'undefined';
  const node = await enterSession(
    {
      clock: browserClock,
      crypto: webCrypto(),
      connect: async (url) => openBrowserRoom(url, token === undefined ? undefined : await tokenOf(token)),
      directConnector: (stunUrl) => {
        const servers = iceServers ?? (stunUrl === null ? [] : [{ url: stunUrl }]);
        return hasWebRtc ? dataChannelConnector(browserPeers, browserClock, servers) : null;
      },
    },
    {
      link,
      name,
      isHost,
      ...(suite && { suite }),
      ...(isLeaf && { isLeaf }),
      ...(hostKey !== undefined && { hostKey }),
    },
    signal,
  );
  const leave = (): void => node.close('the page was left');
  const renew = (): void => node.networkChanged();
  addEventListener('pagehide', leave);
  addEventListener('online', renew);
  node.on('closed', () => {
    removeEventListener('pagehide', leave);
    removeEventListener('online', renew);
  });
  return node;
}
