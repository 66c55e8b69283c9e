import type { IncomingMessage } from 'node:http';
import { requireKind } from '../../../core/options.js';
import { shown } from '../../../core/shown.js';

const MAX_NAMES = 64;

/** The host of a URL whose authority a Host header states; null where it states none. */
export const hostnameOf = (host: string | undefined): string | null =>
  host !== undefined && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;

/** @throws TypeError, RangeError naming a wrong one; returns them as URLs write them */
export function requireNames(names: readonly string[]): string[] {
  if (!Array.isArray(names) || names.length > MAX_NAMES)
    throw new TypeError(`names must be a list of at most ${MAX_NAMES} names`);
  return names.map((name, i) => {
    requireKind(`names[${i}]`, name, 'string');
    const plain = /^[^\s/?#@:]+$/.test(name) || /^\[[^\]]+\]$/.test(name) ? hostnameOf(name) : null;
    if (plain === null)
      throw new RangeError(`names[${i}] must be a name such as radio.example, without port, got ${shown(name)}`);
    return plain;
  });
}

/**
 * Whether it has more than one Host header: Node reads the first, and whoever stands in front of the relay may have gone
 * by another one (RFC 9112, 3.2).
 */
export const hasTwoHosts = ({ headersDistinct: { host = [] } }: IncomingMessage): boolean => host.length > 1;
