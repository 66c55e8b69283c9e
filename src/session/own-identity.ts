import type { KeyBytes, KeyPair } from '../ports/session-crypto.js';
import { encodeCard, type PeerCard, requirePeerName } from './card.js';
import { isSameBytes, toBase64Url } from './crypto/bytes.js';
import { type HostStatement, hostIdentity } from './crypto/host-key.js';
import { deriveSessionKeys, peerIdOf, type SessionKeys } from './crypto/session-secret.js';
import { SFRAME_SUITES } from './crypto/sframe.js';
import type { SessionNodeOptions, SessionParts } from './session-options.js';

/** Who this peer is. */
export interface OwnIdentity {
  readonly id: string;
  readonly keyPair: KeyPair;
  keys: SessionKeys;
  /** Of the link. */
  secret: KeyBytes;
  card: PeerCard;
}

/** A new identity for a session. @throws TypeError, RangeError naming a wrong option */
export async function createIdentity(
  { crypto }: SessionParts,
  options: SessionNodeOptions,
): Promise<{ own: OwnIdentity; sealedCard: string }> {
  const suite = options.suite ?? 'ctr-hmac-64';
  if (!Object.hasOwn(SFRAME_SUITES, suite))
    throw new RangeError(`suite must be one of ${Object.keys(SFRAME_SUITES).join(', ')}, got ${String(suite)}`);
  const role = options.isHost ? 'host' : options.isLeaf ? 'leaf' : 'peer';
  const name = requirePeerName(options.name);
  const keys = await deriveSessionKeys(crypto, options.link.secret);
  const keyPair = await crypto.keyPair();
  const { publicKey } = keyPair;
  const { secret } = options.link;
  const host = options.hostKey === undefined ? null : await hostIdentity(crypto, options.hostKey);
  if (host && !isSameBytes(host.secret, secret))
    throw new TypeError('hostKey must be that of the session that the link leads to');
  const card: PeerCard = {
    publicKey,
    name,
    role,
    suite,
    version: 1,
    ...(host && { host: { publicKey: host.publicKey, nonce: host.nonce, signature: await host.sign(publicKey) } }),
  };
  const own = { id: await peerIdOf(crypto, publicKey), keyPair, keys, secret, card };
  return { own, sealedCard: await sealOwnCard(own) };
}

/**
 * The same peer in a session that has another link.
 *
 * @param host what its card states of the host that the new link was made for; undefined where that is not known
 */
export async function movedIdentity(
  { crypto }: Pick<SessionParts, 'crypto'>,
  own: OwnIdentity,
  secret: KeyBytes,
  host: HostStatement | undefined,
): Promise<OwnIdentity> {
  const { host: _before, ...card } = own.card;
  return {
    ...own,
    secret,
    keys: await deriveSessionKeys(crypto, secret),
    card: { ...card, version: card.version + 1, ...(host && { host }) },
  };
}

/** The card as the relay gets it. */
export const sealOwnCard = async ({ id, keys, card }: Pick<OwnIdentity, 'id' | 'keys' | 'card'>): Promise<string> =>
  toBase64Url(await keys.cards.seal(id, encodeCard(card)));
