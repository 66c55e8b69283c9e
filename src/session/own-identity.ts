import type { KeyPair } from '../ports/session-crypto.js';
import { encodeCard, type PeerCard, requirePeerName } from './card.js';
import { toBase64Url } from './crypto/bytes.js';
import { deriveSessionKeys, peerIdOf, type SessionKeys } from './crypto/session-secret.js';
import { SFRAME_SUITES } from './crypto/sframe.js';
import type { SessionNodeOptions, SessionParts } from './session-options.js';

/** Who this peer is. */
export interface OwnIdentity {
  readonly id: string;
  readonly keyPair: KeyPair;
  readonly keys: SessionKeys;
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
  const card: PeerCard = { publicKey: keyPair.publicKey, name, role, suite, version: 1 };
  const id = await peerIdOf(crypto, keyPair.publicKey);
  return { own: { id, keyPair, keys, card }, sealedCard: await sealOwnCard({ id, keyPair, keys, card }) };
}

/** The card as the relay gets it. */
export const sealOwnCard = async ({ id, keys, card }: OwnIdentity): Promise<string> =>
  toBase64Url(await keys.cards.seal(id, encodeCard(card)));
