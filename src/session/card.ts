import { CodecError } from '../core/errors.js';
import { cutText, graphemes } from '../core/graphemes.js';
import { shown } from '../core/shown.js';
import { singleLine } from '../core/single-line.js';
import type { KeyBytes } from '../ports/session-crypto.js';
import { fromBase64Url, toBase64Url, utf8 } from './crypto/bytes.js';
import { encodeHostStatement, type HostStatement, parseHostStatement } from './crypto/host-key.js';
import type { PeerRole } from './peer-link.js';

/** Characters of a peer's name at most, as people count them: an emoji is one. */
export const MAX_PEER_NAME = 64;
/** UTF-16 units of a name at most. Older versions accept {@link MAX_PEER_NAME} of them, and get the name's beginning. */
const MAX_NAME_UNITS = 256;

/** What a peer tells the others of itself; sealed, so that the relay sees none of it. */
export interface PeerCard {
  /** X25519, 32 bytes. */
  readonly publicKey: KeyBytes;
  readonly name: string;
  readonly role: PeerRole;
  /** Of its messages: see `SFRAME_SUITES`. */
  readonly suite: string;
  /** Larger in each card of the same peer: an older one, shown again, changes nothing. */
  readonly version: number;
  /** Which host the session's link was made for, where the peer knows that; with a signature where it is that host. */
  readonly host?: HostStatement;
}

/** @throws TypeError, RangeError naming a name that is none */
export function requirePeerName(name: unknown): string {
  if (typeof name !== 'string') throw new TypeError(`name must be a string, got ${shown(name)}`);
  const line = singleLine(name).trim();
  // Nothing that long is taken apart.
  const length = line.length > 64 * MAX_PEER_NAME ? line.length : graphemes(line).length;
  if (length < 1 || length > MAX_PEER_NAME)
    throw new RangeError(`name must be 1 to ${MAX_PEER_NAME} characters, got ${length}`);
  if (line.length > MAX_NAME_UNITS)
    throw new RangeError(`name must be at most ${MAX_NAME_UNITS} UTF-16 units, got ${line.length}`);
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(line)) throw new RangeError('name must have a character that can be seen');
  return line;
}

/** A card as bytes, to be sealed. */
export const encodeCard = ({ publicKey, name, host, ...card }: PeerCard): KeyBytes =>
  utf8(
    JSON.stringify({
      ...card,
      name: cutText(name, MAX_PEER_NAME) || '…',
      ...(name.length > MAX_PEER_NAME && { fullName: name }),
      publicKey: toBase64Url(publicKey),
      ...(host && { host: encodeHostStatement(host) }),
    }),
  );

/** @throws CodecError PROTOCOL for what is no card: it has been sealed by somebody with the link all the same */
export function parseCard(bytes: KeyBytes): PeerCard {
  try {
    const card = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<string, unknown>;
    const publicKey = fromBase64Url(String(card.publicKey));
    const { role, suite, version } = card;
    if (publicKey?.length !== 32) throw new RangeError('publicKey must be 32 bytes');
    if (role !== 'host' && role !== 'peer' && role !== 'leaf') throw new RangeError('role must be host, peer or leaf');
    if (!Number.isSafeInteger(version)) throw new RangeError('version must be an integer');
    return {
      publicKey,
      name: requirePeerName(card.fullName ?? card.name),
      role,
      suite: String(suite),
      version: version as number,
      ...(card.host !== undefined && { host: parseHostStatement(card.host) }),
    };
  } catch (cause) {
    throw new CodecError('PROTOCOL', `what a peer states of itself cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/**
 * The names by which peers are told apart: where several have the same, those who came later have a number behind it.
 * @param peers in the order in which they came
 */
export function distinctNames(peers: readonly { readonly id: string; readonly name: string }[]): Map<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const { id, name } of peers) {
    let own = name;
    for (let n = 2; taken.has(own); n++) own = `${name} (${n})`;
    taken.add(own);
    names.set(id, own);
  }
  return names;
}
