import { isIP } from 'node:net';
import { isLoopback } from './address-key.js';

/**
 * Whether the host of a URL is this machine by its form alone, which no name server decides: an address of the loopback,
 * `localhost`, or a name below it (RFC 6761, 6.3).
 */
export function isLoopbackName(hostname: string): boolean {
  const plain = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return isIP(plain) > 0 ? isLoopback(plain) : /^(.+\.)?localhost$/i.test(plain);
}
