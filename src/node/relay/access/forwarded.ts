import type { IncomingHttpHeaders } from 'node:http';
import { parseAddress } from './subnet.js';

/** Hops that a header may list; further ones are not followed. */
const MAX_HOPS = 32;

/** Headers in which proxies state the client: the usual list of addresses, or RFC 7239. */
export type ForwardedHeader = 'x-forwarded-for' | 'forwarded';

/**
 * The client's address: from the connection's backwards through the header, as far as proxies that are trusted have
 * written it. What comes before the first address that is not trusted may have been written by anybody.
 */
export function forwardedAddress(
  peerAddress: string,
  headers: IncomingHttpHeaders,
  header: ForwardedHeader,
  isTrusted: (address: string) => boolean,
): string {
  let address = peerAddress;
  if (!isTrusted(peerAddress)) return address;
  const entries = entriesOf(headers[header]);
  for (let i = entries.length - 1; i >= Math.max(0, entries.length - MAX_HOPS) && isTrusted(address); i--) {
    const stated = header === 'forwarded' ? parameter(entries[i]!, 'for') : entries[i]!;
    const host = hostOf(stated ?? '');
    // A proxy that hides or mangles the client's address stands for it.
    if (!parseAddress(host)) break;
    address = host;
  }
  return address;
}

/** The host that the browser has asked for, as the nearest proxy states it; undefined where it states none. */
export function forwardedHost(headers: IncomingHttpHeaders, header: ForwardedHeader): string | undefined {
  if (header === 'forwarded') return parameter(entriesOf(headers.forwarded).at(-1) ?? '', 'host');
  return entriesOf(headers['x-forwarded-host']).at(-1);
}

/** Whether the browser has asked by TLS, as the nearest proxy states it; undefined where it states nothing. */
export function forwardedTls(headers: IncomingHttpHeaders, header: ForwardedHeader): boolean | undefined {
  const proto =
    header === 'forwarded'
      ? parameter(entriesOf(headers.forwarded).at(-1) ?? '', 'proto')
      : entriesOf(headers['x-forwarded-proto']).at(-1);
  return proto === undefined ? undefined : /^(https|wss)$/i.test(proto);
}

/** The path that the nearest proxy has taken off the request's; RFC 7239 has none. */
export const forwardedPrefix = (headers: IncomingHttpHeaders, header: ForwardedHeader): string | undefined =>
  header === 'forwarded' ? undefined : entriesOf(headers['x-forwarded-prefix']).at(-1);

/** Elements of a list, in the order of the hops, of all headers of that name; a comma within quotes separates nothing. */
function entriesOf(value: string | string[] | undefined): string[] {
  const entries: string[] = [];
  let entry = '';
  let isQuoted = false;
  for (const character of `${[value ?? []].flat().join(',')},`) {
    if (character === '"') isQuoted = !isQuoted;
    if (character !== ',' || isQuoted) entry += character;
    else {
      if (entry.trim() !== '') entries.push(entry.trim());
      entry = '';
    }
  }
  return entries;
}

/** A parameter of one element of `Forwarded`: `for="[2001:db8::1]:4711";proto=https`. */
function parameter(element: string, name: string): string | undefined {
  for (const pair of element.split(';')) {
    const [key = '', ...rest] = pair.split('=');
    if (key.trim().toLowerCase() === name)
      return rest
        .join('=')
        .trim()
        .replace(/^"(.*)"$/, '$1');
  }
  return undefined;
}

/** Without port and brackets: `[2001:db8::1]:4711`, `192.0.2.1:80`, or an address alone. */
const hostOf = (text: string): string =>
  /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
