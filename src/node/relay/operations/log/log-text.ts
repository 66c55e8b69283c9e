import { singleLine } from '../../../../core/single-line.js';
import { formatSubnet, parseAddress, parseSubnet } from '../../access/subnet.js';
import type { LogAddresses } from '../options.js';

/** An address as the log may show it; undefined for nothing. What is no address is shown only in full. */
export function loggedAddress(address: string | undefined, show: LogAddresses): string | undefined {
  if (address === undefined || show === 'none') return undefined;
  if (show === 'full') return address;
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const plain = formatSubnet({ ...parsed, prefix: parsed.bits });
  return formatSubnet(parseSubnet('address', `${plain}/${parsed.bits === 32 ? 24 : 48}`));
}

const MAX_TEXT = 300;
/** What a token looks like: a JWT, and whatever stands where tokens stand. */
const TOKENS = /\beyJ[\w-]+\.[\w-]+\.[\w-]*|\b(Bearer(?: |%20|\+)+|latentcast\.bearer\.)\S+/gi;

/**
 * A text from outside for one line of a log: cut, without control characters, and without what looks like a token. Nothing
 * that reaches the log should hold one; this is the second fence.
 */
export function loggedText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return singleLine(cut).replace(TOKENS, (_, before?: string) => `${before ?? ''}[token]`);
}
