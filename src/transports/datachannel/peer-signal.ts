import { CodecError } from '../../core/errors.js';
import { shown } from '../../core/shown.js';
import type { PeerCandidate } from '../../ports/peer-backend.js';

/** What one end of a connection must tell the other before they are connected, by whatever way. Plain JSON. */
export type PeerSignal =
  | { readonly type: 'offer' | 'answer'; readonly sdp: string }
  | ({ readonly type: 'candidate' } & PeerCandidate);

/** Characters of an SDP at most; those of this connection have about 500. */
export const MAX_SDP_CHARACTERS = 8192;
/** Characters of a candidate at most. */
export const MAX_CANDIDATE_CHARACTERS = 512;

/** @throws CodecError PROTOCOL naming what is wrong with what the other end has sent */
export function parsePeerSignal(value: unknown): PeerSignal {
  if (typeof value !== 'object' || value === null) throw wrong('', value, 'an object');
  const { type, sdp, candidate, mid } = value as Readonly<Record<string, unknown>>;
  if (type === 'offer' || type === 'answer') return { type, sdp: requireText('sdp', sdp, MAX_SDP_CHARACTERS) };
  if (type !== 'candidate') throw wrong('.type', type, 'offer, answer or candidate');
  const line = requireText('candidate', candidate, MAX_CANDIDATE_CHARACTERS);
  if (/[\r\n]/.test(line)) throw wrong('.candidate', candidate, 'one line');
  return { type, candidate: withoutPrefix(line), mid: requireText('mid', mid, 16) };
}

/**
 * The SDP without its candidates: they are signalled one by one, when the other end may use them. Whatever ends a line for
 * a regular expression does so here.
 */
export function withoutCandidates(sdp: string): string {
  return sdp.replace(/^a=(?:candidate:.*|end-of-candidates)(?:\r\n|[\r\n\u2028\u2029])/gm, '');
}

/**
 * The offer of an end that will begin DTLS itself. Left to the answerer, the first message of DTLS comes before an offerer
 * on a fast link listens for it, and is sent again a second later; the offerer knows when both listen.
 */
export const asDtlsClient = (sdp: string): string => sdp.replace(/^a=setup:actpass(?=\r?$)/m, 'a=setup:active');

/** A candidate as W3C's interface states it: implementations put `a=` in front of it or do not. */
export const withoutPrefix = (candidate: string): string => candidate.replace(/^a=/, '');

/** The certificate's fingerprint in an SDP, `sha-256 AB:CD:…`, upper case; null where it has none. */
export function fingerprintOf(sdp: string): string | null {
  const match = /^a=fingerprint:(\S+) +([\da-fA-F:]+)\s*$/m.exec(sdp);
  return match ? `${match[1]!.toLowerCase()} ${match[2]!.toUpperCase()}` : null;
}

function requireText(field: string, value: unknown, maxCharacters: number): string {
  if (typeof value !== 'string' || value.length > maxCharacters)
    throw wrong(`.${field}`, value, `a string of at most ${maxCharacters} characters`);
  return value;
}

const wrong = (field: string, value: unknown, allowed: string): CodecError =>
  new CodecError('PROTOCOL', `signal${field} must be ${allowed}, got ${shown(value)}`);
